"""Execution with a short way for plain leaves: attributes that need no resolver, of which lists have thousands.

The short way is taken only where it can end in nothing but a value. Whatever else happens (an error, a null that may
not be, something to await) is left to the library's own way, from the start, so that both give the same answer.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from graphql import GraphQLObjectType, Undefined, get_nullable_type, is_leaf_type, is_non_null_type
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.field import StrawberryField

# Of these types nothing is an error, nothing can be awaited.
_VALUES = frozenset({bool, int, float, str, list, date, datetime})
_MISSING = object()


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A field that is an attribute of its object; `type` makes its answer of it."""

    attribute: str
    type: Any
    is_nullable: bool


class DirectLeaves(StrawberryGraphQLCoreExecutionContext):
    """The library's execution, but for the short way."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin the execution of one operation."""
        super().__init__(*args, **kwargs)
        # Fields are known by the list of what the document says of them, which is kept so that its id stays its own.
        self._leaves: dict[tuple[int, str], tuple[_Leaf | None, object]] = {}

    def execute_field(
        self, parent_type: GraphQLObjectType, source: Any, field_details_list: Any, path: Any, position_context: Any
    ) -> Any:
        """Return the value of a field; of a plain leaf, without going through what could happen to others."""
        key = (id(field_details_list), parent_type.name)
        known = self._leaves.get(key)
        if known is None:
            known = self._leaves[key] = self._leaf(parent_type, field_details_list), field_details_list
        leaf = known[0]
        if leaf is not None:
            value = getattr(source, leaf.attribute, _MISSING)
            if value is None:
                if leaf.is_nullable:
                    return None
            elif type(value) in _VALUES or isinstance(value, Enum):
                try:
                    written = leaf.type.coerce_output_value(value)
                except Exception:  # noqa: BLE001 - whatever it is, the library's own way meets it again
                    written = None
                if written is not None and written is not Undefined:
                    return written
        return super().execute_field(parent_type, source, field_details_list, path, position_context)

    def _leaf(self, parent_type: GraphQLObjectType, field_details_list: Any) -> _Leaf | None:
        """Return the leaf that a field is; None where it is anything else."""
        node = field_details_list[0].node
        field = self.schema.get_field(parent_type, node.name.value)
        if field is None or field.args or node.arguments or _middlewares(self):
            return None
        definition = field.extensions.get("strawberry-definition")
        if not isinstance(definition, StrawberryField) or not definition.is_basic_field:
            return None
        bare = get_nullable_type(field.type)
        if not is_leaf_type(bare) or definition.default_resolver is not getattr:
            return None
        return _Leaf(definition.python_name, bare, not is_non_null_type(field.type))


def _middlewares(execution: DirectLeaves) -> bool:
    """Return whether anything else wants to see each field; the manager of them may be an empty one."""
    manager = execution.middleware_manager
    return manager is not None and bool(manager.middlewares)
