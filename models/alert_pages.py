"""Pages of the alerts of many monitors at once, in one statement, the same in both dialects."""

from collections.abc import Sequence

from models.alert import Alert
from models.database import reader

_HIGHEST = 2**63 - 1


async def of_monitors(
    monitor_ids: Sequence[int], *, limit: int, after: int | None, before: int | None, last: bool
) -> list[Alert]:
    """Return up to `limit` alerts of each monitor, newest first, with ids below `after` and above `before`.

    With `last` they are the oldest ones of each instead of the newest.
    """
    below = _HIGHEST if after is None else max(-_HIGHEST, min(after, _HIGHEST))
    above = 0 if before is None else max(-_HIGHEST, min(before, _HIGHEST))
    ids = ", ".join(str(int(each)) for each in monitor_ids) or "NULL"
    return await Alert.raw(
        f"""
        SELECT * FROM (
            SELECT *, row_number() OVER (PARTITION BY monitor_id ORDER BY id {"ASC" if last else "DESC"}) AS place
            FROM alert WHERE monitor_id IN ({ids}) AND id < {below:d} AND id > {above:d}
        ) AS alert
        WHERE place <= {limit:d}
        ORDER BY id DESC
        """,  # noqa: S608 - words and numbers of our own
        reader(),
    )
