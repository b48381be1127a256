"""What the models declare of several columns, and of their values, is kept by the database itself."""

import asyncpg
import pytest
from tortoise.context import require_context
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.migrations.constraints import UniqueConstraint

from models.alert import Alert, AlertConfiguration
from models.constraints import Holds, Once, add, drop
from models.database import is_postgres, writer
from models.enums import AlertFor, AlertStatus
from models.monitor import Monitor

pytestmark = pytest.mark.usefixtures("db", "now")
REFUSED = (IntegrityError, OperationalError, asyncpg.CheckViolationError)


def declared() -> set[str]:
    """Return the names of the constraints that the models declare, as the database should have them."""
    names = set()
    for model in require_context().apps["models"].values():
        for each in getattr(model.Meta, "constraints", ()):
            if isinstance(each, UniqueConstraint) or is_postgres(writer()):
                names.add(each.name)
            else:
                names |= {f"{each.name}_insert", f"{each.name}_update"}
    return names


async def kept() -> set[str]:
    statement = (
        "SELECT conname AS name FROM pg_constraint UNION SELECT indexname FROM pg_indexes WHERE schemaname = 'public'"
        if is_postgres(writer())
        else "SELECT name FROM sqlite_master WHERE type IN ('index', 'trigger')"
    )
    return {row["name"] for row in await writer().execute_query_dict(statement)}


async def test_every_constraint_that_the_models_declare_is_in_the_database():
    missing = declared() - await kept()

    assert missing == set()


async def test_there_is_at_most_one_triggered_alert_of_a_configuration_and_a_monitor():
    monitor = await Monitor.create(tag="shop", name="Shop")
    watch = await AlertConfiguration.create(name="down", alert_for=AlertFor.STATUS, alert_value="DOWN")
    fired = {"configuration": watch, "monitor": monitor, "triggered_at": 60}
    await Alert.create(**fired, status=AlertStatus.RESOLVED)
    await Alert.create(**fired)
    await Alert.create(**fired, status=AlertStatus.RESOLVED)

    with pytest.raises(IntegrityError):
        await Alert.create(**fired)

    assert await Alert.all().count() == 3


async def test_a_value_out_of_range_is_refused_when_it_is_made_and_when_it_is_changed():
    kept = await Monitor.create(tag="kept", name="Kept")

    with pytest.raises(REFUSED):
        await writer().execute_query("UPDATE monitor SET confirmation_threshold = 61")
    with pytest.raises(REFUSED):
        await Monitor.create(tag="new", name="New", confirmation_threshold=0)

    assert await Monitor.all().values_list("id", "confirmation_threshold") == [(kept.id, 1)]


async def test_of_rows_that_are_there_twice_the_oldest_stays():
    once = [Once("monitor_of_a_name", "monitor", ("name",), "category_name = 'x'")]
    positive = [Holds("monitor_id_is_positive", "monitor", '"id" > 0')]
    for tag, category in (("a", "x"), ("b", "x"), ("c", None), ("d", None)):
        await Monitor.create(tag=tag, name="Same", category_name=category)

    await add(writer(), once, positive)
    left = await Monitor.all().order_by("tag").values_list("tag", flat=True)
    await drop(writer(), once, positive)

    assert left == ["a", "c", "d"]
    assert {"monitor_of_a_name", "monitor_id_is_positive"}.isdisjoint(await kept())
