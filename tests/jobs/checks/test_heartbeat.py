"""The checks that look at nothing outside: HEARTBEAT goes by the job's signals, NONE by nothing."""

from dataclasses import replace

import pytest

from jobs.checks import run_check
from models.check_config import read
from models.enums import MonitorType, SampleType, SignalKind, Status
from models.observation import Observation
from models.signals import Signal, Signals

NOON = 1_700_000_040


async def check(context, *, outcome=None, first=None, **type_data):
    document = {"secretString": "s", "degradedRemainingMinutes": 5, "downRemainingMinutes": 10, **type_data}
    context = replace(context, minute=NOON, signals=Signals(outcome, first or outcome))
    return await run_check(MonitorType.HEARTBEAT, read(MonitorType.HEARTBEAT, document), context)


@pytest.mark.parametrize(
    ("seconds", "status", "message"),
    [
        (-2, Status.UP, None),
        (0, Status.UP, None),
        (300, Status.UP, None),
        (301, Status.DEGRADED, "No signal for 5 minutes"),
        (600, Status.DEGRADED, "No signal for 10 minutes"),
        (601, Status.DOWN, "No signal for 10 minutes"),
        (86_400, Status.DOWN, "No signal for 1440 minutes"),
    ],
)
async def test_the_minutes_since_the_last_success_decide(context, seconds, status, message):
    seen = await check(context, outcome=Signal(SignalKind.SUCCESS, NOON - seconds, 1500.0))

    assert seen == Observation(status, SampleType.REALTIME, 1500.0, message)


async def test_a_job_that_never_signalled_says_nothing(context):
    assert await check(context) == Observation(Status.NO_DATA)


@pytest.mark.parametrize(
    ("code", "body", "message"),
    [
        (None, None, "The job failed"),
        (3, None, "The job failed with exit code 3"),
        (1, "\ndisk full\nmore", "The job failed with exit code 1: disk full"),
        (None, "x" * 300, "The job failed: " + "x" * 184),
    ],
)
async def test_a_failure_that_no_success_followed_is_down_with_its_message(context, code, body, message):
    seen = await check(context, outcome=Signal(SignalKind.FAIL, NOON - 1, 20.0, code, body))

    assert seen == Observation(Status.DOWN, SampleType.REALTIME, 20.0, message)


@pytest.mark.parametrize(
    ("minutes", "status", "message"),
    [
        (4, Status.NO_DATA, None),
        (6, Status.DEGRADED, "No run has ended for 6 minutes"),
        (11, Status.DOWN, "No run has ended for 11 minutes"),
    ],
)
async def test_a_first_run_that_does_not_end_is_late_one_day(context, minutes, status, message):
    seen = await check(context, first=Signal(SignalKind.START, NOON - minutes * 60))

    assert (seen.status, seen.message) == (status, message)


async def test_a_heartbeat_without_a_secret_is_named(context):
    assert (await check(context, secretString="")).message == "type_data.secretString is not set"


@pytest.mark.parametrize("override", [True, False])
async def test_a_monitor_without_a_check_says_nothing(context, override):
    config = read(MonitorType.NONE, {"overrideWithLastKnownStatus": override})

    assert await run_check(MonitorType.NONE, config, context) == Observation(Status.NO_DATA)
