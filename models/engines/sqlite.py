"""SQLite for several processes: writing transactions take their lock at the start.

SQLite's plain BEGIN takes the write lock at the first write. Two processes that read first and write then refuse
each other at once with "database is locked", however long they would be ready to wait; with BEGIN IMMEDIATE they
queue up.
"""

import asyncio
import math
import sqlite3

import aiosqlite
from tortoise.backends.base.client import NestedTransactionContext, TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionContext, SqliteTransactionWrapper
from tortoise.backends.sqlite.executor import SqliteExecutor
from tortoise.exceptions import OperationalError, TransactionManagementError

from models.engines.executor import SelectsAtOnce

DATA_VERSION = "PRAGMA data_version"


class Executor(SelectsAtOnce, SqliteExecutor):
    """Makes the rows of a select at once."""


class ImmediateTransaction(SqliteTransactionWrapper):
    """A transaction that holds the write lock from its first moment."""

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(ImmediateTransaction(self))

    async def begin(self) -> None:
        """Take the write lock, waiting for it as long as busy_timeout says."""
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise OperationalError("the database was busy with another writer for too long") from error
            raise TransactionManagementError(error) from error


class ImmediateContext(SqliteTransactionContext):
    """Enters a transaction; gives the connection back when it could not begin."""

    async def __aenter__(self) -> TransactionalDBClient:
        """Wait for the connection, then for the database."""
        try:
            return await super().__aenter__()
        except OperationalError:
            await super().__aexit__(TransactionManagementError, None, None)
            raise


class ImmediateSqliteClient(SqliteClient):
    """A connection whose transactions begin IMMEDIATE."""

    executor_class = Executor
    _lock: asyncio.Lock
    _glance: sqlite3.Connection | None = None

    async def create_connection(self, with_db: bool) -> None:  # noqa: FBT001 - the ORM's signature
        """Connect; where SQLite was built without its mathematics, Python's take their place."""
        await super().create_connection(with_db)
        if self._connection is not None and not await has_mathematics(self._connection):
            await add_mathematics(self._connection)

    async def close(self) -> None:
        """Close all connections."""
        if self._glance is not None:
            self._glance.close()
            self._glance = None
        await super().close()

    def data_version(self) -> int:
        """Return SQLite's number of the changes that others have committed; raises sqlite3.OperationalError.

        It is read from memory that is shared, which takes 3 us; to hand a statement to the connection's thread, and
        its answer back, takes 70. So it is asked at once, by a connection of its own, which never waits for anybody.
        """
        if self._glance is None:
            self._glance = sqlite3.connect(self.filename, timeout=0, isolation_level=None, check_same_thread=False)
        self.log.debug("%s: %s", DATA_VERSION, [])
        (number,) = self._glance.execute(DATA_VERSION).fetchone()
        return int(number)

    def _in_transaction(self) -> TransactionContext:
        return ImmediateContext(ImmediateTransaction(self), self._lock)


async def has_mathematics(connection: aiosqlite.Connection) -> bool:
    """Return whether SQL can compute logarithms; SQLite's makers leave it to whoever builds it."""
    try:
        await connection.execute_fetchall("SELECT ceil(ln(2.0))")
    except sqlite3.OperationalError:
        return False
    return True


async def add_mathematics(connection: aiosqlite.Connection) -> None:
    """Let SQL compute, some ten times slower than SQLite itself, what the sample store needs."""
    await connection.create_function("ln", 1, math.log, deterministic=True)
    await connection.create_function("ceil", 1, math.ceil, deterministic=True)


client_class = ImmediateSqliteClient
