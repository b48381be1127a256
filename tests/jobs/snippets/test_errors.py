from jobs.snippets.errors import SnippetError


def test_a_message_is_cut_at_200_characters():
    assert str(SnippetError("x" * 300)) == "x" * 200


def test_a_message_is_one_line_of_printable_characters():
    assert str(SnippetError("\tno\nway\0 \x1b[31m\u202eout ")) == "no way   [31m out"
