"""Our own scalars.

A list scalar holds a whole column: a dense series travels as a few of them instead of thousands of objects.
"""

from typing import NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

IntList = NewType("IntList", list[int])
FloatList = NewType("FloatList", list[float | None])
StringList = NewType("StringList", list[str])
Duration = NewType("Duration", int)


def _whole_seconds(given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int):
        raise GraphQLError(f"A Duration is a whole number of seconds; got {given!r:.80}")
    return given


SCALARS: dict[object, ScalarDefinition] = {
    IntList: strawberry.scalar(
        name="IntList", description="A list of integers, written as one value.", serialize=lambda column: column
    ),
    FloatList: strawberry.scalar(
        name="FloatList",
        description="A list of numbers, written as one value; null where there is none.",
        serialize=lambda column: column,
    ),
    StringList: strawberry.scalar(
        name="StringList", description="A list of strings, written as one value.", serialize=lambda column: column
    ),
    Duration: strawberry.scalar(
        name="Duration",
        description="A length of time in whole seconds.",
        serialize=lambda seconds: seconds,
        parse_value=_whole_seconds,
    ),
}
