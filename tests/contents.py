"""What a database holds, to be compared before and after something that must change nothing."""

from models.database import is_postgres, reader

Contents = dict[str, list[str]]
# When a key was last used is not what a request does; it is noted whatever comes of the request.
_NOTED = {"api_key": "last_used_at"}
_RELATIONS_POSTGRES = """
SELECT relname AS name, relkind IN ('r', 'p') AND NOT relispartition AS is_table FROM pg_class
WHERE relnamespace = 'public'::regnamespace ORDER BY relname
"""
_RELATIONS_SQLITE = "SELECT name, type = 'table' AS is_table FROM sqlite_master ORDER BY name"


async def contents() -> Contents:
    """Return each table's rows as text, in an order that depends on them alone, and under "" what relations there are.

    Read where no transaction runs: what is seen is what was committed.
    """
    connection = reader()
    on_postgres = is_postgres(connection)
    relations = await connection.execute_query_dict(_RELATIONS_POSTGRES if on_postgres else _RELATIONS_SQLITE)
    tables = [row["name"] for row in relations if row["is_table"]]
    read = _read_postgres if on_postgres else _read_sqlite
    return {"": [row["name"] for row in relations], **await read(tables)}


async def _read_postgres(tables: list[str]) -> Contents:
    """Read all tables in one statement."""
    rows = [
        f"""SELECT '{name}' AS name, (to_jsonb(t) - '{_NOTED.get(name, "")}')::text AS row FROM "{name}" t"""
        for name in tables
    ]
    found: Contents = {name: [] for name in tables}
    for row in await reader().execute_query_dict(" UNION ALL ".join(rows) + " ORDER BY 1, 2"):
        found[row["name"]].append(row["row"])
    return found


async def _read_sqlite(tables: list[str]) -> Contents:
    return {name: await _rows_of_sqlite(name) for name in tables}


async def _rows_of_sqlite(table: str) -> list[str]:
    rows = await reader().execute_query_dict(f'SELECT * FROM "{table}"')
    return sorted(repr([value for column, value in row.items() if column != _NOTED.get(table)]) for row in rows)
