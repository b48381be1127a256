"""Heartbeats: jobs that tell by themselves that they have run, how long they took, and whether they failed."""

import hmac
import secrets
from collections.abc import Sequence

from tortoise.exceptions import IntegrityError

from core import clock
from core.errors import Conflict, InvalidInput, NotFound
from models import check_config, heartbeat_signals
from models.check_config import HeartbeatConfig
from models.database import transaction
from models.enums import Activity, MonitorType, SignalKind
from models.monitor import HeartbeatSignal, Monitor
from models.signals import Signals
from resolvers import tags

MAX_BODY_CHARACTERS = 10_000
EXIT_CODES = range(-32_768, 32_768)
_NOT_FOUND = "There is no such heartbeat"
# What a monitor's secret is compared with where there is no monitor, so that both take the same time.
_NOBODYS_SECRET = secrets.token_urlsafe()


async def recipient(tag: str, secret: str) -> Monitor:
    """Return the heartbeat monitor `tag` for who knows its secret.

    Raises NotFound, the same for an unknown tag and a wrong secret, and Conflict when the monitor is INACTIVE.
    """
    monitor = await Monitor.get_or_none(tag=tag, monitor_type=MonitorType.HEARTBEAT) if tags.can_exist(tag) else None
    expected = _secret(monitor)
    is_right = hmac.compare_digest(
        (expected or _NOBODYS_SECRET).encode("utf-8", "replace"), secret.encode("utf-8", "replace")
    )
    if monitor is None or not expected or not is_right:
        raise NotFound(_NOT_FOUND, "tag")
    if monitor.status is not Activity.ACTIVE:
        raise Conflict(f"Monitor '{tag}' is INACTIVE and takes no signals", "tag")
    return monitor


def _secret(monitor: Monitor | None) -> str | None:
    if monitor is None:
        return None
    try:
        config = check_config.read(monitor.monitor_type, monitor.type_data)
    except InvalidInput:
        return None
    return config.secret_string if isinstance(config, HeartbeatConfig) else None


async def receive(
    monitor: Monitor, kind: SignalKind, *, exit_code: int | None = None, body: str = ""
) -> HeartbeatSignal:
    """Keep a signal of the monitor's job; one that ended with another exit code than 0 has failed.

    The end of a run gets its time since the start that was signalled last, if no other run has ended since. Of
    `body`, MAX_BODY_CHARACTERS are kept. Raises InvalidInput for an exit code out of range, NotFound when the monitor
    was deleted meanwhile.
    """
    if exit_code is not None and exit_code not in EXIT_CODES:
        raise InvalidInput(
            f"exit_code must be a whole number from {EXIT_CODES[0]} to {EXIT_CODES[-1]}; got {exit_code}", "exit_code"
        )
    if kind is SignalKind.SUCCESS and exit_code:
        kind = SignalKind.FAIL
    now = clock.timestamp()
    try:
        async with transaction():
            return await HeartbeatSignal.create(
                monitor_id=monitor.id,
                kind=kind,
                received_at=now,
                duration_ms=await _run_time(monitor.id, now) if kind in {SignalKind.SUCCESS, SignalKind.FAIL} else None,
                exit_code=exit_code,
                body=body.replace("\0", "")[:MAX_BODY_CHARACTERS] or None,
            )
    except IntegrityError:
        raise NotFound(_NOT_FOUND, "tag") from None


async def _run_time(monitor_id: int, now: int) -> float | None:
    """Return the milliseconds (to the second) since the run began that ends now; None if no start was signalled."""
    signals = HeartbeatSignal.filter(monitor_id=monitor_id).exclude(kind=SignalKind.LOG)
    newest = await signals.order_by("-received_at", "-id").first()
    if newest is None or newest.kind != SignalKind.START:
        return None
    started: int = newest.received_at
    return max(0.0, (now - started) * 1000.0)


async def signals_of(monitors: Sequence[Monitor]) -> dict[int, Signals]:
    """Return the signals of those that are heartbeat monitors, by id, in one statement."""
    ids = [monitor.id for monitor in monitors if monitor.monitor_type is MonitorType.HEARTBEAT]
    return await heartbeat_signals.latest(ids) if ids else {}
