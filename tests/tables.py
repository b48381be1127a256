"""Everything that a database holds, to be compared: what was refused must have left it as it was."""

import sqlite3
from contextlib import closing
from typing import Protocol

import asyncpg

from core.settings import Settings

# When a key was last used is not what a request does; it is noted whatever comes of the request.
_NOTED = {"api_key": "last_used_at"}
_RELATIONS = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY relname"
_TABLES = """
SELECT relname FROM pg_class
WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
Contents = dict[str, list[str]]


class Tables(Protocol):
    """Reads a database through a connection of its own, so that it sees what is committed and nothing else."""

    async def contents(self) -> Contents:
        """Return each table's rows as text, in an order that depends on them alone, and the tables that there are."""
        ...

    async def close(self) -> None:
        """Give the connection back."""
        ...


class SqliteTables:
    """A SQLite file."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path)

    async def contents(self) -> Contents:
        names = self._column("SELECT name FROM sqlite_master ORDER BY name")
        tables = self._column("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        return {"": names, **{table: self._rows(table) for table in tables}}

    def _column(self, query: str) -> list[str]:
        return [row[0] for row in self._connection.execute(query)]

    def _rows(self, table: str) -> list[str]:
        with closing(self._connection.execute(f'SELECT * FROM "{table}"')) as cursor:
            names = [column[0] for column in cursor.description]
            return sorted(
                repr([value for name, value in zip(names, row, strict=True) if name != _NOTED.get(table)])
                for row in cursor
            )

    async def close(self) -> None:
        self._connection.close()


class PostgresTables:
    """A PostgreSQL database; all tables are read in one statement."""

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]", query: str) -> None:
        self._connection, self._query = connection, query

    @classmethod
    async def open(cls, address: str) -> "PostgresTables":
        connection = await asyncpg.connect(address)
        tables = [row["relname"] for row in await connection.fetch(_TABLES)]
        selects = [
            f"""SELECT '{name}', (to_jsonb(t) - '{_NOTED.get(name, "")}')::text FROM "{name}" t""" for name in tables
        ]
        return cls(connection, " UNION ALL ".join(selects) + " ORDER BY 1, 2")

    async def contents(self) -> Contents:
        found: Contents = {"": [row["relname"] for row in await self._connection.fetch(_RELATIONS)]}
        for row in await self._connection.fetch(self._query):
            found.setdefault(row[0], []).append(row[1])
        return found

    async def close(self) -> None:
        await self._connection.close()


async def open_tables(settings: Settings) -> Tables:
    """Return the tables of the database that the settings name."""
    address = settings.database_url
    if address.startswith("sqlite"):
        return SqliteTables(address.removeprefix("sqlite://"))
    return await PostgresTables.open(address)
