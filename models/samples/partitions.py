"""PostgreSQL's partitions of the sample table: one a calendar month (UTC), made before the first row needs it."""

from collections.abc import Iterable
from datetime import UTC, datetime

from tortoise.backends.base.client import BaseDBAsyncClient

from core import clock
from models.database import is_postgres, writer

_DECEMBER = 12
_ADVISORY_LOCK = 0x73616D706C65  # "sample"; any number that only we use
_DECEMBER_SECONDS = 31 * 86_400
# Part of each page is kept for changes (`models.samples.layout`).
ROOM = "fillfactor = 88"


def _month(minute: int) -> tuple[int, int]:
    instant = datetime.fromtimestamp(minute, UTC)
    return instant.year, instant.month


def _start(year: int, month: int) -> int:
    return int(datetime(year, month, 1, tzinfo=UTC).timestamp())


def partition_of(minute: int) -> tuple[str, int, int]:
    """Return the name of the partition that holds `minute`, and the epoch seconds [from, to) that it covers."""
    year, month = _month(minute)
    start = _start(year, month)
    # Not "January of the year after": after 9999 there is none.
    end = start + _DECEMBER_SECONDS if month == _DECEMBER else _start(year, month + 1)
    return f"sample_{year:04d}_{month:02d}", start, end


def bounds_of(name: str) -> tuple[int, int]:
    """Return the epoch seconds [from, to) that the partition of this name covers."""
    _, year, month = name.split("_")
    _, start, end = partition_of(_start(int(year), int(month)))
    return start, end


async def existing(connection: BaseDBAsyncClient) -> set[str]:
    """Return the names of the partitions that there are."""
    rows = await connection.execute_query_dict(
        "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'sample'::regclass"
    )
    return {row["name"] for row in rows}


async def ensure(connection: BaseDBAsyncClient, minutes: Iterable[int]) -> None:
    """Make the partitions that `minutes` need and that are missing, in a transaction; two processes take turns.

    IF NOT EXISTS alone is not enough: two that find nothing at the same time both create, and one of them fails.
    """
    needed = {partition_of(minute) for minute in minutes}
    missing = {name for name, _, _ in needed} - await existing(connection)
    if missing:
        await connection.execute_query("SELECT pg_advisory_xact_lock($1)", [_ADVISORY_LOCK])
    for name, start, end in sorted(needed):
        if name in missing:
            await connection.execute_script(
                f"""
                CREATE TABLE IF NOT EXISTS {name} PARTITION OF sample FOR VALUES FROM ({start}) TO ({end}) WITH ({ROOM})
                """
            )


async def ensure_ahead(months: int) -> None:
    """Make the partitions of this month and the `months` after it, so that no check has to; SQLite has none.

    For a daily job; a partition that is missing all the same is made by the first sample that needs it.
    """
    connection = writer()
    if not is_postgres(connection):
        return
    minute = clock.current_minute()
    minutes = [minute]
    for _ in range(months):
        minute = partition_of(minute)[2]
        minutes.append(minute)
    await ensure(connection, minutes)
