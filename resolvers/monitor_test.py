"""Testing a monitor now: a worker runs its check once, and nothing is stored."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from core import queue, sealing
from core.errors import InvalidInput, Unavailable
from core.principal import Access, Principal
from models import check_config
from models.enums import MonitorType, SampleType, Status
from models.observation import Observation
from resolvers import monitors

JOB = "test_monitor"
# Who waits for a test waits no longer than this, whatever timeout the check has.
LONGEST_SECONDS = 60
_ANSWER_SECONDS = LONGEST_SECONDS + 5
_WITHOUT_CHECK = {
    MonitorType.GROUP: "its status comes from its members",
    MonitorType.HEARTBEAT: "it waits for signals",
    MonitorType.NONE: "its samples are pushed",
}


async def of_monitor(principal: Principal, tag: str) -> Observation:
    """Return what the check of a monitor sees now.

    Raises NotFound, InvalidInput for a monitor that has no check to run, and Unavailable when no worker can run it.
    """
    principal.require(Access.WRITE)
    monitor = await monitors.get(principal, tag)
    return await _ask(monitor.monitor_type, monitor.type_data, "tag")


async def of_configuration(
    principal: Principal, monitor_type: MonitorType, type_data: Mapping[str, object]
) -> Observation:
    """Return what a monitor of this configuration, which is not stored, would see now.

    Raises InvalidInput naming the first field that is wrong, and what `of_monitor` raises.
    """
    principal.require(Access.WRITE)
    return await _ask(monitor_type, type_data, "monitor_type")


async def _ask(monitor_type: MonitorType, type_data: Mapping[str, object], field: str) -> Observation:
    check_config.read(monitor_type, type_data)
    if reason := _WITHOUT_CHECK.get(monitor_type):
        raise InvalidInput(f"A monitor of type {monitor_type} has no check that could be run now: {reason}", field)
    worker = queue.current()
    if not await worker.has_worker():
        raise Unavailable("No worker is running that could test the monitor; start one, and try again")
    answer = await worker.ask(JOB, written(monitor_type, type_data), timeout_seconds=_ANSWER_SECONDS)
    if "fault" in answer:
        raise Unavailable(str(answer["fault"]))
    return _observation(answer)


def written(monitor_type: MonitorType, type_data: Mapping[str, object]) -> str:
    """Return the argument of the job: sealed, because a configuration holds secrets."""
    return sealing.seal(json.dumps([monitor_type, dict(type_data)]).encode())


def read(argument: str) -> tuple[MonitorType, dict[str, object]]:
    """Return what `written` was given; raises BrokenSealError when the asker has another key."""
    monitor_type, type_data = json.loads(sealing.unseal(argument))
    return MonitorType(monitor_type), type_data


def answer_of(observation: Observation) -> dict[str, Any]:
    """Return the job's answer as JSON."""
    return asdict(observation)


def _observation(answer: Mapping[str, Any]) -> Observation:
    return Observation(**{**answer, "status": Status(answer["status"]), "type": SampleType(answer["type"])})
