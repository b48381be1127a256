"""Templates of messages: Mustache's variables and sections, without its logic, escaped for where they land.

A template is data. It names variables of a closed vocabulary; no attribute, no call, no file, no other template and
no delimiters of its own can be reached from it. What is wrong with one is found when it is saved, with its line.

Sections are written out when their variable has a value, inverted sections when it has none. `{{{name}}}` and
`{{&name}}` mean the same as `{{name}}`: nothing lands anywhere unescaped. A `$NAME` in a template's own text can be
replaced by a secret; in a variable's value it stays what it is, because values come from elsewhere.
"""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.template_output import CONTROL, MAX_RENDERED, OUTPUT_OF, Destination, Output
from core.template_parts import (
    MAX_TEMPLATE,
    Literal,
    Node,
    Secret,
    Section,
    TemplateError,
    Variable,
    parse,
    walk,
)

__all__ = ["MAX_RENDERED", "MAX_TEMPLATE", "Destination", "TemplateError", "Vocabulary", "check", "render"]

_MAX_COMBINED = 4
_MAX_TAG = 2_000
# An HTML tag up to within an attribute's value that stands in no quotes.
_UNQUOTED = re.compile(r"""<[a-zA-Z][^<>"'=]*(?:=\s*(?:"[^"]*"|'[^']*')[^<>"'=]*)*=\s*[^<>"'\s]*""")
_PROBES = ('"\\\n\t\x01</script>{{x}}$X\u2028é', "12.5", "a")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that a template may use. Of `alternatives`, exactly one has a value at any time."""

    names: frozenset[str]
    alternatives: tuple[str, ...] = ()


def check(text: str, vocabulary: Vocabulary, destination: Destination) -> None:
    """Return if the template can be saved; raises TemplateError if it can't be rendered, or not for every value.

    A JSON template is tried with values that would break it, and with sections on and off; for a long one that takes
    some tenths of a second.
    """
    nodes = parse(text)
    for node in walk(nodes):
        if isinstance(node, Variable | Section) and node.name not in vocabulary.names:
            known = ", ".join(sorted(vocabulary.names))
            raise TemplateError(f"there is no variable '{node.name[:80]}'; there are {known}", node.line)
        if isinstance(node, Literal) and destination is Destination.LINE and CONTROL.search(node.text):
            raise TemplateError("it must be one line without control characters", node.line)
    if destination is Destination.HTML:
        _check_html(nodes)
    for values in _probes(nodes, vocabulary) if destination is Destination.JSON else ():
        render(text, values, destination)


def render(
    text: str, variables: Mapping[str, str], destination: Destination, secrets: Callable[[str], str] | None = None
) -> str:
    """Return the template with its variables filled in; one that is not given is empty.

    `secrets` replaces `$NAME`s (see `core.secrets.expand`); what it puts in is escaped too. Raises TemplateError when
    the template is no template, when it grows beyond MAX_RENDERED, or when what should be JSON is none.
    """
    output = OUTPUT_OF[destination]()
    _write(parse(text), variables, secrets, output)
    return output.finished()


def _write(
    nodes: list[Node], variables: Mapping[str, str], secrets: Callable[[str], str] | None, output: Output
) -> None:
    for node in nodes:
        match node:
            case Literal(text, line):
                output.literal(text, line)
            case Secret(text, line):
                replaced = text if secrets is None else secrets(text)
                (output.literal if replaced == text else output.value)(replaced, line)
            case Variable(name, line):
                output.value(variables.get(name, ""), line)
            case Section(name, is_inverted, _, inner):
                if bool(variables.get(name)) is not is_inverted:
                    _write(inner, variables, secrets, output)


def _check_html(nodes: Sequence[Node]) -> None:
    """Raise TemplateError where escaping for HTML would not be enough: in scripts, and in attributes without quotes."""
    before = ""
    for node in walk(nodes):
        if isinstance(node, Literal):
            before += node.text
            if (script := node.text.lower().find("<script")) >= 0:
                raise TemplateError("a mail has no scripts", node.line + node.text.count("\n", 0, script))
        elif isinstance(node, Variable):
            if _UNQUOTED.fullmatch(before):
                raise TemplateError(f"the attribute with {{{{{node.name}}}}} needs quotes around its value", node.line)
            before += "x"
        before = before[-_MAX_TAG:]
        before = before[max(before.rfind("<"), 0) :]


def _probes(nodes: list[Node], vocabulary: Vocabulary) -> Iterator[dict[str, str]]:
    """Yield what a template has to bear: hostile values, and sections on and off, in all ways while they are few."""
    decisive = sorted({node.name for node in walk(nodes) if isinstance(node, Section)} - set(vocabulary.alternatives))
    if len(decisive) <= _MAX_COMBINED:
        chosen = [set(itertools.compress(decisive, on)) for on in itertools.product((1, 0), repeat=len(decisive))]
    else:
        chosen = [set(decisive), set(), *({name} for name in decisive), *(set(decisive) - {name} for name in decisive)]
    ordinary = vocabulary.names - set(decisive) - set(vocabulary.alternatives)
    for alternative, on, probe in itertools.product(vocabulary.alternatives or (None,), chosen, _PROBES):
        given = ordinary | on if alternative is None else ordinary | on | {alternative}
        yield dict.fromkeys(given, probe)
    for alternative in vocabulary.alternatives or (None,):
        yield {} if alternative is None else {alternative: "true"}
