"""What histories look like in GraphQL, made of what the resolvers return."""

from typing import Any

from resolvers.latency import LatencySeries
from resolvers.outages import Outage
from resolvers.slo import Slo
from resolvers.status_bars import StatusBars
from resolvers.uptime import Uptime
from schema.instants import instant

BARS = "dates starts ends up down degraded maintenance noData worst uptimes latencies"
UPTIME = "start end ratio up down degraded maintenance noData"
LATENCY = "resolution timestamps average min max p50 p90 p95 p99"
OUTAGES = "start end minutes status reason"
SLO = "target window uptime counted bad allowed budgetLeft burnRateLastHour burnRateLastDay"


def iso(seconds: int | None) -> str | None:
    return None if seconds is None else instant(seconds).isoformat()


def bars(computed: StatusBars) -> dict[str, Any]:
    return {
        "dates": [day.isoformat() for day in computed.dates],
        "starts": list(computed.starts),
        "ends": list(computed.ends),
        "up": computed.up,
        "down": computed.down,
        "degraded": computed.degraded,
        "maintenance": computed.maintenance,
        "noData": computed.no_data,
        "worst": computed.worst,
        "uptimes": computed.uptime,
        "latencies": computed.latency_average,
    }


def uptime(computed: Uptime) -> dict[str, Any]:
    return {
        "start": iso(computed.range.start),
        "end": iso(computed.range.end),
        "ratio": computed.uptime,
        "up": computed.up,
        "down": computed.down,
        "degraded": computed.degraded,
        "maintenance": computed.maintenance,
        "noData": computed.no_data,
    }


def latency(computed: LatencySeries) -> dict[str, Any]:
    return {name: getattr(computed, name) for name in LATENCY.split()}


def outages(computed: list[Outage]) -> list[dict[str, Any]]:
    return [
        {
            "start": iso(each.start),
            "end": iso(each.end),
            "minutes": each.minutes,
            "status": each.worst,
            "reason": each.reason,
        }
        for each in computed
    ]


def slo(computed: Slo) -> dict[str, Any]:
    return {
        "target": computed.target,
        "window": computed.window,
        "uptime": computed.uptime,
        "counted": computed.counted,
        "bad": computed.bad,
        "allowed": computed.allowed,
        "budgetLeft": computed.budget_left,
        "burnRateLastHour": computed.burn_rate_last_hour,
        "burnRateLastDay": computed.burn_rate_last_day,
    }
