"""Queries made at random from a schema: aliases, fragments, directives, variables, and arguments that may be wrong."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_required_argument,
)

MOST_FIELDS = 6
VARIABLES = {"yes": True, "no": False}


@dataclass
class Queries:
    """Makes queries; `values` are the texts that an argument of a name is given."""

    schema: GraphQLSchema
    seed: int
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    depth: int = 4

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self._number = 0

    def make(self) -> str:
        """Return a query; of half of them all is selected whatever the variables are."""
        self._fragments: list[str] = []
        self._has_conditions = self._may(0.5)
        assert self.schema.query_type is not None
        selected = self._selection(self.schema.query_type, self.depth)
        if not self._has_conditions:
            return f"{{ {selected} }} {' '.join(self._fragments)}"
        head = "query Q($yes: Boolean!, $no: Boolean!) "
        used = "a: __typename @include(if: $yes) b: __typename @skip(if: $no)"
        return f"{head}{{ {used} {selected} }} {' '.join(self._fragments)}"

    def _selection(self, on: Any, depth: int) -> str:
        if isinstance(on, GraphQLUnionType):
            return " ".join(["__typename", *(self._inline(each, depth) for each in on.types)])
        names = list(on.fields)
        chosen = self.random.sample(names, min(len(names), self.random.randint(1, MOST_FIELDS)))
        parts = ["__typename"] if self._may(0.3) else []
        parts += [each for name in chosen if (each := self._field(name, on.fields[name], depth)) is not None]
        if isinstance(on, GraphQLInterfaceType):
            possible = self.schema.get_possible_types(on)
            parts += [self._inline(each, depth) for each in self.random.sample(possible, min(2, len(possible)))]
        if self._may(0.2) and depth > 1:
            parts.append(self._inline(on, depth - 1))
        if self._may(0.15) and depth > 1:
            parts.append(self._named(on, depth - 1))
        return " ".join(parts) or "__typename"

    def _inline(self, on: GraphQLObjectType, depth: int) -> str:
        return f"... on {on.name}{self._directive()} {{ {self._selection(on, depth)} }}"

    def _named(self, on: Any, depth: int) -> str:
        name = f"F{self._next()}"
        self._fragments.append(f"fragment {name} on {on.name} {{ {self._selection(on, depth)} }}")
        return f"...{name}{self._directive()}"

    def _field(self, name: str, definition: GraphQLField, depth: int) -> str | None:
        bare = get_named_type(definition.type)
        if not is_leaf_type(bare) and depth <= 0:
            return None
        arguments = []
        for argument_name, argument in definition.args.items():
            if is_required_argument(argument) or (argument_name in self.values and self._may(0.3)):
                value = self._value(argument_name, argument)
                if value is None:
                    return None
                arguments.append(f"{argument_name}: {value}")
        # Two fields of one name with other arguments, or of another type, would be no valid query.
        text = f"x{self._next()}: {name}" if arguments or not is_leaf_type(bare) or self._may(0.2) else name
        text += f"({', '.join(arguments)})" if arguments else ""
        text += self._directive()
        return text if is_leaf_type(bare) else f"{text} {{ {self._selection(bare, depth - 1)} }}"

    def _value(self, name: str, argument: GraphQLArgument) -> str | None:
        bare = get_named_type(argument.type)
        is_list = is_list_type(get_nullable_type(argument.type))
        if name in self.values:
            value = self.random.choice(self.values[name])
        elif isinstance(bare, GraphQLEnumType):
            value = self.random.choice(list(bare.values))
        else:
            return None
        return f"[{value}]" if is_list else value

    def _directive(self) -> str:
        if not self._has_conditions or not self._may(0.15):
            return ""
        return self.random.choice([" @include(if: $yes)", " @skip(if: $no)", " @skip(if: $yes)", " @include(if: $no)"])

    def _may(self, share: float) -> bool:
        return self.random.random() < share

    def _next(self) -> int:
        self._number += 1
        return self._number
