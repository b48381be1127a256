"""The checks: one module a monitor type, each a function of a configuration and a context, and of nothing else."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from core.network import Refused
from jobs.checks import api, dns, gamedig, grpc, heartbeat, none, ping, sql, ssl, tcp
from jobs.checks.context import CheckContext
from models import observation
from models.check_config import CheckConfig
from models.enums import MonitorType
from models.observation import Observation

# A monitor may have a longer timeout, or many hosts, but its minute ends, and with it the job that runs the check.
_LONGEST_SECONDS = 55.0

Check = Callable[[Any, CheckContext], Awaitable[Observation]]

CHECKS: Mapping[MonitorType, Check] = MappingProxyType(
    {
        MonitorType.API: api.check,
        MonitorType.PING: ping.check,
        MonitorType.TCP: tcp.check,
        MonitorType.DNS: dns.check,
        MonitorType.SSL: ssl.check,
        MonitorType.SQL: sql.check,
        MonitorType.HEARTBEAT: heartbeat.check,
        MonitorType.GAMEDIG: gamedig.check,
        MonitorType.GRPC: grpc.check,
        MonitorType.NONE: none.check,
    }
)


async def run_check(monitor_type: MonitorType, config: CheckConfig, context: CheckContext) -> Observation:
    """Return what the check of this type sees.

    A target that fails, however it does, is an observation. An exception is a fault of ours, and no evidence
    against the target.
    """
    if key := config.missing():
        return observation.failed(f"type_data.{key} is not set")
    try:
        async with asyncio.timeout(_LONGEST_SECONDS) as limit:
            return await CHECKS[monitor_type](config, context)
    except Refused as refusal:
        return observation.refused(str(refusal))
    except TimeoutError:
        # One that a check lets out by itself is a fault of ours.
        if not limit.expired():
            raise
        return observation.timed_out(f"No result within {_LONGEST_SECONDS:g} s, the longest that a check may take")
