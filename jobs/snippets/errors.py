"""What goes wrong with a snippet, in words for the person who wrote it."""

LONGEST_MESSAGE = 200


class SnippetError(Exception):
    """A snippet failed through its own fault: it threw, looped, allocated too much or is no function.

    The message is one line of at most 200 printable characters.
    """

    def __init__(self, message: str) -> None:
        printable = "".join(letter if letter.isprintable() else " " for letter in message[:LONGEST_MESSAGE])
        super().__init__(printable.strip())
