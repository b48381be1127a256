"""Execution with a short way for plain fields: those whose value is on their object, and takes no resolver to find.

Lists have thousands of them. The short way is taken only where it can end in nothing but a value. Whatever else happens
(an error, a null that may not be, something to await) is left to the library's own way, from the start of the object
or the field, so that both give the same answer. `tests/schema/test_short_way.py` runs the library's tests through it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from inspect import iscoroutine
from operator import attrgetter
from typing import Any, TypeVar, cast

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from schema import ahead
from schema.completion import (
    Complete,
    PlainField,
    Read,
    SurpriseError,
    leaf,
    list_of,
    object_of,
    objects_of,
    or_null,
)
from schema.plans import Plans

_CONDITIONS = {"skip", "include"}  # directives that were heeded when the fields were collected
Grouped = dict[str, Any]
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class _Selection:
    """What is selected of an object: the plain fields, completed together, and the rest in the library's own way."""

    complete: Complete
    rest: Grouped
    order: dict[str, None]


class ShortWay(StrawberryGraphQLCoreExecutionContext):
    """The library's execution, but for the short way."""

    plans = Plans()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin the execution of one operation."""
        super().__init__(*args, **kwargs)
        self._plan = self.plans.of(
            *(self.operation, self.fragment_definitions, self.schema, type(self)),
            *(self.field_resolver, self.is_awaitable, self._is_watched()),
        )
        self._completions: dict[tuple[GraphQLOutputType, int], tuple[Complete | None, object]] = self._plan.completions
        self._selections: dict[tuple[GraphQLObjectType, int], tuple[_Selection | None, object]] = self._plan.selections
        self._relevant_sub_fields = self._plan.collected

    def execute_collected_root_fields(
        self,
        root_type: GraphQLObjectType,
        root_value: Any,
        grouped_field_set: Any,
        serially: bool,  # noqa: FBT001 - the library's
        new_defer_usages: Any,
    ) -> Any:
        """Carry out what is selected of the root type: the very lists of the time before, by which fields are known."""
        selected = self._plan.root.setdefault(root_type, grouped_field_set)
        return super().execute_collected_root_fields(root_type, root_value, selected, serially, new_defer_usages)

    def execute_fields(
        self, parent_type: GraphQLObjectType, source_value: Any, path: Any, grouped_field_set: Any, context: Any
    ) -> Any:
        """Return the fields of an object, some of which may have to be awaited."""
        key = parent_type, id(grouped_field_set)
        known = self._selections.get(key)
        if known is None:
            selection = _unless_it_fails(self._selection, parent_type, grouped_field_set)
            known = self._selections[key] = selection, grouped_field_set
        selection = known[0]
        if selection is None:
            return super().execute_fields(parent_type, source_value, path, grouped_field_set, context)
        try:
            (plain,) = selection.complete((source_value,))
        except Exception:  # noqa: BLE001 - whatever it is, the library's own way meets it again
            return super().execute_fields(parent_type, source_value, path, grouped_field_set, context)
        if not selection.rest:
            return plain
        # What is plain fails no more, and does nothing: the others run as if it stood between them.
        rest = super().execute_fields(parent_type, source_value, path, selection.rest, context)
        written = {**selection.order, **plain}
        return _with(written, rest) if self.is_awaitable(rest) else {**written, **cast("dict[str, Any]", rest)}

    def complete_value(  # noqa: PLR0917 - the library's
        self, return_type: Any, field_details_list: Any, info: Any, path: Any, result: Any, position_context: Any
    ) -> Any:
        """Return what a value is written as; of one that is plain throughout, without a step for each of its parts."""
        key = return_type, id(field_details_list)
        known = self._completions.get(key)
        if known is None:
            complete = _unless_it_fails(self._completion, return_type, field_details_list)
            known = self._completions[key] = complete, field_details_list
        complete = known[0]
        if complete is not None:
            try:
                return complete((result,))[0]
            except Exception:  # noqa: BLE001 - whatever it is, the library's own way meets it again
                # A long list would be surprising again and again on the way down to the item that is. Not so the next
                # time that the operation is carried out: it may find other values.
                if self._completions is self._plan.completions:
                    self._completions = self._completions.copy()
                self._completions[key] = None, field_details_list
        return super().complete_value(return_type, field_details_list, info, path, result, position_context)

    def _selection(self, parent_type: GraphQLObjectType, grouped: Grouped) -> _Selection | None:
        """Return how a selection is carried out; None where nothing of it is plain."""
        fields = {name: self._plain_field(name, parent_type, details) for name, details in grouped.items()}
        plain = [field for field in fields.values() if field is not None]
        # A field that the type hasn't is left out of the answer, which the order below would not do.
        are_known = all(self.schema.get_field(parent_type, each[0].node.name.value) for each in grouped.values())
        if not plain or not are_known:
            return None
        rest = {name: details for name, details in grouped.items() if fields[name] is None}
        return _Selection(object_of(plain, objects_of(self.is_awaitable, None)), rest, dict.fromkeys(grouped))

    def _plain_field(self, name: str, parent_type: GraphQLObjectType, details: Any) -> PlainField | None:
        """Return a field, if it is plain, and all that is selected of it."""
        node = details[0].node
        field = self.schema.get_field(parent_type, node.name.value)
        if field is None or self._is_watched():
            return None
        read = ahead.reading(field, node)
        if read is None and not field.args and not node.arguments:
            is_name = node.name.value == "__typename"
            read = _constant(parent_type.name) if is_name else self.reader(field, node.name.value)
        complete = None if read is None else self._completion(field.type, details)
        if read is None or complete is None:
            return None
        return PlainField(name, read, _attribute(field), complete)

    def _is_watched(self) -> bool:
        """Return whether anything else wants to see each field; the manager of them may be an empty one."""
        return self.middleware_manager is not None and bool(self.middleware_manager.middlewares)

    def reader(self, field: GraphQLField, name: str) -> Read | None:  # noqa: ARG002 - the library's tests need the name
        """Return what finds a field's value on its object; None where that takes a resolver."""
        definition = field.extensions.get("strawberry-definition")
        if not isinstance(definition, StrawberryField) or definition.extensions:
            return None
        if definition.base_resolver is None:
            attribute = _attribute(field)
            return None if attribute is None else attrgetter(attribute)
        resolver = definition.base_resolver
        takes_nothing = resolver.self_parameter is not None and len(resolver.signature.parameters) == 1
        return _method(cast("Read", resolver.wrapped_func)) if takes_nothing and not resolver.is_async else None

    def _completion(self, output: GraphQLOutputType, details: Any) -> Complete | None:
        """Return the completion of a type with what is selected of it; None where it isn't plain throughout."""
        if any(directive.name.value not in _CONDITIONS for each in details for directive in each.node.directives or ()):
            return None
        if not is_non_null_type(output):
            complete = self._completion_of_some(output, details)
            return None if complete is None else or_null(complete)
        return self._completion_of_some(output.of_type, details)

    def _completion_of_some(self, output: GraphQLOutputType, details: Any) -> Complete | None:
        if is_leaf_type(output):
            return leaf(output)
        if is_list_type(output):
            item = self._completion(output.of_type, details)
            return None if item is None else list_of(item)
        return self._completion_of_object(output, details) if is_object_type(output) else None

    def _completion_of_object(self, output: GraphQLObjectType, details: Any) -> Complete | None:
        selected = self.collect_subfields(output, details)
        if selected.new_defer_usages or any(each.defer_usage for each in details):
            return None
        is_type_of = None
        if output.is_type_of is not None:
            is_type_of = _library_check(output)
            if is_type_of is None:
                return None
        fields = [self._plain_field(name, output, each) for name, each in selected.grouped_field_set.items()]
        plain = [field for field in fields if field is not None]
        return object_of(plain, objects_of(self.is_awaitable, is_type_of)) if len(plain) == len(fields) else None


