"""Reading a template: its own text, the names of secrets in it, its variables and its sections."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

MAX_TEMPLATE = 50_000
_MAX_DEPTH = 20
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_TRIPLE = re.compile(r"\{\{\{\s*[A-Za-z][A-Za-z0-9_]*\s*\}\}\}")
_SECRET = re.compile(r"\$[A-Za-z_][A-Za-z0-9_]*")
_REST_OF_LINE = re.compile(r"[ \t]*(?:\r?\n|\Z)")


class TemplateError(Exception):
    """A template can't be used; the message says why, `line` (from 1) where."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(f"line {line}: {reason}")
        self.reason = reason
        self.line = line


@dataclass(frozen=True, slots=True)
class Literal:
    """Text that is written as it is."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Secret:
    """A `$NAME` in the template's own text."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Variable:
    """A place for a value."""

    name: str
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """Parts that are written if a variable has a value, or, inverted, if it has none."""

    name: str
    is_inverted: bool
    line: int
    nodes: "list[Node]"


Node = Literal | Secret | Variable | Section


def walk(nodes: Sequence[Node]) -> Iterator[Node]:
    """Yield all parts, in their order, also those within sections."""
    for node in nodes:
        yield node
        if isinstance(node, Section):
            yield from walk(node.nodes)


@lru_cache(maxsize=256)
def parse(text: str) -> list[Node]:
    """Return the template's parts, which are not to be changed; raises TemplateError."""
    if len(text) > MAX_TEMPLATE:
        raise TemplateError(f"it has {len(text)} characters; {MAX_TEMPLATE} at most fit", 1)
    root: list[Node] = []
    open_sections: list[Section] = []
    position, line = 0, 1
    while (start := text.find("{{", position)) >= 0:
        # In JSON, a brace of the text's own may stand right before a tag.
        while text.startswith("{{{", start) and not _TRIPLE.match(text, start):
            start += 1
        nodes = open_sections[-1].nodes if open_sections else root
        tag_line = line + text.count("\n", position, start)
        kind, name, end = _tag(text, start, tag_line)
        literal_end, resume = _around(text, position, start, end) if kind in {"#", "^", "/", "!"} else (start, end)
        nodes += _literals(text[position:literal_end], line)
        if kind == "/":
            if not open_sections or open_sections.pop().name != name:
                raise TemplateError(f"'{name}' is closed here, but it is not the section that is open", tag_line)
        elif kind in {"#", "^"}:
            section = Section(name, kind == "^", tag_line, [])
            nodes.append(section)
            open_sections.append(section)
            if len(open_sections) > _MAX_DEPTH:
                raise TemplateError(f"sections stand more than {_MAX_DEPTH} deep in each other", tag_line)
        elif kind != "!":
            nodes.append(Variable(name, tag_line))
        line = tag_line + text.count("\n", start, resume)
        position = resume
    if open_sections:
        raise TemplateError(f"the section '{open_sections[-1].name}' is never closed", open_sections[-1].line)
    return root + _literals(text[position:], line)


def _tag(text: str, start: int, line: int) -> tuple[str, str, int]:
    """Return the kind of the tag that begins at `start` ("" for a variable), its name and its end."""
    closing = "}}}" if text.startswith("{{{", start) else "}}"
    inner_end = text.find(closing, start + len(closing))
    if inner_end < 0:
        raise TemplateError(f"a tag is opened, but never closed by '{closing}'", line)
    inner = text[start + len(closing) : inner_end]
    end = inner_end + len(closing)
    kind = inner[:1] if closing == "}}" and inner[:1] in {"#", "^", "/", "!", "&", ">", "="} else ""
    if kind == "!":
        return kind, "", end
    if kind in {">", "="}:
        what = "another template" if kind == ">" else "other delimiters"
        raise TemplateError(f"'{{{{{inner[:80]}}}}}' asks for {what}, which templates here don't have", line)
    name = inner.removeprefix(kind).strip()
    if not _NAME.fullmatch(name):
        raise TemplateError(f"'{name[:80]}' is no name of a variable, such as alert_name", line)
    return "" if kind == "&" else kind, name, end


def _around(text: str, previous: int, start: int, end: int) -> tuple[int, int]:
    """Return where the text before a tag ends and where it goes on: a tag that is alone on its line takes it away."""
    line_start = text.rfind("\n", previous, start) + 1
    if line_start == 0:
        if previous > 0 and text[previous - 1] != "\n":
            return start, end
        line_start = previous
    rest = _REST_OF_LINE.match(text, end)
    if rest is None or text[line_start:start].strip(" \t"):
        return start, end
    return line_start, rest.end()


def _literals(text: str, line: int) -> list[Node]:
    """Return a piece of the template's own text, cut at what may be the name of a secret."""
    nodes: list[Node] = []
    position = 0
    for match in _SECRET.finditer(text):
        if match.start() > position:
            nodes.append(Literal(text[position : match.start()], line))
        line += text.count("\n", position, match.start())
        nodes.append(Secret(match.group(), line))
        position = match.end()
    if position < len(text):
        nodes.append(Literal(text[position:], line))
    return nodes
