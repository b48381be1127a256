"""Writing a template out: every value is escaped for the place where it lands."""

import html
import json
import re
from collections.abc import Mapping
from enum import Enum, StrEnum

from core.template_parts import TemplateError

MAX_RENDERED = 1_000_000
CONTROL = re.compile(r"[\x00-\x1f\x7f\x80-\x9f\u2028\u2029]+")
# A quote, or a backslash with what it escapes.
_STRING_MARK = re.compile(r'"|\\.?', re.DOTALL)
_JSON_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?")


class Destination(StrEnum):
    """Where a rendered template lands, and so how values are escaped."""

    TEXT = "text"
    LINE = "line"
    """One line, such as a mail's subject: line breaks and other control characters in values become a blank."""
    HTML = "html"
    JSON = "json"
    """Within quotes a value is the inside of a string; elsewhere a number, a string of its own, or null when empty."""


class Output:
    """What has been written so far."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0

    def literal(self, text: str, line: int) -> None:
        """Write the template's own text."""
        self._length += len(text)
        if self._length > MAX_RENDERED:
            raise TemplateError(f"rendered, it has more than {MAX_RENDERED} characters", line)
        self._parts.append(text)

    def value(self, text: str, line: int) -> None:
        """Write a value, so that it stays one."""
        self.literal(self._escaped(text, line), line)

    def finished(self) -> str:
        """Return the whole."""
        return "".join(self._parts)

    def _escaped(self, text: str, line: int) -> str:  # noqa: ARG002 - other destinations need the line
        return text


class _Line(Output):
    def _escaped(self, text: str, line: int) -> str:  # noqa: ARG002 - as above
        return CONTROL.sub(" ", text)


class _Html(Output):
    def _escaped(self, text: str, line: int) -> str:  # noqa: ARG002 - as above
        return html.escape(text)


class _Place(Enum):
    """Where the next character of a JSON text stands."""

    OUTSIDE = 0
    IN_STRING = 1
    AFTER_BACKSLASH = 2


class _Json(Output):
    def __init__(self) -> None:
        super().__init__()
        self._place = _Place.OUTSIDE

    def literal(self, text: str, line: int) -> None:
        super().literal(text, line)
        if self._place is _Place.AFTER_BACKSLASH and text:
            self._place, text = _Place.IN_STRING, text[1:]
        for match in _STRING_MARK.finditer(text):
            if match.group() == '"':
                self._place = _Place.OUTSIDE if self._place is _Place.IN_STRING else _Place.IN_STRING
            elif match.end() == len(text) and len(match.group()) == 1 and self._place is _Place.IN_STRING:
                self._place = _Place.AFTER_BACKSLASH

    def value(self, text: str, line: int) -> None:
        # Escaped, it leaves us where we are: there is no need to look at each of its characters.
        super().literal(self._escaped(text, line), line)

    def finished(self) -> str:
        whole = super().finished()
        try:
            json.loads(whole, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            wrong = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep, or not a JSON value"
            line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
            raise TemplateError(
                f"rendered, it is no JSON ({wrong}); in quotes, a variable fits anywhere", line
            ) from None
        return whole

    def _escaped(self, text: str, line: int) -> str:
        if self._place is _Place.AFTER_BACKSLASH:
            raise TemplateError("a variable must not follow a backslash", line)
        if self._place is _Place.IN_STRING:
            return json.dumps(text)[1:-1]
        if not text:
            return "null"
        return text if _JSON_NUMBER.fullmatch(text) else json.dumps(text)


OUTPUT_OF: Mapping[Destination, type[Output]] = {
    Destination.TEXT: Output,
    Destination.LINE: _Line,
    Destination.HTML: _Html,
    Destination.JSON: _Json,
}


def _refuse_constant(name: str) -> object:
    raise ValueError(name)
