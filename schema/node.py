"""Global ids, by the Relay object identification specification (https://relay.dev/graphql/objectidentification.htm).

An id is found again whatever it holds: one that names no object, or no object for the one who asks, is null.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Annotated, Any, TypeVar

import strawberry
from strawberry import relay
from strawberry.relay.utils import from_base64, to_base64
from strawberry.types.base import StrawberryObjectDefinition, get_object_definition

from core.errors import InvalidInput
from schema.context import Info

MAX_IDS = 1000
_NOTHING = 0  # the id of no row
_DIGITS_OF_AN_ID = 19
_HIGHEST_ID = 2**63 - 1
Row = TypeVar("Row")
Object = TypeVar("Object")

Id = Annotated[strawberry.ID, strawberry.argument(description="The object's global id.")]
Ids = Annotated[
    list[strawberry.ID], strawberry.argument(description=f"The objects' global ids, {MAX_IDS} of them at most.")
]


def row_id(given: str, kind: str) -> int:
    """Return the row that an `ID` argument means: by a global id of `kind`, or by the bare number that links show.

    What can't be either means no row, 0.
    """
    try:
        type_name, number = _parts(given)
    except ValueError:
        type_name, number = kind, given
    return _number(number) if type_name == kind else _NOTHING


def _parts(given: str) -> tuple[str, str]:
    """Return the type and the number in a global id; raises ValueError for what is none, or is not written as one."""
    type_name, number = from_base64(given)
    # Python's decoder overlooks much; an object has one id.
    if to_base64(type_name, number) != given:
        raise ValueError("no global id")
    return type_name, number


def _number(digits: str) -> int:
    if not (digits.isascii() and digits.isdigit()) or len(digits) > _DIGITS_OF_AN_ID:
        return _NOTHING
    number = int(digits)
    return number if number <= _HIGHEST_ID else _NOTHING


async def loaded(
    load_many: Callable[[Iterable[int]], Awaitable[Sequence[Row | None]]],
    node_ids: Iterable[str],
    of: Callable[[Row], Object],
) -> list[Any]:
    """Return the objects of rows that a loader finds by the numbers in global ids; null for those it does not find."""
    rows = await load_many([_number(node_id) for node_id in node_ids])
    return [None if row is None else of(row) for row in rows]


async def _find(info: Info, ids: Sequence[str]) -> list[relay.Node | None]:
    """Return the objects of global ids, asking each type once."""
    found: dict[str, relay.Node | None] = {}
    wanted: dict[type[relay.Node], dict[str, str]] = {}
    for given in dict.fromkeys(ids):
        found[given] = None
        try:
            type_name, node_id = _parts(given)
        except ValueError:
            continue
        node_type = _node_type(info, type_name)
        if node_type is not None:
            wanted.setdefault(node_type, {})[given] = node_id
    for node_type, theirs in wanted.items():
        objects = await node_type.resolve_nodes(info=info, node_ids=list(theirs.values()))  # type: ignore[misc] # awaitable
        found.update(zip(theirs, objects, strict=True))
    return [found[given] for given in ids]


def _node_type(info: Info, name: str) -> type[relay.Node] | None:
    definition = info.schema.get_type_by_name(name)
    if not isinstance(definition, StrawberryObjectDefinition) or definition.is_interface:
        return None
    if not issubclass(definition.origin, relay.Node):
        return None
    return definition.origin if get_object_definition(definition.origin) is definition else None


@strawberry.type
class NodeQueries:
    """Any object by its global id."""

    @strawberry.field(description="The object with this global id; null where there is none for the one who asks.")
    async def node(self, info: Info, id: Id) -> relay.Node | None:
        """Return one object."""
        (found,) = await _find(info, [id])
        return found

    @strawberry.field(description="The objects with these global ids, in their order; null for each that is not there.")
    async def nodes(self, info: Info, ids: Ids) -> list[relay.Node | None]:
        """Return several objects."""
        if len(ids) > MAX_IDS:
            raise InvalidInput(f"ids must hold at most {MAX_IDS} ids; got {len(ids)}", "ids")
        return await _find(info, ids)
