"""Looking ahead at what is asked of the objects of a list, to load it for all of them before they are gone through.

A field that has a resolver takes some 50 us for each object, and one that has to be awaited twice that: of 50 monitors
with bars, uptime and status, this was half of the time of a page. What was loaded ahead is read like an attribute.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, cast

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    InlineFragmentNode,
    SelectionSetNode,
    VariableValues,
    get_argument_values,
    get_named_type,
)
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from schema.context import Info

LoadForAll = Callable[..., Awaitable[Sequence[Any]]]
_BY = "loaded ahead by"
_NOTHING: Mapping[int, Any] = MappingProxyType({})


class LoadedAhead:
    """An object of a list. What was loaded ahead for it is known by the id of the field in the document."""

    loaded_ahead = _NOTHING


def by(load_for_all: LoadForAll) -> dict[str, LoadForAll]:
    """Return the metadata of a field that is found for many objects at once.

    `load_for_all` is called with the information of the request, the objects, and the field's arguments by name; it
    returns a value for each object, in their order.
    """
    return {_BY: load_for_all}


def reading(field: GraphQLField, node: FieldNode) -> Callable[[Any], Any] | None:
    """Return what finds a value that was loaded ahead, and raises KeyError where none was; None where none may be."""
    if _definition(field) is None or node.directives:
        return None

    def read(source: Any, place: int = id(node), _: FieldNode = node) -> Any:
        return source.loaded_ahead[place]  # the node is kept, so that its id stays its own

    return read


async def load(info: Info, objects: Sequence[LoadedAhead]) -> None:
    """Load what is asked of these objects, which are of one type, somewhere below the field that is being resolved.

    What can't be loaded is left to the field's own resolver, which meets the error again where it belongs.
    """
    if not objects:
        return
    raw = cast("Any", info)._raw_info  # noqa: SLF001 - strawberry's own list of what is selected takes longer than to load it
    name = cast("Any", type(objects[0])).__strawberry_definition__.name
    asked = list(_asked(raw, raw.schema.get_type(name)))
    found = await asyncio.gather(*(_found(info, objects, field, node) for field, node in asked))
    columns = {id(node): column for (_, node), column in zip(asked, found, strict=True) if column is not None}
    for place, each in enumerate(objects):
        each.loaded_ahead = {key: column[place] for key, column in columns.items()}


def _asked(raw: Any, wanted: GraphQLNamedType) -> Iterator[tuple[GraphQLField, FieldNode]]:
    """Find the fields of the `wanted` type that can be loaded ahead; those with conditions are left alone."""
    if any(fragment.variable_definitions for fragment in raw.fragments.values()):
        return
    unseen = [(get_named_type(raw.return_type), node.selection_set) for node in raw.field_nodes]
    while unseen:
        parent, selected = unseen.pop()
        for node in _fields(selected, raw.fragments):
            field = raw.schema.get_field(parent, node.name.value)
            if field is None:
                continue
            if parent is not wanted:
                unseen.append((get_named_type(field.type), node.selection_set))
            elif _definition(field) is not None:
                yield field, node


def _fields(selected: SelectionSetNode | None, fragments: Mapping[str, Any]) -> Iterator[FieldNode]:
    """Find the fields that are selected of an object, in fragments, too."""
    seen = set()
    unseen = [selected]
    while unseen:
        here = unseen.pop()
        for node in here.selections if here is not None else ():
            if node.directives:
                continue
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                unseen.append(node.selection_set)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                unseen.append(fragments[node.name.value].selection_set)


async def _found(
    info: Info, objects: Sequence[LoadedAhead], field: GraphQLField, node: FieldNode
) -> Sequence[Any] | None:
    definition = cast("StrawberryField", _definition(field))
    try:
        given = get_argument_values(field, node, VariableValues({}, cast("Any", info)._raw_info.variable_values))  # noqa: SLF001 - see above
        converter = info.schema.schema_converter
        arguments = convert_arguments(given, definition.arguments, converter.scalar_registry, converter.config, info)
        return cast("Sequence[Any]", await definition.metadata[_BY](info, objects, **arguments))
    except Exception:  # noqa: BLE001 - whatever it is, the field's own resolver meets it again
        return None


def _definition(field: GraphQLField) -> StrawberryField | None:
    """Return strawberry's definition of a field that can be loaded ahead; None for any other field."""
    definition = field.extensions.get("strawberry-definition")
    if not isinstance(definition, StrawberryField) or definition.extensions or _BY not in definition.metadata:
        return None
    return definition
