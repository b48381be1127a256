"""Columns that behave the same on SQLite and PostgreSQL, and go by the house's clock."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.fields.base import Field
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from core import clock


class JsonField(Field[Any], dict, list):  # type: ignore[misc,type-arg] # Tortoise's own JSON field is declared like this
    """A JSON document, kept as text: order and numbers stay exactly as the client sent them."""

    SQL_TYPE = "TEXT"
    indexable = False

    def to_db_value(self, value: Any, instance: type[Model] | Model) -> str | None:  # noqa: ARG002 - the field's interface
        """Return the text that is stored."""
        return None if value is None else json.dumps(value, separators=(",", ":"), allow_nan=False)

    def to_python_value(self, value: Any) -> Any:
        """Return the document; what is no text has been read already."""
        return json.loads(value) if isinstance(value, str | bytes) else value


class _Instant(fields.DatetimeField[datetime]):
    """An instant; it is read much faster than in the ORM's own way."""

    def to_python_value(self, value: Any) -> datetime | None:
        """Return the instant in UTC."""
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                return super().to_python_value(value)  # a form that the ORM knows
        if isinstance(value, datetime) and value.tzinfo is not None:
            # Both engines give them in UTC, so that there is nothing left to do.
            return value if value.tzinfo is UTC else value.astimezone(UTC)
        return super().to_python_value(value)


class CreatedAt(_Instant):
    """The instant at which the row was made."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "auto_now_add": True})

    def to_db_value(self, value: Any, instance: type[Model] | Model) -> Any:
        """Take the time from the house's clock where none was given."""
        if value is None and isinstance(instance, Model):
            value = clock.now()
            setattr(instance, self.model_field_name, value)
        return value


class UpdatedAt(_Instant):
    """The instant at which the row was last saved."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "auto_now": True})

    def to_db_value(self, value: Any, instance: type[Model] | Model) -> Any:
        """Take the time from the house's clock at every save; a filter's or an update's value stays."""
        if isinstance(instance, Model):
            value = clock.now()
            setattr(instance, self.model_field_name, value)
        return value


def one_of(table: str, column: str, words: type[StrEnum]) -> CheckConstraint:
    """Return the constraint that keeps `column` of `table` within `words`."""
    allowed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(check=f'"{column}" IN ({allowed})', name=f"{table}_{column}_is_known")


def holds(table: str, name: str, condition: str) -> CheckConstraint:
    """Return the constraint that keeps `condition` true for each row of `table`."""
    return CheckConstraint(check=condition, name=f"{table}_{name}")
