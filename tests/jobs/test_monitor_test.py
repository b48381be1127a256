import asyncio

import pytest

from core import sealing
from jobs import monitor_test
from jobs.checks.context import CheckContext
from models.enums import MonitorType, Status
from models.observation import Observation
from resolvers import monitor_test as asked
from tests.conftest import START

CONTEXT = CheckContext(http=None, network=None, tls=None, secrets=str, snippets=None, databases=None, minute=0)
SHOP = {"url": "http://shop/"}
pytestmark = pytest.mark.usefixtures("now")


@pytest.fixture(autouse=True)
def key():
    sealing.use_key(b"a key that only tests use, nobody else")


@pytest.fixture
def checked(monkeypatch):
    """Lets the check answer what the test puts here; what it was asked is kept."""
    plan: dict[str, object] = {}

    async def run_check(monitor_type, config, context: CheckContext) -> Observation:
        plan["asked"] = (monitor_type, config.url, context.minute)
        if isinstance(plan["answer"], Exception):
            raise plan["answer"]
        if isinstance(plan["answer"], asyncio.Event):
            try:
                await plan["answer"].wait()
            except asyncio.CancelledError:
                plan["cancelled"] = True
                raise
        return plan["answer"]

    monkeypatch.setattr(monitor_test, "run_check", run_check)
    return plan


async def test_the_answer_is_what_the_check_saw_this_minute(checked):
    checked["answer"] = Observation(Status.DEGRADED, latency=12.5, message="slow")

    answer = await monitor_test.run(CONTEXT, asked.written(MonitorType.API, SHOP))

    assert answer == {
        "status": "DEGRADED",
        "type": "REALTIME",
        "latency": 12.5,
        "message": "slow",
        "is_evidence": True,
    }
    assert checked["asked"] == (MonitorType.API, "http://shop/", START)


async def test_a_fault_of_ours_is_no_observation_and_tells_nothing(checked):
    checked["answer"] = RuntimeError("postgres://user:password@db")

    answer = await monitor_test.run(CONTEXT, asked.written(MonitorType.API, SHOP))

    assert answer == {
        "fault": "The check could not be run, by a fault that is not its target's; the worker's log says more"
    }


async def test_a_check_that_takes_too_long_is_ended(checked, monkeypatch):
    monkeypatch.setattr(asked, "LONGEST_SECONDS", 0)
    checked["answer"] = asyncio.Event()

    answer = await monitor_test.run(CONTEXT, asked.written(MonitorType.API, SHOP))
    await asyncio.sleep(0)

    assert (answer["status"], answer["type"]) == ("DOWN", "TIMEOUT")
    assert answer["message"] == "No result within 0 s; a test waits no longer"
    assert checked["cancelled"] is True


async def test_a_question_sealed_with_another_key_is_not_answered(checked):
    argument = asked.written(MonitorType.API, SHOP)
    sealing.use_key(b"another key")

    answer = await monitor_test.run(CONTEXT, argument)

    assert answer == {"fault": "The worker has another HELIOGRAPH_SECRET_KEY than this process; all must have the same"}
    assert "asked" not in checked
