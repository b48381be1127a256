"""The configuration of a monitor of type SQL: one statement in one database."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from models.check_config.configuration import Configuration, Line, Milliseconds, Text


class DatabaseType(StrEnum):
    """Which database a monitor speaks to, named as the drivers of v4 are."""

    PG = "pg"
    MYSQL = "mysql"
    MYSQL2 = "mysql2"
    SQLITE3 = "sqlite3"


class SqlConfig(Configuration):
    """Without `dbType` the connection string's scheme tells the database."""

    required: ClassVar[tuple[str, ...]] = ("connection_string", "query")

    db_type: Annotated[DatabaseType | None, Field(strict=False)] = None
    connection_string: Annotated[Line, Field(repr=False)] = ""
    query: Text = ""
    timeout: Milliseconds = 5_000
