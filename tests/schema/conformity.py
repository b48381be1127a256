"""Whether an answer is what the schema says of the query: the fields that were asked for, each of its type."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

_KINDS: dict[str, tuple[type, ...]] = {
    "String": (str,),
    "ID": (str,),
    "DateTime": (str,),
    "Boolean": (bool,),
    "Int": (int,),
    "Float": (int, float),
    "Duration": (int,),
}


def departures(schema: GraphQLSchema, document: DocumentNode, data: dict[str, Any]) -> list[str]:
    """Return where the data of an answer departs from what the schema says; of the document's only operation."""
    (operation,) = (each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    root = schema.get_root_type(operation.operation)
    assert root is not None
    return list(_Reader(schema, document).of_object(root, [operation.selection_set], data, operation.operation.value))


class _Reader:
    """Walks through an answer and the query beside it."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema = schema
        self._fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }

    def of_object(
        self, kind: GraphQLObjectType, selected: list[SelectionSetNode], found: Any, path: str
    ) -> Iterator[str]:
        """Yield what departs in an object."""
        if not isinstance(found, dict):
            yield f"{path}: {found!r} is no {kind.name}"
            return
        wanted: dict[str, list[FieldNode]] = {}
        for each in selected:
            for node in self._fields(kind, each):
                wanted.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
        if found.keys() != wanted.keys():
            yield f"{path}: has {sorted(found)}, wanted {sorted(wanted)}"
            return
        for name, nodes in wanted.items():
            if nodes[0].name.value != "__typename":
                yield from self._value(kind.fields[nodes[0].name.value].type, nodes, found[name], f"{path}.{name}")

    def _fields(self, kind: GraphQLObjectType, selected: SelectionSetNode) -> Iterator[FieldNode]:
        for node in selected.selections:
            if isinstance(node, FieldNode):
                yield node
                continue
            inner = self._fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            condition = inner.type_condition
            on = kind if condition is None else self._schema.get_type(condition.name.value)
            if on is kind or (is_abstract_type(on) and self._schema.is_sub_type(on, kind)):
                yield from self._fields(kind, inner.selection_set)

    def _value(self, kind: GraphQLOutputType, nodes: list[FieldNode], found: Any, path: str) -> Iterator[str]:
        if is_non_null_type(kind):
            kind = kind.of_type
            if found is None:
                yield f"{path}: null where nothing may be null"
        if found is None:
            return
        if is_list_type(kind):
            for index, item in enumerate(found):
                yield from self._value(kind.of_type, nodes, item, f"{path}.{index}")
        elif isinstance(kind, GraphQLObjectType):
            yield from self.of_object(kind, [node.selection_set for node in nodes if node.selection_set], found, path)
        elif is_leaf_type(kind) and not _is_leaf(kind, found):
            yield f"{path}: {found!r} is no {kind}"


def _is_leaf(kind: GraphQLOutputType, found: object) -> bool:
    if isinstance(kind, GraphQLEnumType):
        return found in kind.values
    kinds = _KINDS.get(str(kind))
    return kinds is None or (isinstance(found, kinds) and isinstance(found, bool) is (str(kind) == "Boolean"))
