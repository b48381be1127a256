"""Constraints that the ORM does not write when it makes a table: those of several columns, and conditions on rows.

Uniqueness is an index on both engines. A condition is a CHECK on PostgreSQL; SQLite can't add one to a table that is
there, so that a trigger refuses what breaks it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tortoise.backends.base.client import BaseDBAsyncClient

from models.database import is_postgres

_COLUMN = re.compile(r'"(\w+)"')


@dataclass(frozen=True, slots=True)
class Once:
    """At most one row of `table` has the same values of `columns`, of those for which `where` holds."""

    name: str
    table: str
    columns: tuple[str, ...]
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Holds:
    """`condition` holds for each row of `table`; its columns stand in double quotes."""

    name: str
    table: str
    condition: str


async def add(connection: BaseDBAsyncClient, onces: Iterable[Once], conditions: Iterable[Holds]) -> None:
    """Let the database keep these from now on; of rows that are there twice already, the oldest stays."""
    statements = [statement for once in onces for statement in _unique(once)]
    form = _check if is_postgres(connection) else _triggers
    statements += [statement for condition in conditions for statement in form(condition)]
    for statement in statements:
        await connection.execute_script(statement)


async def drop(connection: BaseDBAsyncClient, onces: Iterable[Once], conditions: Iterable[Holds]) -> None:
    """Let the database keep these no longer."""
    for once in onces:
        await connection.execute_script(f"DROP INDEX {once.name}")
    for condition in conditions:
        if is_postgres(connection):
            await connection.execute_script(f'ALTER TABLE "{condition.table}" DROP CONSTRAINT {condition.name}')
        else:
            for event in ("insert", "update"):
                await connection.execute_script(f"DROP TRIGGER {condition.name}_{event}")


def _unique(once: Once) -> list[str]:
    columns = ", ".join(f'"{column}"' for column in once.columns)
    where = f" WHERE {once.where}" if once.where else ""
    doubles = f'SELECT min(id) FROM "{once.table}"{where} GROUP BY {columns}'  # noqa: S608 - names of our own
    keep = f"id IN ({doubles})" + (f" OR NOT ({once.where})" if once.where else "")
    return [
        f'DELETE FROM "{once.table}" WHERE NOT ({keep})',  # noqa: S608 - names of our own
        f'CREATE UNIQUE INDEX {once.name} ON "{once.table}" ({columns}){where}',
    ]


def _check(holds: Holds) -> list[str]:
    return [f'ALTER TABLE "{holds.table}" ADD CONSTRAINT {holds.name} CHECK ({holds.condition})']


def _triggers(holds: Holds) -> list[str]:
    condition = _COLUMN.sub(r'NEW."\1"', holds.condition)
    return [
        f'CREATE TRIGGER {holds.name}_{event} BEFORE {event.upper()} ON "{holds.table}" WHEN NOT ({condition})'
        f" BEGIN SELECT RAISE(ABORT, 'constraint {holds.name} failed'); END"
        for event in ("insert", "update")
    ]
