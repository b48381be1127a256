"""`/metrics`: how the checks run, for Prometheus, in its text format. Figures only: nothing of what is watched."""

from collections.abc import Iterator, Mapping

from fastapi import APIRouter
from starlette.responses import PlainTextResponse

from core.logging import logger
from core.principal import SYSTEM
from resolvers import job_health
from resolvers.job_health import JobHealth

# The content type that the format's specification asks for.
_MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_MINUTES = 5
_log = logger(__name__)
router = APIRouter(include_in_schema=False)


@router.get("/metrics")
async def metrics() -> PlainTextResponse:
    """Return the figures; 503 while the database does not answer."""
    try:
        health = await job_health.health(SYSTEM, minutes=_MINUTES)
    except Exception as error:  # noqa: BLE001 - whatever it is, there are no figures
        _log.warning("metrics_not_ready", reason=str(error), kind=type(error).__name__)
        return PlainTextResponse("# The database does not answer\n", status_code=503, media_type=_MEDIA_TYPE)
    return PlainTextResponse("\n".join(_lines(health)) + "\n", media_type=_MEDIA_TYPE)


def _lines(health: JobHealth) -> Iterator[str]:
    """Yield the lines; what is not known now is left out."""
    lateness = health.lateness
    quantiles = {"0.5": lateness.p50, "0.99": lateness.p99, "1": lateness.max}
    yield from _gauge(
        "heliograph_check_start_delay_seconds",
        f"How long after second 0 checks began, over the last {_MINUTES} minutes.",
        {f'{{quantile="{name}"}}': value / 1000 for name, value in quantiles.items() if value is not None},
    )
    yield from _gauge(
        "heliograph_checks_begun",
        f"How many checks began in the last {_MINUTES} minutes.",
        {"": lateness.monitor_count},
    )
    yield from _gauge(
        "heliograph_missed_minutes",
        "In how many minutes of the last 24 hours a due monitor was not observed.",
        {"": health.missed_minute_count},
    )
    yield from _gauge(
        "heliograph_overdue_monitors",
        "Monitors that are due so long that it is too late; above 0, no worker does its work.",
        {"": health.overdue_count},
    )
    yield from _gauge("heliograph_running_batches", "Batches that are being checked now.", {"": len(health.running)})
    if health.workers is not None:
        yield from _gauge("heliograph_workers", "Workers that live.", {"": len(health.workers)})


def _gauge(name: str, meaning: str, values: Mapping[str, float]) -> Iterator[str]:
    """Yield one family: its meaning, its kind, and a line for each set of labels."""
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} gauge"
    for labels, value in values.items():
        yield f"{name}{labels} {value:g}"
