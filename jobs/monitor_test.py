"""Tests of a monitor that somebody waits for: the check runs once, and what it saw is the job's answer."""

import asyncio
from dataclasses import replace
from typing import Any

from core import clock
from core.logging import logger
from core.sealing import BrokenSealError
from jobs.checks import run_check
from jobs.checks.context import CheckContext
from models import check_config, observation
from resolvers import monitor_test

_OTHER_KEY = "The worker has another HELIOGRAPH_SECRET_KEY than this process; all must have the same"
_FAULT = "The check could not be run, by a fault that is not its target's; the worker's log says more"
_log = logger(__name__)


async def run(context: CheckContext, argument: str) -> dict[str, Any]:
    """Run the check that `resolvers.monitor_test` asks for; returns its observation, or the `fault` that kept it."""
    try:
        monitor_type, type_data = monitor_test.read(argument)
    except BrokenSealError:
        return {"fault": _OTHER_KEY}
    config = check_config.read(monitor_type, type_data)
    check = asyncio.create_task(run_check(monitor_type, config, replace(context, minute=clock.current_minute())))
    try:
        await asyncio.wait([check], timeout=monitor_test.LONGEST_SECONDS)
        if not check.done():
            seen = observation.timed_out(f"No result within {monitor_test.LONGEST_SECONDS} s; a test waits no longer")
        elif error := check.exception():
            _log.error("monitor_test_broke", type=monitor_type, exc_info=error)
            return {"fault": _FAULT}
        else:
            seen = check.result()
    finally:
        check.cancel()
    return monitor_test.answer_of(seen)
