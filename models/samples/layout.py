"""How PostgreSQL lays samples out: narrow rows, and pages with room for changes (migration 0014).

PostgreSQL writes a changed row anew. Where its page has room for that, its entry in the index stays as it is; else it
is written to another page, with a new entry. Checks write the monitors' samples of a minute side by side, so that an
edit of one monitor changes a few rows of each of very many pages: a little room on each is enough for all of them.
The columns in this order take 60 bytes a row where they took 68, so that with the room the table is as large as before.
"""

from tortoise.backends.base.client import BaseDBAsyncClient

from models.database import is_postgres
from models.samples import partitions

# The names are those that partitions know their constraints by.
_COLUMNS_BEFORE = """
    monitor_id BIGINT NOT NULL,
    minute BIGINT NOT NULL CONSTRAINT sample_minute_check CHECK (minute % 60 = 0),
    status SMALLINT NOT NULL CONSTRAINT sample_status_check CHECK (status BETWEEN 0 AND 4),
    raw_status SMALLINT CONSTRAINT sample_raw_status_check CHECK (raw_status BETWEEN 0 AND 4),
    latency DOUBLE PRECISION CONSTRAINT sample_latency_check CHECK (latency >= 0),
    type SMALLINT NOT NULL CONSTRAINT sample_type_check CHECK (type BETWEEN 0 AND 6),
    message TEXT
"""
# What takes eight bytes comes first: between others it would leave gaps.
_COLUMNS_SINCE = """
    monitor_id BIGINT NOT NULL,
    minute BIGINT NOT NULL CONSTRAINT sample_minute_check CHECK (minute % 60 = 0),
    latency DOUBLE PRECISION CONSTRAINT sample_latency_check CHECK (latency >= 0),
    status SMALLINT NOT NULL CONSTRAINT sample_status_check CHECK (status BETWEEN 0 AND 4),
    type SMALLINT NOT NULL CONSTRAINT sample_type_check CHECK (type BETWEEN 0 AND 6),
    raw_status SMALLINT CONSTRAINT sample_raw_status_check CHECK (raw_status BETWEEN 0 AND 4),
    message TEXT
"""
_TABLE = """
ALTER TABLE sample RENAME TO replaced_sample;
ALTER INDEX sample_pkey RENAME TO replaced_sample_pkey;
CREATE TABLE sample ({columns}, PRIMARY KEY (monitor_id, minute){index}) PARTITION BY RANGE (minute);
"""
_MOVED = """
ALTER TABLE replaced_sample DETACH PARTITION {name};
ALTER TABLE {name} {table};
ALTER INDEX {name}_pkey {index};
ALTER TABLE sample ATTACH PARTITION {name} FOR VALUES FROM ({start}) TO ({end});
"""
_FINISHED = """
DROP TABLE replaced_sample;
CREATE TRIGGER sample_has_monitor AFTER INSERT ON sample REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION sample_has_monitor();
"""


async def make_room(connection: BaseDBAsyncClient) -> None:
    """Lay out anew what PostgreSQL will write; what it has written stays as it is.

    SQLite changes rows where they are.
    """
    if is_postgres(connection):
        await _lay_out(
            connection,
            _TABLE.format(columns=_COLUMNS_SINCE, index=" WITH (deduplicate_items = off)"),
            table=f"SET ({partitions.ROOM})",
            index="SET (deduplicate_items = off)",
        )


async def take_room(connection: BaseDBAsyncClient) -> None:
    """Lay out what PostgreSQL will write as it was before."""
    if is_postgres(connection):
        await _lay_out(
            connection,
            _TABLE.format(columns=_COLUMNS_BEFORE, index=""),
            table="RESET (fillfactor)",
            index="RESET (deduplicate_items)",
        )


async def _lay_out(connection: BaseDBAsyncClient, create: str, *, table: str, index: str) -> None:
    """Put a new table over the partitions that there are, whose rows are not touched."""
    names = sorted(await partitions.existing(connection))
    await connection.execute_script(create)
    for name in names:
        start, end = partitions.bounds_of(name)
        await connection.execute_script(_MOVED.format(name=name, start=start, end=end, table=table, index=index))
    await connection.execute_script(_FINISHED)
