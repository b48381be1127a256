"""The check of TCP monitors: whether a connection to each host comes about."""

import asyncio
import time

from core.network import connect
from jobs.checks.context import CheckContext
from jobs.checks.hosts import FAMILY_OF, HostAnswer, ask_all, judge
from jobs.failures import reason
from models.check_config.tcp import TcpConfig, TcpHost
from models.observation import Observation


async def check(config: TcpConfig, context: CheckContext) -> Observation:
    """Connect to all hosts at once and close again. Raises `core.network.Refused`.

    A snippet gets a list of `{status, latency, host, port, type}`, where status is open, timeout or error.
    """

    async def knock(host: TcpHost) -> HostAnswer:
        return await _knock(host, context)

    return await judge(await ask_all(config.hosts, knock), context.snippets, config.tcp_eval)


async def _knock(host: TcpHost, context: CheckContext) -> HostAnswer:
    shown = f"{host.host}:{host.port}"
    started = time.perf_counter()

    def document(status: str) -> dict[str, object]:
        latency = (time.perf_counter() - started) * 1000
        return {"status": status, "latency": latency, "host": host.host, "port": host.port, "type": host.type}

    try:
        async with asyncio.timeout(host.timeout / 1000):
            connection = await connect(context.network, host.host, host.port, FAMILY_OF[host.type])
    except TimeoutError:
        problem = f"No connection within {host.timeout} ms: {shown}"
        return HostAnswer(document("timeout"), problem=problem, is_timeout=True)
    except OSError as error:
        return HostAnswer(document("error"), problem=f"{reason(error)}: {shown}")
    latency = (time.perf_counter() - started) * 1000
    connection.close()
    return HostAnswer(document("open"), latency)
