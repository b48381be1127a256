"""The check of SQL monitors: whether a database takes the login and carries out a query."""

import asyncio
import time

from jobs.checks import sql_mysql, sql_postgres, sql_sqlite
from jobs.checks.context import CheckContext
from jobs.checks.failures import reason
from jobs.checks.sql_address import UnusableAddressError, is_for_sqlite, parse, sqlite_path
from jobs.checks.sql_failure import QueryFailedError
from models import observation
from models.check_config.sql import DatabaseType, SqlConfig
from models.enums import Status
from models.observation import Observation


async def check(config: SqlConfig, context: CheckContext) -> Observation:
    """Log in and run the query: UP if it comes to its end, whatever it returns.

    Latency is that of connection, login and query in milliseconds. No part of the connection string is ever in a
    message. Raises `core.network.Refused`.
    """
    connection_string = context.secrets(config.connection_string)
    is_sqlite = is_for_sqlite(config.db_type, connection_string)
    if is_sqlite and not context.sqlite_allowed:
        return observation.refused("This installation lets no monitor open SQLite files: see HELIOGRAPH_SQLITE_CHECKS")
    started = time.perf_counter()

    def latency() -> float:
        return (time.perf_counter() - started) * 1000

    try:
        async with asyncio.timeout(config.timeout / 1000):
            if is_sqlite:
                await sql_sqlite.run(sqlite_path(connection_string), config.query, config.timeout / 1000)
            else:
                address = parse(config.db_type, connection_string)
                run = sql_postgres.run if address.kind is DatabaseType.PG else sql_mysql.run
                await run(address, config.query, context)
    except TimeoutError:
        return observation.timed_out(f"The database did not answer within {config.timeout} ms", latency=latency())
    except UnusableAddressError as error:
        return observation.failed(str(error))
    except QueryFailedError as error:
        return observation.failed(str(error), latency=latency())
    except OSError as error:
        return observation.failed(f"{reason(error)}: the database can't be reached", latency=latency())
    return Observation(Status.UP, latency=latency())
