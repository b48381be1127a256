"""The level of three hours, added to a database that has rollups of quarter hours and days alone (migration 0011).

A statement sums all quarter hours up. Their sketches are strung together, which is a sketch too, and no longer than
what it was made of.
"""

from tortoise.backends.base.client import BaseDBAsyncClient

from models.database import is_postgres
from models.samples.tables import rollup_table

_BEFORE = "900, 86400"
_SINCE = "900, 10800, 86400"
_COLUMNS = """monitor_id, span, bucket, up_count, down_count, degraded_count, maintenance_count, no_data_count,
    latency_count, latency_sum, latency_min, latency_max, latency_sketch"""
_FILL = f"""
INSERT INTO sample_rollup ({_COLUMNS})
SELECT monitor_id, 10800, bucket - ((bucket % 10800) + 10800) % 10800, sum(up_count), sum(down_count),
    sum(degraded_count), sum(maintenance_count), sum(no_data_count), sum(latency_count), sum(latency_sum),
    min(latency_min), max(latency_max), {{sketches}}
FROM {{source}} WHERE span = 900 GROUP BY 1, 3
"""  # noqa: S608 - names and numbers of our own
_FILL_SQLITE = _FILL.format(
    sketches="CAST(group_concat(CAST(latency_sketch AS TEXT), '') AS BLOB)", source="earlier_rollup"
)
_FILL_POSTGRES = _FILL.format(sketches="string_agg(latency_sketch, '')", source="sample_rollup")


async def add(connection: BaseDBAsyncClient) -> None:
    """Allow rollups of three hours, and fill them in."""
    if is_postgres(connection):
        await _allow_postgres(connection, _SINCE)
        await connection.execute_query(_FILL_POSTGRES)
        return
    await connection.execute_query("ALTER TABLE sample_rollup RENAME TO earlier_rollup")
    await connection.execute_query(rollup_table(connection, "sample_rollup", _SINCE))
    await connection.execute_query("INSERT INTO sample_rollup SELECT * FROM earlier_rollup")
    await connection.execute_query(_FILL_SQLITE)
    await connection.execute_query("DROP TABLE earlier_rollup")


async def remove(connection: BaseDBAsyncClient) -> None:
    """Remove the rollups of three hours, and allow them no longer."""
    await connection.execute_query("DELETE FROM sample_rollup WHERE span = 10800")
    if is_postgres(connection):
        await _allow_postgres(connection, _BEFORE)
        return
    await connection.execute_query("ALTER TABLE sample_rollup RENAME TO later_rollup")
    await connection.execute_query(rollup_table(connection, "sample_rollup", _BEFORE))
    await connection.execute_query("INSERT INTO sample_rollup SELECT * FROM later_rollup")
    await connection.execute_query("DROP TABLE later_rollup")


async def _allow_postgres(connection: BaseDBAsyncClient, spans: str) -> None:
    await connection.execute_script(
        f"""
        ALTER TABLE sample_rollup DROP CONSTRAINT sample_rollup_span_check;
        ALTER TABLE sample_rollup ADD CONSTRAINT sample_rollup_span_check CHECK (span IN ({spans}));
        """
    )
