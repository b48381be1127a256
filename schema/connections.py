"""Pages of long lists, by the Relay cursor connections specification (https://relay.dev/graphql/connections.htm)."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

import strawberry
from strawberry import relay

from core.errors import InvalidInput

MAX_PAGE = 1000
DEFAULT_PAGE = 50
T = TypeVar("T")
Row = TypeVar("Row")
Position = TypeVar("Position")

First = Annotated[
    int | None, strawberry.argument(description=f"Return the first n; at most {MAX_PAGE}, {DEFAULT_PAGE} by default.")
]
Last = Annotated[int | None, strawberry.argument(description=f"Return the last n instead; at most {MAX_PAGE}.")]
After = Annotated[str | None, strawberry.argument(description="Start after the item of this cursor.")]
Before = Annotated[str | None, strawberry.argument(description="End before the item of this cursor.")]


def _cursor_of(self: "Edge[Any]") -> str:
    """Return where an item stands, when somebody asks: of a hundred items it takes as long as three of their fields."""
    return _cursor(self.place(self.row))


@strawberry.type(description="An item of a list, and where it stands.")
class Edge(Generic[T]):
    """One item; `place` tells the text of a row's position."""

    cursor: str = strawberry.field(
        description="Where the item stands; to be given to `after` or `before`.", resolver=_cursor_of
    )
    node: T = strawberry.field(description="The item.")
    row: strawberry.Private[object]
    place: strawberry.Private[Callable[[Any], str]]


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    """Some items, and whether there are more."""

    page_info: relay.PageInfo = strawberry.field(description="Whether there is more, and how to get it.")
    edges: list[Edge[T]] = strawberry.field(description="The items of this page, in the list's order.")


@dataclass(frozen=True, slots=True)
class Window(Generic[Position]):
    """What part of a list is asked for; `after` and `before` are positions in the list's order."""

    limit: int
    after: Position | None
    before: Position | None
    from_end: bool


def window(first: int | None, last: int | None, after: str | None, before: str | None) -> Window[int]:
    """Read the arguments of a connection whose positions are numbers; raises InvalidInput."""
    return window_of(first, last, after, before, read=lambda text: int(text.removeprefix("at:")))


def window_of(
    first: int | None, last: int | None, after: str | None, before: str | None, *, read: Callable[[str], Position]
) -> Window[Position]:
    """Read the arguments of a connection; `read` makes a position of its text, or raises ValueError.

    Raises InvalidInput.
    """
    if first is not None and last is not None:
        raise InvalidInput("first and last can't be used together", "first")
    for name, count in (("first", first), ("last", last)):
        if count is not None and not 0 <= count <= MAX_PAGE:
            raise InvalidInput(f"{name} must be between 0 and {MAX_PAGE}; got {count}", name)
    limit = last if last is not None else DEFAULT_PAGE if first is None else first
    positions = (_position(after, "after", read), _position(before, "before", read))
    return Window(limit, *positions, last is not None)


def _number_text(position: object) -> str:
    return f"at:{position}"


def _cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _position(text: str | None, argument: str, read: Callable[[str], Position]) -> Position | None:
    if text is None:
        return None
    try:
        return read(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode())
    except (ValueError, binascii.Error):
        raise InvalidInput(f"{argument} must be a cursor of this list; got '{text}'", argument) from None


def connection(
    rows: Sequence[Row],
    asked: Window[Position],
    *,
    position: Callable[[Row], Position],
    node: Callable[[Row], T],
    written: Callable[[Position], str] = _number_text,
) -> Connection[T]:
    """Return the page that `rows` make; one more than was asked for, at the far end, says that there is more.

    `written` is the text of a position, which `window_of` reads.
    """
    more = len(rows) > asked.limit
    shown = list(rows)
    if more:
        shown = shown[1:] if asked.from_end else shown[:-1]

    def place(row: Row) -> str:
        return written(position(row))

    edges = [Edge(node=node(row), row=row, place=place) for row in shown]
    info = relay.PageInfo(
        has_next_page=more if not asked.from_end else asked.before is not None,
        has_previous_page=more if asked.from_end else asked.after is not None,
        start_cursor=_cursor(place(shown[0])) if shown else None,
        end_cursor=_cursor(place(shown[-1])) if shown else None,
    )
    return Connection(page_info=info, edges=edges)
