"""Whether anything in the database has changed: a mark that is another one after every change that was committed.

Both engines keep such a mark themselves, so that nothing has to be written to know it, and nobody can forget to.
"""

import sqlite3

from models.database import generation, is_postgres, reader
from models.engines.sqlite import DATA_VERSION, ImmediateSqliteClient

# It says which transactions that wrote something are over. SQLite's number changes with every commit of another
# connection than the one that is asked, which commits nothing itself; it means something within that connection alone.
_POSTGRES = "SELECT pg_current_snapshot()::text AS data_version"


def revision_at_once() -> str | None:
    """Return the mark of this moment where nobody has to be waited for, as with SQLite most of the time; else None."""
    connection = reader()
    if not isinstance(connection, ImmediateSqliteClient):
        return None
    try:
        # Another connection counts in its own way: its numbers must not be taken for these.
        return f"{generation()}:at once:{connection.data_version()}"
    except sqlite3.OperationalError:
        # Somebody holds the memory that tells; there is always another way to ask.
        return None


async def revision() -> str:
    """Return the mark of this moment; to be compared with marks of the same process only."""
    connection = reader()
    rows = await connection.execute_query_dict(_POSTGRES if is_postgres(connection) else DATA_VERSION)
    return f"{generation()}:{rows[0]['data_version']}"
