"""The tables of samples and rollups, which the ORM can't describe: their primary keys have several columns.

Both are clustered by (monitor, time), so that reading a range is reading forward. SQLite stores them WITHOUT ROWID;
PostgreSQL partitions samples by month (`models.samples.partitions`), so that retention drops whole partitions.
"""

from tortoise.backends.base.client import BaseDBAsyncClient

from models.database import is_postgres
from models.enums import SampleType
from models.samples.sample import TYPE_CODE

_SAMPLE = """
CREATE TABLE sample (
    monitor_id BIGINT NOT NULL REFERENCES monitor (id) ON DELETE CASCADE,
    minute BIGINT NOT NULL CHECK (minute % 60 = 0),
    status SMALLINT NOT NULL CHECK (status BETWEEN 0 AND 4),
    raw_status SMALLINT CHECK (raw_status BETWEEN 0 AND 4),
    latency DOUBLE PRECISION CHECK (latency >= 0),
    type SMALLINT NOT NULL CHECK (type BETWEEN 0 AND 6),
    message TEXT,
    PRIMARY KEY (monitor_id, minute)
)
"""

_ROLLUP = """
CREATE TABLE {name} (
    monitor_id BIGINT NOT NULL REFERENCES monitor (id) ON DELETE CASCADE,
    span INTEGER NOT NULL CHECK (span IN ({spans})),
    bucket BIGINT NOT NULL CHECK (bucket % span = 0),
    up_count INTEGER NOT NULL,
    down_count INTEGER NOT NULL,
    degraded_count INTEGER NOT NULL,
    maintenance_count INTEGER NOT NULL,
    no_data_count INTEGER NOT NULL,
    latency_count INTEGER NOT NULL,
    latency_sum DOUBLE PRECISION NOT NULL,
    latency_min DOUBLE PRECISION,
    latency_max DOUBLE PRECISION,
    latency_sketch {bytes},
    is_frozen BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (monitor_id, span, bucket)
)
"""

# What people set is rare, and a monitor that repeats it would else look through everything since.
_MANUAL_INDEX = f"CREATE INDEX sample_manual ON sample (monitor_id, minute) WHERE type = {TYPE_CODE[SampleType.MANUAL]}"
_VERSION = """
CREATE TABLE sample_version (
    monitor_id BIGINT NOT NULL PRIMARY KEY REFERENCES monitor (id) ON DELETE CASCADE,
    version BIGINT NOT NULL
)
"""


async def create(connection: BaseDBAsyncClient) -> None:
    """Make the tables of samples and rollups."""
    clustered = " PARTITION BY RANGE (minute)" if is_postgres(connection) else " WITHOUT ROWID"
    for statement in (_SAMPLE + clustered, rollup_table(connection, "sample_rollup", "900, 86400")):
        await connection.execute_script(statement)


def rollup_table(connection: BaseDBAsyncClient, name: str, spans: str) -> str:
    """Return the statement that makes a table of rollups, whose buckets are that many seconds long."""
    if is_postgres(connection):
        return _ROLLUP.format(name=name, spans=spans, bytes="BYTEA")
    return _ROLLUP.format(name=name, spans=spans, bytes="BLOB") + " WITHOUT ROWID"


async def drop(connection: BaseDBAsyncClient) -> None:
    """Remove the tables of samples and rollups."""
    await connection.execute_script("DROP TABLE sample_rollup")
    await connection.execute_script("DROP TABLE sample")


async def create_manual_index(connection: BaseDBAsyncClient) -> None:
    """Make the index that finds the samples which people set."""
    await connection.execute_script(_MANUAL_INDEX)


async def drop_manual_index(connection: BaseDBAsyncClient) -> None:
    """Remove the index of the samples which people set."""
    await connection.execute_script("DROP INDEX sample_manual")


async def create_versions(connection: BaseDBAsyncClient) -> None:
    """Make the table that tells when a monitor's samples have changed."""
    await connection.execute_script(_VERSION)


async def add_past_versions(connection: BaseDBAsyncClient) -> None:
    """Let the table tell when samples of days that have passed have changed."""
    await connection.execute_script("ALTER TABLE sample_version ADD COLUMN past BIGINT NOT NULL DEFAULT 0")


async def drop_past_versions(connection: BaseDBAsyncClient) -> None:
    """Let the table tell of all samples alone."""
    await connection.execute_script("ALTER TABLE sample_version DROP COLUMN past")


async def drop_versions(connection: BaseDBAsyncClient) -> None:
    """Remove the table of versions."""
    await connection.execute_script("DROP TABLE sample_version")


# What a foreign key does, for a statement's samples at once: it looks for the monitor of each sample by itself, which
# doubles the time that 100,000 samples take. Locks as a foreign key does, so that a monitor can't go meanwhile.
_OWNERS = """
ALTER TABLE sample DROP CONSTRAINT sample_monitor_id_fkey;
CREATE FUNCTION sample_has_monitor() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owners bigint[] := ARRAY(SELECT DISTINCT monitor_id FROM added);
    found bigint[] := ARRAY(SELECT id FROM monitor WHERE id = ANY(owners) ORDER BY id FOR KEY SHARE);
BEGIN
    IF cardinality(found) < cardinality(owners) THEN
        RAISE EXCEPTION 'a sample of a monitor that does not exist' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER sample_has_monitor AFTER INSERT ON sample REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION sample_has_monitor();
CREATE FUNCTION monitor_takes_samples() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM sample WHERE monitor_id = OLD.id;
    RETURN NULL;
END $$;
CREATE TRIGGER monitor_takes_samples AFTER DELETE ON monitor
    FOR EACH ROW EXECUTE FUNCTION monitor_takes_samples();
"""
_FOREIGN_KEY = """
DROP TRIGGER monitor_takes_samples ON monitor;
DROP TRIGGER sample_has_monitor ON sample;
DROP FUNCTION monitor_takes_samples();
DROP FUNCTION sample_has_monitor();
ALTER TABLE sample ADD FOREIGN KEY (monitor_id) REFERENCES monitor (id) ON DELETE CASCADE;
"""


async def check_owners_by_statement(connection: BaseDBAsyncClient) -> None:
    """Let PostgreSQL look for the monitors of samples once a statement; SQLite's foreign keys cost little."""
    if is_postgres(connection):
        await connection.execute_script(_OWNERS)


async def check_owners_by_row(connection: BaseDBAsyncClient) -> None:
    """Give samples their foreign key back."""
    if is_postgres(connection):
        await connection.execute_script(_FOREIGN_KEY)
