"""The check of SQL monitors: whether a database takes the login and carries out a query."""

import asyncio
import time

from jobs.checks import sql_sqlite
from jobs.checks.context import CheckContext
from jobs.checks.sql_address import UnusableAddressError, is_for_sqlite, parse, sqlite_path
from jobs.drivers.failure import QueryFailedError
from jobs.drivers.outcome import Ending, Outcome
from models import observation
from models.check_config.sql import SqlConfig
from models.enums import Status
from models.observation import Observation


async def check(config: SqlConfig, context: CheckContext) -> Observation:
    """Log in and run the query: UP if it comes to its end, whatever it returns.

    Latency is that of connection, login and query in milliseconds. No part of the connection string is ever in a
    message. Raises `core.network.Refused`.
    """
    connection_string, seconds = context.secrets(config.connection_string), config.timeout / 1000
    if is_for_sqlite(config.db_type, connection_string):
        if not context.sqlite_allowed:
            return observation.refused(
                "This installation lets no monitor open SQLite files: see HELIOGRAPH_SQLITE_CHECKS"
            )
        outcome = await _run_in_file(sqlite_path(connection_string), config.query, seconds)
    else:
        try:
            address = parse(config.db_type, connection_string)
        except UnusableAddressError as error:
            return observation.failed(str(error))
        outcome = await context.databases.run(address, config.query, context.network, seconds)
    match outcome.ending:
        case Ending.DONE:
            return Observation(Status.UP, latency=outcome.latency)
        case Ending.FAILED:
            return observation.failed(outcome.message, latency=outcome.latency)
        case Ending.TIMED_OUT:
            message = f"The database did not answer within {config.timeout} ms"
            return observation.timed_out(message, latency=outcome.latency)


async def _run_in_file(path: str, query: str, seconds: float) -> Outcome:
    """Run a query in a SQLite file. It is this machine's, and its operator's leave was asked: no stranger's bytes."""
    started = time.perf_counter()
    ending, message = Ending.DONE, ""
    try:
        async with asyncio.timeout(seconds):
            await sql_sqlite.run(path, query, seconds)
    except TimeoutError:
        ending = Ending.TIMED_OUT
    except QueryFailedError as error:
        ending, message = Ending.FAILED, str(error)
    return Outcome(ending, (time.perf_counter() - started) * 1000, message)
