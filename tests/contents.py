"""What a database holds, to be compared before and after something that must change nothing."""

import hashlib

from models.database import is_postgres, reader

# When a key was last used is noted whatever becomes of the request; the migrations are not the product's data.
_LEFT_OUT = {"api_key": {"last_used_at"}}
_TABLES_SQLITE = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
_TABLES_POSTGRES = """
SELECT relname AS name FROM pg_class
WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace
"""


async def contents() -> dict[str, list[str]]:
    """Return the rows of every table, each as text, in an order of their own."""
    connection = reader()
    tables = await connection.execute_query_dict(_TABLES_POSTGRES if is_postgres(connection) else _TABLES_SQLITE)
    names = sorted(row["name"] for row in tables if row["name"] != "tortoise_migrations")
    return {name: await _rows(name) for name in names}


async def _rows(table: str) -> list[str]:
    rows = await reader().execute_query_dict(f'SELECT * FROM "{table}"')
    left_out = _LEFT_OUT.get(table, set())
    return sorted(repr({key: value for key, value in row.items() if key not in left_out}) for row in rows)


async def fingerprint() -> str:
    """Return a short text that is another one after any change."""
    return hashlib.sha256(repr(await contents()).encode()).hexdigest()
