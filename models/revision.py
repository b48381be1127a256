"""Whether anything in the database has changed: a mark that is another one after every change that was committed.

Both engines keep such a mark themselves, so that nothing has to be written to know it, and nobody can forget to.
"""

from models.database import generation, is_postgres, reader

# SQLite's number changes with every commit of another connection, and the reading one commits nothing itself; it means
# something within this connection alone. PostgreSQL's snapshot says which transactions that wrote something are over.
_SQLITE = "PRAGMA data_version"
_POSTGRES = "SELECT pg_current_snapshot()::text AS data_version"


async def revision() -> str:
    """Return the mark of this moment; to be compared with marks of the same process only."""
    connection = reader()
    rows = await connection.execute_query_dict(_POSTGRES if is_postgres(connection) else _SQLITE)
    return f"{generation()}:{rows[0]['data_version']}"
