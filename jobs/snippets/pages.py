"""The HTML pages that one run of a snippet has loaded: what stands behind `modules.cheerio`."""

import json
from collections.abc import Callable
from html import escape
from typing import Any

from cssselect import HTMLTranslator, SelectorError
from lxml import etree

_AXES = {
    "children": etree.XPath("child::*"),
    "parent": etree.XPath("parent::*"),
    "next": etree.XPath("following-sibling::*[1]"),
    "previous": etree.XPath("preceding-sibling::*[1]"),
}
_TEXT = etree.XPath("string()")
_RAW_TEXT_ELEMENTS = frozenset({"script", "style"})


class Pages:
    """Loaded pages, and a number for each of their elements that the snippet has seen.

    `loaded_characters` is how much HTML was parsed. The parser never forgets the names of the elements it has met,
    so that the process has to end some day.
    """

    def __init__(self) -> None:
        self.loaded_characters = 0
        self._elements: list[etree._Element] = []
        self._numbers: dict[etree._Element, int] = {}

    def answer(self, request: str) -> str:
        """Return the JSON answer to a JSON request `[operation, ...arguments]`.

        The answer is `{"value": ...}`, `{"error": message}`, or `{"exhausted": true}` when memory is used up. Nothing
        is raised: the caller is the JavaScript engine, which loses exceptions.
        """
        try:
            operation, *arguments = json.loads(request)
            return json.dumps({"value": _OPERATIONS[operation](self, *arguments)})
        except MemoryError:
            return '{"exhausted": true}'
        except SelectorError as error:
            return json.dumps({"error": f"the selector is not valid: {error}"})
        except Exception as error:  # noqa: BLE001 -- see above: whatever it is, it must not reach the engine
            return json.dumps({"error": f"cheerio failed: {error}"})

    def load(self, html: str) -> int:
        """Parse a page, however malformed, and return its root element."""
        self.loaded_characters += len(html)
        data = html.encode("utf-8", "replace")
        parser = etree.HTMLParser(encoding="utf-8", no_network=True)
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError:  # raised for a page with no content at all
            root = None
        if parser.error_log.filter_types(etree.ErrorTypes.ERR_NO_MEMORY):
            raise MemoryError
        return self._number(etree.fromstring(b"<html></html>") if root is None else root)

    def select(self, root: int, css: str) -> list[int]:
        """Return the elements of a page that a selector matches, in their order."""
        return self._numbered(_compile(css, "descendant-or-self::")(self._elements[root]))

    def find(self, within: list[int], css: str) -> list[int]:
        """Return the elements below any of the given ones that a selector matches."""
        return self._gather(_compile(css, "descendant::"), within)

    def filter(self, candidates: list[int], css: str) -> list[int]:
        """Return those of the given elements that a selector matches."""
        matches = _compile(css, "descendant-or-self::")
        roots = {self._elements[number].getroottree().getroot() for number in candidates}
        matching = {element for root in roots for element in matches(root)}
        return [number for number in candidates if self._elements[number] in matching]

    def step(self, start: list[int], axis: str) -> list[int]:
        """Return the children, the parents, or the next or previous siblings of the given elements."""
        return self._gather(_AXES[axis], start)

    def text(self, numbers: list[int]) -> str:
        """Return the text of the given elements and all they contain, joined."""
        return "".join(str(_TEXT(self._elements[number])) for number in numbers)

    def inner_html(self, number: int) -> str:
        """Return the HTML of what an element contains."""
        element = self._elements[number]
        text = element.text or ""
        if element.tag not in _RAW_TEXT_ELEMENTS:
            text = escape(text, quote=False)
        return text + "".join(etree.tostring(child, encoding="unicode", method="html") for child in element)

    def outer_html(self, number: int) -> str:
        """Return the HTML of an element."""
        return etree.tostring(self._elements[number], encoding="unicode", method="html", with_tail=False)

    def name(self, number: int) -> str:
        """Return an element's name, in lower case."""
        return str(self._elements[number].tag)

    def attributes(self, number: int) -> dict[str, str]:
        """Return an element's attributes."""
        return {str(name): str(value) for name, value in self._elements[number].attrib.items()}

    def _gather(self, path: etree.XPath, starts: list[int]) -> list[int]:
        """Return what a path reaches from several elements, each element once."""
        reached = (element for start in starts for element in path(self._elements[start]))
        return self._numbered(list(dict.fromkeys(reached)))

    def _numbered(self, elements: Any) -> list[int]:
        return [self._number(element) for element in elements]

    def _number(self, element: etree._Element) -> int:
        number = self._numbers.setdefault(element, len(self._elements))
        if number == len(self._elements):
            self._elements.append(element)
        return number


_OPERATIONS: dict[str, Callable[..., object]] = {
    "load": Pages.load,
    "select": Pages.select,
    "find": Pages.find,
    "filter": Pages.filter,
    "step": Pages.step,
    "text": Pages.text,
    "innerHTML": Pages.inner_html,
    "outerHTML": Pages.outer_html,
    "name": Pages.name,
    "attributes": Pages.attributes,
}


def _compile(css: str, axis: str) -> etree.XPath:
    return etree.XPath(HTMLTranslator().css_to_xpath(css, prefix=axis))
