"""Pages of the events of many maintenances at once: a function a statement, the same in both dialects."""

from collections.abc import Sequence

from models.database import reader
from models.maintenance import MaintenanceEvent


async def of_maintenances(
    maintenance_ids: Sequence[int], *, limit: int, after: tuple[int, int], before: tuple[int, int], last: bool
) -> list[MaintenanceEvent]:
    """Return up to `limit` events of each maintenance, by start and id, of those that lie between two such pairs.

    With `last` they are the last ones of each instead of the first.
    """
    direction = "DESC" if last else "ASC"
    ids = ", ".join(str(int(each)) for each in maintenance_ids) or "NULL"
    return await MaintenanceEvent.raw(
        f"""
        SELECT * FROM (
            SELECT *, row_number() OVER (
                PARTITION BY maintenance_id ORDER BY start_date_time {direction}, id {direction}
            ) AS place
            FROM maintenance_event
            WHERE maintenance_id IN ({ids})
                AND (start_date_time, id) > ({after[0]:d}, {after[1]:d})
                AND (start_date_time, id) < ({before[0]:d}, {before[1]:d})
        ) AS event
        WHERE place <= {limit:d}
        ORDER BY start_date_time, id
        """,  # noqa: S608 - words and numbers of our own
        reader(),
    )
