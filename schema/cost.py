"""What a query costs, by its text and the sizes that it asks for, before anything is executed.

A field costs 1, or the weight of its directive `@cost`, which may count for each unit of one of its arguments. What is
selected below a list counts once for each of its items: as many as `first`, `last` or `ids` say, or as a page has by
default, or as `@listSize` assumes.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import strawberry
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
)
from strawberry.schema_directive import Location
from strawberry.types.field import StrawberryField

from schema.connections import DEFAULT_PAGE

MAX_COST = 100_000
_ASSUMED_ITEMS = 10
_SIZES = ("first", "last", "ids")
# What asks about the schema itself is bounded by the schema.
_INTROSPECTION = ("__schema", "__type", "__typename")


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    description="What a field costs, where that is not 1; `per`: for each unit of this argument.",
)
class Cost:
    """A weight."""

    weight: int = strawberry.directive_field(name="weight")
    per: str | None = strawberry.directive_field(name="per", default=strawberry.UNSET)


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    description="How many items a list is taken to have, where no argument says so.",
)
class ListSize:
    """A size."""

    assumed: int = strawberry.directive_field(name="assumed")


def cost_of(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> int:
    """Return what an operation of a valid document costs with these variables."""
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    return _Counter(schema, fragments).operation(operation, variables)


def check(cost: int) -> None:
    """Raise GraphQLError where an operation costs too much."""
    if cost > MAX_COST:
        raise GraphQLError(
            f"The query costs {cost}, and {MAX_COST} is allowed: ask for fewer fields, or smaller pages",
            extensions={"code": "TOO_COSTLY", "cost": shown_cost(cost)},
        )


def shown_cost(cost: int) -> dict[str, int]:
    """Return what an answer says of a cost."""
    return {"requested": cost, "limit": MAX_COST}


class _Counter:
    """Adds up what one operation's fields cost."""

    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._schema = schema
        self._fragments = fragments
        self._variables: Mapping[str, Any] = {}

    def operation(self, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> int:
        defaults = {
            each.variable.name.value: _constant(each.default_value)
            for each in operation.variable_definitions or ()
            if each.default_value is not None
        }
        self._variables = {**defaults, **variables}
        root = self._schema.get_root_type(operation.operation)
        return self._selected(operation.selection_set, root, None)

    def _selected(self, selection_set: SelectionSetNode, parent: GraphQLNamedType | None, items: int | None) -> int:
        return sum(self._field(node, on, items) for node, on in self._fields(selection_set, parent))

    def _fields(
        self, selection_set: SelectionSetNode, parent: GraphQLNamedType | None
    ) -> Iterator[tuple[FieldNode, GraphQLNamedType | None]]:
        """Yield the fields, those of fragments too, with the type that they are selected on."""
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                yield node, parent
                continue
            fragment = self._fragments[node.name.value] if hasattr(node, "name") else node
            condition = cast("Any", fragment).type_condition
            on = parent if condition is None else self._schema.get_type(condition.name.value)
            yield from self._fields(cast("Any", fragment).selection_set, on)

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None, items: int | None) -> int:
        name = node.name.value
        if name in _INTROSPECTION or not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            return 1
        field = parent.fields[name]
        cost = self._own(node, field)
        if node.selection_set is None:
            return cost
        asked = self._asked_size(node)
        below = self._selected(node.selection_set, get_named_type(field.type), self._below(field, asked))
        return cost + below * (self._length(field, asked, items) if _is_list(field.type) else 1)

    def _own(self, node: FieldNode, field: GraphQLField) -> int:
        """Return what a field costs without what is below it; what an argument can't be is refused where it is read."""
        cost = _directive(field, Cost)
        if cost is None:
            return 1
        if not cost.per:
            return int(cost.weight)
        asked = self._argument(node, cost.per)
        units = asked if isinstance(asked, int) else field.args[cost.per].default_value
        return int(cost.weight) * max(int(units), 1)

    @staticmethod
    def _length(field: GraphQLField, asked: int | None, items: int | None) -> int:
        """Return how many items a list has: its own size, or that of the connection that it is the page of."""
        assumed = _directive(field, ListSize)
        for size in (asked, items, assumed.assumed if assumed else None):
            if size is not None:
                return size
        return _ASSUMED_ITEMS

    @staticmethod
    def _below(field: GraphQLField, asked: int | None) -> int | None:
        """Return the size that a connection hands on to the list of its edges."""
        if _is_list(field.type) or "first" not in field.args:
            return None
        return DEFAULT_PAGE if asked is None else asked

    def _asked_size(self, node: FieldNode) -> int | None:
        for name in _SIZES:
            value = self._argument(node, name)
            if isinstance(value, list):
                return len(value)
            if isinstance(value, int) and not isinstance(value, bool):
                return max(value, 0)
        return None

    def _argument(self, node: FieldNode, name: str) -> object:
        """Return the value of an argument as far as it tells a size; None where it is not given."""
        given = next((each.value for each in node.arguments or () if each.name.value == name), None)
        value = self._variables.get(given.name.value) if isinstance(given, VariableNode) else _constant(given)
        # An Int may be sent as 7.0.
        return int(value) if isinstance(value, float) and value.is_integer() else value


def _constant(node: object) -> object:
    """Return a number, or a list of as many items as the literal has; other literals are no size."""
    if isinstance(node, IntValueNode):
        return int(node.value)
    return [None] * len(node.values) if isinstance(node, ListValueNode) else None


def _is_list(output: GraphQLOutputType) -> bool:
    return isinstance(get_nullable_type(output), GraphQLList)


def _directive(field: GraphQLField, kind: type[Any]) -> Any:
    definition = field.extensions.get("strawberry-definition")
    directives = definition.directives if isinstance(definition, StrawberryField) else ()
    return next((each for each in directives if isinstance(each, kind)), None)
