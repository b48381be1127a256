import json
import random
from html.parser import HTMLParser

import chevron
import pytest

from core.secrets import expand
from core.templates import MAX_RENDERED, MAX_TEMPLATE, Destination, TemplateError, Vocabulary, check, render

WORDS = Vocabulary(frozenset({"name", "value", "note", "url", "is_on", "is_off"}), alternatives=("is_on", "is_off"))
HOSTILE = [
    '", "admin": true, "x": "',
    '\\", "admin": true, "x": "',
    "\\",
    '"}\n{"a": "',
    "\x00\x1f\u2028",
    "{{value}}",
    "$SHOP_TOKEN",
    "<script>alert(1)</script>",
    "' onmouseover='x",
    "\ud800",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_value_stays_one_json_string_whatever_it_holds(hostile):
    text = '{"name": "shop: {{name}}!", "note": {{note}}, "{{{value}}}": [1, "{{&url}}"]}'

    rendered = json.loads(
        render(text, {"name": hostile, "note": hostile, "value": hostile, "url": hostile}, Destination.JSON)
    )

    assert rendered == {"name": f"shop: {hostile}!", "note": hostile, hostile: [1, hostile]}


@pytest.mark.parametrize(
    ("value", "written"),
    [("12.5", 12.5), ("-3", -3), ("", None), ("012", "012"), ("1e999", "1e999"), ("NaN", "NaN"), ("DOWN", "DOWN")],
)
def test_outside_of_quotes_a_value_is_a_number_or_a_string_or_null(value, written):
    assert json.loads(render('{"value": {{value}}}', {"value": value}, Destination.JSON)) == {"value": written}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.texts = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, attrs))

    def handle_data(self, data):
        self.texts.append(data)


@pytest.mark.parametrize("hostile", [*HOSTILE[:4], *HOSTILE[5:9], "<!-- ", "&lt;"])
def test_a_value_stays_text_in_html(hostile):
    reader = _Reader()

    reader.feed(
        render(
            "<a href=\"{{url}}\" title='{{note}}'>{{name}}</a>", dict.fromkeys(WORDS.names, hostile), Destination.HTML
        )
    )
    reader.close()

    assert reader.tags == [("a", [("href", hostile), ("title", hostile)])]
    assert "".join(reader.texts) == hostile


@pytest.mark.parametrize("hostile", ["a\r\nBcc: all@example.com", "a\nb", "a\x00\x1b[31mb", "a\u2028b", "a\x85b"])
def test_a_line_stays_one_line(hostile):
    rendered = render("Re: {{name}}", {"name": hostile}, Destination.LINE)

    assert rendered.startswith("Re: a ")
    assert len(rendered.splitlines()) == 1
    assert rendered.isprintable()


@pytest.mark.parametrize("destination", Destination)
def test_a_value_is_never_read_as_a_template_or_as_the_name_of_a_secret(destination):
    text = '"{{name}}"' if destination is Destination.JSON else "{{name}}"

    rendered = render(text, {"name": "{{value}} $SHOP_TOKEN", "value": "no"}, destination, lambda _: "s3cret")

    assert rendered.strip('"') == "{{value}} $SHOP_TOKEN"


def test_secrets_are_put_in_where_the_operator_allows_them_and_escaped():
    def secrets(text):
        return expand(text, allowed=("SHOP_*",), environment={"SHOP_TOKEN": 'a"<b', "DATABASE_URL": "postgres://x"})

    as_json = render('{"t": "$SHOP_TOKEN $DATABASE_URL $5 {{name}}"}', {"name": "n"}, Destination.JSON, secrets)
    as_html = render("<p>$SHOP_TOKEN</p>", {}, Destination.HTML, secrets)

    assert json.loads(as_json) == {"t": 'a"<b $DATABASE_URL $5 n'}
    assert as_html == "<p>a&quot;&lt;b</p>"


def test_sections_are_written_when_their_variable_has_a_value_and_their_lines_leave_no_gap():
    text = (
        "{{#is_on}}\nOn: {{name}}\n{{/is_on}}\n  {{^is_on}}  \nOff\n{{/is_on}}\n"
        "{{! a note }}\nEnd {{#note}}({{note}}){{/note}}."
    )

    assert render(text, {"is_on": "true", "name": "shop"}, Destination.TEXT) == "On: shop\nEnd ."
    assert render(text, {"note": "x"}, Destination.TEXT) == "Off\nEnd (x)."


