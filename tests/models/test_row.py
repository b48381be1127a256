"""A row that is read is the row that was written, and the one that the ORM's own way makes of the same columns."""

import copy
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tortoise import Tortoise
from tortoise.backends.base.executor import CHUNK_SIZE
from tortoise.fields.base import Field
from tortoise.fields.data import CharEnumFieldInstance
from tortoise.models import Model

from models.enums import MonitorType, Status, TriggerType
from models.fields import JsonField
from models.monitor import Monitor, MonitorClock
from models.row import Row
from models.trigger import Trigger

own_way: Any = Model.__dict__["_init_from_db"].__func__
DOCUMENTS = ["{}", "[]", "null", '{"b":1,"a":12345678901234567890123,"c":[1.0,"\\ud800",null]}']


def fields(row: Model) -> dict[str, tuple[type, Any]]:
    """Return what a row holds, and of which types: True is no 1."""
    return {name: (type(getattr(row, name)), getattr(row, name)) for name in row._meta.fields_db_projection}


def state(row: Model) -> dict[str, Any]:
    """Return what the ORM notes of a row, but for what it asks for by `hasattr`."""
    noted = {name: value for name, value in vars(row).items() if not name.startswith("unread ")}
    return {
        name: value for name, value in noted.items() if name not in columns_of(type(row)) | {"_await_when_save": ""}
    }


class Record:
    """What a statement finds, as both drivers' records are: it has keys, and is gone through by its values."""

    def __init__(self, columns: dict[str, Any]) -> None:
        self._columns = columns

    def keys(self) -> list[str]:
        return list(self._columns)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._columns.values())


def as_stored(field: Field[Any], *, sqlite: bool) -> list[Any]:
    """Return what a database may return for a column."""
    values: list[Any]
    if isinstance(field, JsonField):
        values = DOCUMENTS
    elif isinstance(field, CharEnumFieldInstance):
        values = [each.value for each in field.enum_type]
    elif field.field_type is bool:
        values = [0, 1] if sqlite else [False, True]
    elif field.field_type is datetime:
        values = [datetime(2025, 1, 6, tzinfo=UTC), datetime(2025, 1, 6, 0, 0, 0, 123456, UTC)]
        values = [str(each) for each in values] if sqlite else values
    else:
        values = [field.field_type(1), field.field_type(0)]
    return [*values, None] if field.null else values


def stored_rows(model: type[Row], *, sqlite: bool) -> Iterator[dict[str, Any]]:
    """Yield columns, so that each value of each is there once."""
    values = {
        column: as_stored(model._meta.fields_map[name], sqlite=sqlite) for name, column in columns_of(model).items()
    }
    for number in range(max(map(len, values.values()))):
        yield {column: each[number % len(each)] for column, each in values.items()}


def columns_of(model: type[Row]) -> dict[str, str]:
    return model._meta.fields_db_projection


async def test_every_model_reads_rows_as_the_orm_does(db) -> None:
    models = Tortoise.apps["models"].values()
    sqlite = db.database_url.startswith("sqlite")
    assert Monitor in models
    for model in models:
        assert issubclass(model, Row)
        for columns in stored_rows(model, sqlite=sqlite):
            expected, row = own_way(model, **columns), model._init_from_db(**columns)

            assert (fields(row), state(row)) == (fields(expected), state(expected))


async def test_every_model_reads_rows_all_at_once_as_one_by_one(db) -> None:
    sqlite = db.database_url.startswith("sqlite")
    for model in Tortoise.apps["models"].values():
        stored = list(stored_rows(model, sqlite=sqlite))
        expected = [own_way(model, **columns) for columns in stored]

        rows = model.of_records([Record(columns) for columns in stored])

        assert len(rows) > 1
        assert [(fields(row), state(row)) for row in rows] == [(fields(row), state(row)) for row in expected]
    assert Monitor.of_records([]) == []


async def test_other_columns_are_read_beside_those_of_the_model(db) -> None:
    columns = next(stored_rows(Monitor, sqlite=db.database_url.startswith("sqlite")))

    (row,) = Monitor.of_records([Record({**columns, "place": 3})], ["place"])

    assert (vars(row)["place"], fields(row)) == (3, fields(own_way(Monitor, **columns)))


