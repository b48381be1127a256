"""A query in a SQLite file, which is only read."""

import asyncio
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from jobs.drivers.failure import NO_SUCH_DATABASE, QueryFailedError

_MAX_VALUE_BYTES = 16 * 2**20
_INSTRUCTIONS_BETWEEN_LOOKS = 10_000
_FORBIDDEN = {sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH}


async def run(path: str, query: str, seconds: float) -> None:
    """Run a statement to its end in a thread that stops by itself after `seconds`.

    Raises TimeoutError and QueryFailedError.
    """
    await asyncio.to_thread(_run, path, query, seconds)


def _run(path: str, query: str, seconds: float) -> None:
    file = Path(path)
    # Opening a pipe would block, and a file that isn't there must not be made.
    if not path or "\0" in path or not file.is_file():
        raise QueryFailedError(NO_SUCH_DATABASE)
    deadline = time.monotonic() + seconds
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=seconds)) as connection:
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_VALUE_BYTES)
            connection.set_authorizer(_authorize)
            connection.set_progress_handler(lambda: time.monotonic() > deadline, _INSTRUCTIONS_BETWEEN_LOOKS)
            for _row in connection.execute(query):
                if time.monotonic() > deadline:
                    raise TimeoutError
    except sqlite3.Error as error:
        if time.monotonic() > deadline:
            raise TimeoutError from None
        name = getattr(error, "sqlite_errorname", None) or type(error).__name__
        raise QueryFailedError(f"The database reports an error: {name}") from None
    except (sqlite3.Warning, UnicodeError):
        raise QueryFailedError("The query is not a statement that SQLite takes") from None


def _authorize(action: int, *_: object) -> int:
    """Keep a query within its file: another one could be attached, and written."""
    return sqlite3.SQLITE_DENY if action in _FORBIDDEN else sqlite3.SQLITE_OK