def _unless_it_fails(find_out: Callable[[Any, Any], Found | None], output: Any, selected: Any) -> Found | None:
    """Return what is found out of a selection; None where that fails, as it may where it is nested too deeply."""
    try:
        return find_out(output, selected)
    except Exception:  # noqa: BLE001 - whatever it is, the library's own way meets it again
        return None


async def _with(written: dict[str, Any], rest: Awaitable[dict[str, Any]]) -> dict[str, Any]:
    return {**written, **await rest}


def _attribute(field: GraphQLField) -> str | None:
    """Return the name by which an object has a field's value, where that is all; None where it takes more."""
    definition = field.extensions.get("strawberry-definition")
    if not isinstance(definition, StrawberryField) or definition.extensions or definition.base_resolver is not None:
        return None
    return definition.python_name if definition.default_resolver is getattr else None


def _constant(value: object) -> Read:
    return lambda _: value


def _method(call: Read) -> Read:
    """Return the reading of a method that takes nothing; what it wants awaited is the library's to await."""

    def read(source: Any) -> Any:
        value = call(source)
        if iscoroutine(value):
            value.close()
            raise SurpriseError
        return value

    return read


def _library_check(output: GraphQLObjectType) -> Read | None:
    """Return strawberry's own check of an object's type, which asks nothing of the request; None for anybody else's."""
    definition = output.extensions.get("strawberry-definition")
    if not isinstance(definition, StrawberryObjectDefinition) or definition.is_type_of is not None:
        return None
    check = cast("Any", output.is_type_of)
    return lambda value: check(value, None)
