"""SQLite for several processes: writing transactions take their lock at the start.

SQLite's plain BEGIN takes the write lock at the first write. Two processes that read first and write then refuse
each other at once with "database is locked", however long they would be ready to wait; with BEGIN IMMEDIATE they
queue up.
"""

import asyncio
import sqlite3

from tortoise.backends.base.client import NestedTransactionContext, TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionContext, SqliteTransactionWrapper
from tortoise.exceptions import OperationalError, TransactionManagementError


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

    _lock: asyncio.Lock

    def _in_transaction(self) -> TransactionContext:
        return ImmediateContext(ImmediateTransaction(self), self._lock)


client_class = ImmediateSqliteClient
