"""Rows made of what the database returns, quickly: a list of a hundred monitors spent a third of its time on that.

The ORM's own way sets the attributes one by one and reads every JSON document, which few lists show. Here the columns
go into the row at once, those that the database keeps in another form are read from it, and documents are read when
they are asked for. Both ways make equal rows (`tests/models/test_row.py`).
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from operator import itemgetter
from typing import Any, Self

from tortoise.fields.base import Field
from tortoise.fields.data import CharEnumFieldInstance
from tortoise.models import Model

from models.fields import JsonField

Read = Callable[[Any], Any]
# Before the name of a document that nobody asked for yet; no attribute is called so.
_UNREAD = "unread "


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the rows of one model are read; `state` is what the ORM notes of a row that is stored as it is.

    What a new row waits for when it is saved, `_await_when_save`, is not among it: the ORM asks whether it is there.
    """

    columns: Callable[[dict[str, Any]], tuple[Any, ...]]
    names: tuple[str, ...]
    name_of: dict[str, str]
    converted: dict[str, Read]
    state: dict[str, Any]


class Row(Model):
    """A model whose rows are read quickly."""

    class Meta:
        abstract = True

    @classmethod
    def _init_from_db(cls, **kwargs: Any) -> Self:
        """Return the row of these columns. Where some were not asked for, the ORM knows what to do."""
        reading = _reading(cls)
        try:
            values = dict(zip(reading.names, reading.columns(kwargs), strict=True))
            for name, read in reading.converted.items():
                values[name] = read(values[name])
        except KeyError:
            return super()._init_from_db(**kwargs)
        return cls._of(values | reading.state)

    @classmethod
    def of_records(cls, records: Sequence[Any], also: Collection[str] = ()) -> list[Self]:
        """Return the rows of what one statement found: all of the model's columns, and others that are called `also`.

        They are read column by column, so that most of the work is Python's own: that takes a third of the time. Raises
        KeyError where a column is missing, and ValueError for a word that is no member of its enum.
        """
        if not records:
            return []
        reading = _reading(cls)
        found = list(records[0].keys())
        if missing := {*reading.name_of, *also}.difference(found):
            raise KeyError(f"{cls.__name__} is read with all of its columns; {', '.join(sorted(missing))} is missing")
        names = [reading.name_of.get(column, column) for column in found]
        columns: list[Any] = list(zip(*records, strict=True))
        for place, name in enumerate(names):
            if (read := reading.converted.get(name)) is not None:
                columns[place] = map(read, columns[place])
        try:
            return [cls._of(values) for values in _dictionaries(names, columns, reading.state)]
        except KeyError:
            # An unknown word: the ORM says better what is wrong.
            for record in records:
                super()._init_from_db(**dict(zip(found, record, strict=True)))
            raise

    @classmethod
    def _of(cls, values: dict[str, Any]) -> Self:
        row = cls.__new__(cls)
        object.__setattr__(row, "__dict__", values)
        return row

    def __getattr__(self, name: str) -> Any:
        """Read a document that nobody asked for before; Python asks here for what is not there."""
        try:
            text = self.__dict__[_UNREAD + name]
        except KeyError:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'") from None
        document = self.__dict__[name] = self._meta.fields_map[name].to_python_value(text)
        return document


def _dictionaries(names: Sequence[str], columns: Sequence[Any], state: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what each row holds."""
    all_names = *names, *state
    for values in zip(*columns, *map(repeat, state.values())):  # noqa: B905 - all but what is repeated are equally long
        yield dict(zip(all_names, values))  # noqa: B905 - there are as many names


@cache
def _reading(model: type[Row]) -> _Reading:
    meta = model._meta  # noqa: SLF001 - the ORM shows a model's columns nowhere else
    columns = meta.fields_db_projection
    fields = {name: meta.fields_map[name] for name in columns}
    names = [_UNREAD + name if isinstance(field, JsonField) else name for name, field in fields.items()]
    return _Reading(
        columns=itemgetter(*columns.values()),
        names=tuple(names),
        name_of=dict(zip(columns.values(), names, strict=True)),
        converted={name: read for name, field in fields.items() if (read := _converter(field)) is not None},
        state={
            "_partial": False,
            "_saved_in_db": True,
            "_custom_generated_pk": meta.db_pk_column not in meta.generated_db_fields,
        },
    )


def _converter(field: Field[Any]) -> Read | None:
    """Return what makes an attribute of a column; None where they are the same, or where it is done later."""
    if isinstance(field, JsonField):
        return None
    if isinstance(field, CharEnumFieldInstance):
        # Ten times as fast as a call of the enum. An unknown word is a KeyError: the ORM says better what is wrong.
        return {None: None, **{each.value: each for each in field.enum_type}}.__getitem__
    if type(field).to_python_value is not Field.to_python_value:
        return field.to_python_value
    # SQLite keeps truth as a number.
    return {None: None, 0: False, 1: True}.__getitem__ if field.field_type is bool else None
