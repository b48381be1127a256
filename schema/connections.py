"""Pages of long lists, by the Relay cursor connections specification (https://relay.dev/graphql/connections.htm)."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

import strawberry
from strawberry import relay

from core.errors import InvalidInput

MAX_PAGE = 1000
DEFAULT_PAGE = 50
T = TypeVar("T")
Row = TypeVar("Row")

First = Annotated[
    int | None, strawberry.argument(description=f"Return the first n; at most {MAX_PAGE}, {DEFAULT_PAGE} by default.")
]
Last = Annotated[int | None, strawberry.argument(description=f"Return the last n instead; at most {MAX_PAGE}.")]
After = Annotated[str | None, strawberry.argument(description="Start after the item of this cursor.")]
Before = Annotated[str | None, strawberry.argument(description="End before the item of this cursor.")]


@strawberry.type(description="An item of a list, and where it stands.")
class Edge(Generic[T]):
    """One item."""

    cursor: str = strawberry.field(description="Where the item stands; to be given to `after` or `before`.")
    node: T = strawberry.field(description="The item.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    """Some items, and whether there are more."""

    page_info: relay.PageInfo = strawberry.field(description="Whether there is more, and how to get it.")
    edges: list[Edge[T]] = strawberry.field(description="The items of this page, in the list's order.")


@dataclass(frozen=True, slots=True)
class Window:
    """What part of a list is asked for; `after` and `before` are positions in the list's order."""

    limit: int
    after: int | None
    before: int | None
    from_end: bool


def window(first: int | None, last: int | None, after: str | None, before: str | None) -> Window:
    """Read the arguments of a connection; raises InvalidInput."""
    if first is not None and last is not None:
        raise InvalidInput("first and last can't be used together", "first")
    for name, count in (("first", first), ("last", last)):
        if count is not None and not 0 <= count <= MAX_PAGE:
            raise InvalidInput(f"{name} must be between 0 and {MAX_PAGE}; got {count}", name)
    limit = last if last is not None else DEFAULT_PAGE if first is None else first
    return Window(limit, _position(after, "after"), _position(before, "before"), last is not None)


def cursor(position: int) -> str:
    """Return the opaque text for a position."""
    return base64.urlsafe_b64encode(f"at:{position}".encode()).decode().rstrip("=")


def _position(text: str | None, argument: str) -> int | None:
    if text is None:
        return None
    try:
        decoded = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        return int(decoded.removeprefix("at:"))
    except (ValueError, binascii.Error):
        raise InvalidInput(f"{argument} must be a cursor of this list; got '{text}'", argument) from None


def connection(
    rows: Sequence[Row], asked: Window, *, position: Callable[[Row], int], node: Callable[[Row], T]
) -> Connection[T]:
    """Return the page that `rows` make; one more than was asked for, at the far end, says that there is more."""
    more = len(rows) > asked.limit
    shown = list(rows)
    if more:
        shown = shown[1:] if asked.from_end else shown[:-1]
    edges = [Edge(cursor=cursor(position(row)), node=node(row)) for row in shown]
    info = relay.PageInfo(
        has_next_page=more if not asked.from_end else asked.before is not None,
        has_previous_page=more if asked.from_end else asked.after is not None,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    return Connection(page_info=info, edges=edges)
