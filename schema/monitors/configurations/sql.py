"""The configuration of an SQL monitor."""

from typing import Self

import strawberry

from models.check_config import SqlConfig
from models.check_config.sql import DatabaseType
from schema.enums import described
from schema.monitors.configurations.fields import document, shown

described(
    DatabaseType,
    "Which database an SQL monitor speaks to.",
    PG="PostgreSQL.",
    MYSQL="MySQL or MariaDB.",
    MYSQL2="MySQL or MariaDB, by the name of another driver.",
    SQLITE3="A SQLite file.",
)


@strawberry.type(description="The statement of an SQL monitor, and the database that runs it.")
class SqlConfiguration:
    """What an SQL monitor's check is told."""

    db_type: DatabaseType | None = strawberry.field(description="Which database it is; null: the address tells.")
    connection_string: str | None = strawberry.field(
        description="The database's address, which may hold a password: null for a key that may not write."
    )
    query: str = strawberry.field(description="The statement.")
    timeout: int = strawberry.field(description="How long it may take, in milliseconds.")

    @classmethod
    def of(cls, config: SqlConfig, *, with_secrets: bool) -> Self:
        """Return the configuration as GraphQL shows it."""
        return shown(cls, config, connection_string=config.connection_string if with_secrets else None)


@strawberry.input(description="The statement of an SQL monitor, and the database that runs it.")
class SqlConfigurationInput:
    """What an SQL monitor's check is told; what is left out takes its default."""

    connection_string: str = strawberry.field(
        description="The database's address; `$NAME` stands for an allowed secret."
    )
    query: str = strawberry.field(description="The statement.")
    db_type: DatabaseType | None = strawberry.field(
        default=None, description="Which database it is; by default the address tells."
    )
    timeout: int | None = strawberry.field(
        default=None, description="How long it may take, in milliseconds; 5000 by default."
    )

    def type_data(self) -> dict[str, object]:
        """Return the keys that REST v4 knows it by."""
        return document(self)
