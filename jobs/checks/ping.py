"""The check of PING monitors: whether each host answers ICMP echoes."""

import asyncio
import socket
from statistics import fmean, pstdev

from core.network import Address, resolve
from jobs.checks.context import CheckContext
from jobs.checks.hosts import FAMILY_OF, HostAnswer, ask_all, judge
from jobs.checks.icmp import IcmpForbiddenError, echo
from jobs.failures import reason
from models import observation
from models.check_config.ping import PingConfig, PingHost
from models.observation import Observation

_SPACING_SECONDS = 0.1


async def check(config: PingConfig, context: CheckContext) -> Observation:
    """Send each host its echoes, all hosts at once; a host that answers one of them is there.

    A snippet gets a list of `{host, type, alive, min, max, avg, time, latency, stddev, latencies, packetLoss}`, in
    milliseconds and percent; the figures are null for a host that doesn't answer. Raises `core.network.Refused`.
    """

    async def ping(host: PingHost) -> HostAnswer:
        return await _ping(host, context)

    try:
        answers = await ask_all(config.hosts, ping)
    except IcmpForbiddenError:
        # Says nothing about the hosts.
        return observation.refused(
            "This process may not send ICMP: allow its group in net.ipv4.ping_group_range or grant CAP_NET_RAW"
        )
    return await judge(answers, context.snippets, config.ping_eval)


async def _ping(host: PingHost, context: CheckContext) -> HostAnswer:
    try:
        async with asyncio.timeout(host.timeout / 1000):
            addresses = await resolve(context.network, host.host, 0, FAMILY_OF[host.type])
    except TimeoutError:
        return HostAnswer(
            _document(host, []), problem=f"No address within {host.timeout} ms: {host.host}", is_timeout=True
        )
    except socket.gaierror as error:
        return HostAnswer(_document(host, []), problem=f"{reason(error)}: {host.host}")

    async def send(number: int) -> float | OSError | None:
        return await _echo(addresses[0], number, host)

    outcomes = await ask_all(range(host.count), send)
    latencies = [outcome for outcome in outcomes if isinstance(outcome, float)]
    if latencies:
        return HostAnswer(_document(host, latencies), fmean(latencies))
    errors = [outcome for outcome in outcomes if isinstance(outcome, OSError)]
    if errors:
        return HostAnswer(_document(host, []), problem=f"{reason(errors[0])}: {host.host}")
    return HostAnswer(
        _document(host, []), problem=f"No reply within {host.timeout} ms from {host.host}", is_timeout=True
    )


async def _echo(address: Address, number: int, host: PingHost) -> float | OSError | None:
    """Return the latency of one of the host's echoes, the network's error, or None for silence."""
    await asyncio.sleep(number * _SPACING_SECONDS)
    try:
        return await echo(address, number, host.timeout / 1000)
    except TimeoutError:
        return None
    except OSError as error:
        return error


def _document(host: PingHost, latencies: list[float]) -> dict[str, object]:
    """Return what a snippet sees, under the names that v4's snippets use."""
    average = fmean(latencies) if latencies else None
    return {
        "host": host.host,
        "type": host.type,
        "alive": bool(latencies),
        "min": min(latencies, default=None),
        "max": max(latencies, default=None),
        "avg": average,
        "time": average,
        "latency": average,
        "stddev": pstdev(latencies) if latencies else None,
        "latencies": latencies,
        "packetLoss": 100 * (host.count - len(latencies)) / host.count,
    }
