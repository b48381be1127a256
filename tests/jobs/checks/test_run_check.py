"""What all checks have in common: their longest time, and what is no evidence."""

import asyncio
from types import MappingProxyType

import pytest

from core.network import Refused
from jobs import checks
from jobs.checks import run_check
from models.check_config import read
from models.enums import MonitorType, SampleType, Status

CONFIG = read(MonitorType.NONE, {})


@pytest.fixture
def doing(monkeypatch):
    """Let the check of NONE monitors do what the test says."""

    def make(what):
        async def check(_config, _context):
            return await what()

        monkeypatch.setattr(checks, "CHECKS", MappingProxyType({MonitorType.NONE: check}))

    return make


async def test_a_check_that_outlasts_its_minute_is_timed_out(context, doing, monkeypatch):
    monkeypatch.setattr(checks, "_LONGEST_SECONDS", 0.05)
    doing(asyncio.Event().wait)

    seen = await run_check(MonitorType.NONE, CONFIG, context)

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.TIMEOUT)
    assert seen.message == "No result within 0.05 s, the longest that a check may take"


@pytest.mark.parametrize("fault", [TimeoutError, OSError, AttributeError, KeyError])
async def test_what_a_check_does_not_expect_is_raised(context, doing, fault):
    async def fail():
        raise fault

    doing(fail)

    with pytest.raises(fault):
        await run_check(MonitorType.NONE, CONFIG, context)


async def test_a_refusal_is_no_evidence(context, doing):
    async def refuse():
        raise Refused("no way")

    doing(refuse)

    seen = await run_check(MonitorType.NONE, CONFIG, context)

    assert (seen.status, seen.type, seen.message, seen.is_evidence) == (Status.DOWN, SampleType.ERROR, "no way", False)


def test_every_type_but_group_has_a_check():
    assert set(MonitorType) - set(checks.CHECKS) <= {MonitorType.GROUP}
