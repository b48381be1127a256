"""What PostgreSQL is told about our connections, what they are asked, and what they forget."""

import pytest

from models import database
from models.database import writer
from models.monitor import Monitor


@pytest.fixture
def database_url(postgres_url):
    return postgres_url


async def test_a_connection_is_asked_nothing_but_what_was_to_be_asked(db):
    await writer().execute_query("SELECT 1")
    asked = []
    async with writer()._pool.acquire() as connection:
        connection.add_query_logger(lambda record: asked.append(record.query))

    await writer().execute_query("SELECT 2")
    async with database.transaction() as transaction:
        await transaction.execute_query("SELECT 3")

    assert asked == ["SELECT 2", "BEGIN;", "SELECT 3", "COMMIT;"]


async def test_a_transaction_that_fails_leaves_nothing_to_the_next(db):
    async def fail() -> None:
        async with database.transaction() as transaction:
            await transaction.execute_query("SET LOCAL lock_timeout = '7s'")
            await Monitor.create(tag="lost", name="Lost")
            raise ValueError("on the way")

    with pytest.raises(ValueError, match="on the way"):
        await fail()

    assert await writer().execute_query_dict("SHOW lock_timeout") == [{"lock_timeout": "0"}]
    assert not await Monitor.exists(tag="lost")


async def test_statements_are_not_compiled_on_any_connection(db):
    for _ in range(2):
        assert await writer().execute_query_dict("SHOW jit") == [{"jit": "off"}]
