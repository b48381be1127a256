"""Scalars that hold a whole column: a dense series travels as a few lists instead of thousands of objects."""

from typing import NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

IntList = NewType("IntList", list[int])
FloatList = NewType("FloatList", list[float | None])
StringList = NewType("StringList", list[str])

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
}