@pytest.mark.parametrize(
    ("text", "destination", "message"),
    [
        ("a\n{{nam}}", Destination.TEXT, "line 2: there is no variable 'nam'; there are is_off, is_on"),
        ("{{#who}}{{/who}}", Destination.TEXT, "line 1: there is no variable 'who'"),
        ("{{name.__class__}}", Destination.TEXT, "line 1: 'name.__class__' is no name of a variable, such as"),
        ("{{name.upper}}", Destination.TEXT, "line 1: 'name.upper' is no name"),
        ("{{.}}", Destination.TEXT, "line 1: '.' is no name"),
        ("{{}}", Destination.TEXT, "line 1: '' is no name"),
        ("\n\n{{>/etc/passwd}}", Destination.TEXT, "line 3: '{{>/etc/passwd}}' asks for another template"),
        ("{{=<% %>=}}", Destination.TEXT, "line 1: '{{=<% %>=}}' asks for other delimiters"),
        ("a\nb {{name", Destination.TEXT, "line 2: a tag is opened, but never closed by '}}'"),
        ("{{{name}", Destination.TEXT, "line 1: a tag is opened, but never closed by '}}'"),
        ("{{{{name}}}", Destination.JSON, "line 1: rendered, it is no JSON"),
        ("\n{{#name}}\n\n", Destination.TEXT, "line 2: the section 'name' is never closed"),
        ("\n{{/name}}", Destination.TEXT, "line 2: 'name' is closed here, but it is not the section that is open"),
        ("{{#name}}\n{{#url}}\n{{/name}}{{/url}}", Destination.TEXT, "line 3: 'name' is closed here"),
        ("{{#name}}" * 21 + "{{/name}}" * 21, Destination.TEXT, "line 1: sections stand more than 20 deep"),
        ("x" * (MAX_TEMPLATE + 1), Destination.TEXT, "line 1: it has 50001 characters; 50000 at most fit"),
        ("a\nBcc: x", Destination.LINE, "line 1: it must be one line without control characters"),
        ("<p>\n<a href={{url}}>", Destination.HTML, "line 2: the attribute with {{url}} needs quotes around its value"),
        ('<a title="{{note}}" href=/x/{{#url}}{{url}}{{/url}}>', Destination.HTML, "line 1: the attribute"),
        ("<p>\n<SCRIPT>", Destination.HTML, "line 2: a mail has no scripts"),
        ('{"a": "{{name}}"', Destination.JSON, "line 1: rendered, it is no JSON (Expecting ',' delimiter)"),
        ('{\n"a": "\\{{name}}"}', Destination.JSON, "line 2: a variable must not follow a backslash"),
        ('{"a": "\\u12{{name}}"}', Destination.JSON, "line 1: rendered, it is no JSON (Invalid \\uXXXX escape)"),
        ('{"a": {{name}}5}', Destination.JSON, "line 1: rendered, it is no JSON"),
        ("{ {{name}}: 1}", Destination.JSON, "line 1: rendered, it is no JSON"),
        ('{"a": 1{{#note}}, "b": 2,{{/note}} }', Destination.JSON, "line 1: rendered, it is no JSON"),
        ('{"a": 1{{^note}},{{/note}} }', Destination.JSON, "line 1: rendered, it is no JSON"),
        ("", Destination.JSON, "line 1: rendered, it is no JSON"),
        ('{"a": NaN}', Destination.JSON, "line 1: rendered, it is no JSON"),
        ("[" * 20_000, Destination.JSON, "line 1: rendered, it is no JSON (nested too deep"),
    ],
)  # fmt: skip
def test_what_can_not_be_rendered_is_refused_with_its_line(text, destination, message):
    with pytest.raises(TemplateError) as refusal:
        check(text, WORDS, destination)

    assert str(refusal.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "destination"),
    [
        (
            '<a href="https://x/?a=b&c={{url}}">{{name}} = {{value}}</a><p class="a" title=\'{{note}}\'>',
            Destination.HTML,
        ),
        ('{"a": "{{name}}"{{#is_on}}, "on": true{{/is_on}}{{#is_off}}, "on": false{{/is_off}}}', Destination.JSON),
        ('{{#is_on}}{"a": 1}{{/is_on}}{{#is_off}}{"a": 2}{{/is_off}}', Destination.JSON),
        (
            '{"a": {{value}}{{#note}}, "note": "{{note}}"{{/note}}{{^note}}, "none": {{note}}{{/note}}}',
            Destination.JSON,
        ),
        ("{{ name }} {{{ value }}} {{& url }} }} { { $5", Destination.TEXT),
        ('{{{#note}}"a": 1{{/note}}}', Destination.JSON),
    ],
)
def test_what_can_be_rendered_for_every_value_is_accepted(text, destination):
    assert check(text, WORDS, destination) is None


def test_many_sections_are_still_tried_each_on_and_off():
    names = Vocabulary(frozenset(f"v{number}" for number in range(12)))
    text = '{"a": 1' + "".join(f'{{{{#v{n}}}}}, "v{n}": "{{{{v{n}}}}}"{{{{/v{n}}}}}' for n in range(12)) + "}"

    check(text, names, Destination.JSON)
    with pytest.raises(TemplateError, match="is no JSON"):
        check(text[:-1] + "{{^v7}},{{/v7}}}", names, Destination.JSON)


def test_a_rendered_template_has_a_bound():
    with pytest.raises(TemplateError, match="it has more than 1000000 characters"):
        render("{{name}}" * 11, {"name": "x" * (MAX_RENDERED // 10)}, Destination.TEXT)


def test_templates_of_opening_braces_alone_are_refused_at_once():
    with pytest.raises(TemplateError, match="never closed"):
        check("{{" * (MAX_TEMPLATE // 2), WORDS, Destination.HTML)


def test_random_templates_read_as_another_mustache_library_reads_them():
    chance = random.Random(5)
    pieces = [
        "a",
        " ",
        "\n",
        "{ ",
        "}",
        "$",
        "{{name}}",
        "{{value}}",
        "{{&note}}",
        "{{{url}}}",
        "{{! x }}",
        "\n\n",
    ]
    for _ in range(2_000):
        text = _random_template(chance, pieces, depth=3) + "\n."
        values = {name: chance.choice(["", "x", "12"]) for name in sorted(WORDS.names)}

        assert render(text, values, Destination.TEXT) == chevron.render(text, values), text


def _random_template(chance, pieces, depth):
    parts = []
    for _ in range(chance.randrange(6)):
        if depth and chance.random() < 0.3:
            name, kind = chance.choice(sorted(WORDS.names)), chance.choice("#^")
            line = chance.choice(["", "\n"])
            inner = _random_template(chance, pieces, depth - 1)
            parts.append(f"{{{{{kind}{name}}}}}{line}{inner}{{{{/{name}}}}}{line}")
        else:
            parts.append(chance.choice(pieces))
    return "".join(parts)
