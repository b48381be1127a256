"""HTML, written so that what is not markup can't become any: text is escaped unless it comes from here."""

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Html:
    """Text that is markup already."""

    markup: str

    def __str__(self) -> str:
        """Return the markup."""
        return self.markup


Content = str | Html


def element(name: str, *content: Content, **attributes: str) -> Html:
    """Return an element; an attribute whose name Python keeps for itself ends in "_"."""
    written = "".join(f' {key.rstrip("_")}="{escape(value)}"' for key, value in attributes.items())
    return Html(f"<{name}{written}>{joined(*content)}</{name}>")


def joined(*content: Content) -> Html:
    """Return everything in a row."""
    return Html("".join(each.markup if isinstance(each, Html) else escape(each, quote=False) for each in content))


def prose(text: str) -> Html:
    """Return a text with what stands between backticks as code."""
    parts = text.split("`")
    return joined(*(element("code", part) if index % 2 else part for index, part in enumerate(parts)))