@pytest.mark.parametrize("missing", ["tag", "settings"])
async def test_rows_without_a_column_are_not_read_at_once(db, missing: str) -> None:
    columns = next(stored_rows(Monitor, sqlite=db.database_url.startswith("sqlite")))
    del columns[missing]

    with pytest.raises(KeyError, match=missing):
        Monitor.of_records([Record(columns)])


async def test_a_row_that_is_read_is_the_row_that_was_written(db, now) -> None:
    empty = Monitor(tag="empty", name="Empty", default_status=None, cron=None, settings={}, type_data={})
    full = Monitor(
        tag="full",
        name='Fu"ll\u2028\U0001f600',
        description="",
        monitor_type=MonitorType.SSL,
        default_status=Status.DEGRADED,
        is_hidden=True,
        include_degraded_in_downtime=True,
        type_data={"z": 1, "a": [1.0, 10**22, None, True, "\ud800"], "": {}},
        settings={"uptime_formula_numerator": "up"},
    )
    for written in (empty, full):
        await written.save()
        read = await Monitor.get(id=written.id)
        assert fields(read) == fields(written)
    trigger = await Trigger.create(name="T", trigger_type=TriggerType.WEBHOOK, configuration={"url": "https://x"})
    assert fields(await Trigger.get(id=trigger.id)) == fields(trigger)
    clock = await MonitorClock.create(monitor=full, next_due=60, shown_status=Status.UP)
    with_monitor = await MonitorClock.get(id=clock.id).select_related("monitor")
    assert fields(with_monitor) == fields(clock)
    assert fields(with_monitor.monitor) == fields(await Monitor.get(id=full.id))


async def test_a_document_is_kept_changed_and_stored_whether_it_was_read_or_not(db, now) -> None:
    made = await Monitor.create(tag="m", name="M", type_data={"url": "x"}, settings={"a": 1})

    unread = await Monitor.get(id=made.id)
    unread.name = "N"
    await unread.save()
    changed = await Monitor.get(id=made.id)
    changed.settings["b"] = 2
    changed.type_data = {"url": "y"}
    await changed.save()

    read = await Monitor.get(id=made.id)
    assert (read.name, read.type_data, read.settings) == ("N", {"url": "y"}, {"a": 1, "b": 2})
    assert read.settings is read.settings
    assert fields(copy.copy(read)) == fields(read)


async def test_a_row_without_some_columns_knows_which(db, now) -> None:
    made = await Monitor.create(tag="m", name="M", settings={"a": 1})

    part = await Monitor.get(id=made.id).only("tag", "settings")

    assert (part.tag, part.settings) == ("m", {"a": 1})
    with pytest.raises(AttributeError):
        _ = part.name
    with pytest.raises(AttributeError, match="'Monitor' object has no attribute 'nonsense'"):
        _ = part.nonsense


async def test_long_lists_and_joined_tables_give_all_rows(db, now) -> None:
    count = 2 * CHUNK_SIZE + 1
    await Monitor.bulk_create([Monitor(tag=f"m{number}", name="M") for number in range(count)], batch_size=500)
    await MonitorClock.create(monitor=await Monitor.get(tag="m7"), next_due=60)

    listed = await Monitor.all().order_by("id")
    (clock,) = await MonitorClock.all().select_related("monitor")

    assert [row.tag for row in listed] == [f"m{number}" for number in range(count)]
    assert (clock.next_due, clock.monitor.tag) == (60, "m7")


async def test_a_word_that_is_no_member_is_an_error_that_says_so(db) -> None:
    columns = next(stored_rows(Monitor, sqlite=True)) | {"status": "ASLEEP"}

    with pytest.raises(ValueError, match="'ASLEEP' is not a valid Activity"):
        Monitor._init_from_db(**columns)
    with pytest.raises(ValueError, match="'ASLEEP' is not a valid Activity"):
        Monitor.of_records([Record(columns)])
