"""What an update's input mentions: a field left out stays as it is, and null clears it where that can be."""

from collections.abc import Collection
from dataclasses import fields
from typing import Any

import strawberry

from core.errors import InvalidInput


def mentioned(given: object, *, never_null: Collection[str], but: Collection[str] = ()) -> dict[str, Any]:
    """Return the fields that an input mentions, without those in `but`, which say what is to be changed.

    Raises InvalidInput for a null in one of `never_null`.
    """
    names = [field.name for field in fields(given) if field.name not in but]  # type: ignore[arg-type] # an input is a dataclass
    values = {name: value for name in names if (value := getattr(given, name)) is not strawberry.UNSET}
    for name in never_null:
        if name in values and values[name] is None:
            raise InvalidInput(f"{name} must not be null; leave it out to keep it as it is", name)
    return values
