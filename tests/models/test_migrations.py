"""From an empty database to today's tables, and back."""

import pytest
from tortoise.connection import get_connection
from tortoise.context import require_context
from tortoise.migrations.autodetector import MigrationAutodetector

from core.errors import SettingsError
from models import database
from models.monitor import Monitor


async def tables() -> set[str]:
    connection = get_connection("default")
    statement = (
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
        if database.is_postgres(connection)
        else "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    )
    return {row["name"] for row in await connection.execute_query_dict(statement)}


async def test_an_empty_database_comes_to_the_newest_tables_and_back(empty_database):
    await database.migrate(empty_database)
    made = await tables()
    await database.migrate(empty_database, "__first__")
    left = await tables()
    await database.migrate(empty_database)

    assert {"monitor", "sample", "sample_rollup", "delivery", "subscriber"} < made
    assert left == {"tortoise_migrations"}
    assert await tables() == made


async def test_migrating_again_keeps_what_is_there(db):
    await Monitor.create(tag="kept", name="Kept")

    await database.migrate(db)

    assert await Monitor.all().values_list("tag", flat=True) == ["kept"]


async def test_the_tables_are_those_that_the_models_describe(db):
    detector = MigrationAutodetector(require_context().apps, database.configuration(db)["apps"])

    assert await detector.changes() == []


async def test_a_database_of_a_later_version_is_refused(db):
    connection = get_connection("default")
    await connection.execute_query(
        "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('models', '9999_later', '2030-01-01')"
    )

    with pytest.raises(SettingsError, match="the database is at migration '9999_later'"):
        await database.migrate(db)
