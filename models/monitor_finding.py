"""Finding one monitor, which most reads begin with.

By hand: to build this statement takes the ORM as long as all the rest of such a read.
"""

from models.database import is_postgres, reader
from models.monitor import Monitor


async def by_tag(tag: str) -> Monitor | None:
    """Return the monitor with this tag, where there is one."""
    connection = reader()
    where = "tag = $1" if is_postgres(connection) else "tag = ?1"
    _, records = await connection.execute_query(f"SELECT * FROM monitor WHERE {where}", [tag])  # noqa: S608 - words of our own
    return next(iter(Monitor.of_records(records)), None)
