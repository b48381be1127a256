"""Every recorded request of v4's clients gets the answer that they know."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from core import clock
from core.principal import SYSTEM
from core.settings import Settings
from models.enums import Activity, Scope
from resolvers import api_keys
from rest_compat import app
from tests.contract.replay import Replay

_STEPS = json.loads((Path(__file__).parent / "v4_conformance.json").read_text())["steps"]
# Later than every date in the recording that lies in its past, and in the middle of an hour.
_RECORDED_AT = 1_790_001_000


@pytest.fixture
def recording_time(now: clock.ManualClock) -> None:
    now.move_to(_RECORDED_AT)


@pytest.fixture
async def replay(db: Settings, recording_time: None) -> AsyncIterator[Replay]:
    key = await api_keys.create(SYSTEM, name="contract", scope=Scope.WRITE)
    inactive = await api_keys.create(SYSTEM, name="inactive", scope=Scope.WRITE)
    await api_keys.set_status(SYSTEM, inactive.key.id, Activity.INACTIVE)
    transport = httpx.ASGITransport(app.answer)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:3000") as client:
        yield Replay(client, key=key.secret, inactive_key=inactive.secret)


async def test_every_recorded_request_gets_the_recorded_answer(replay: Replay) -> None:
    differing = [_report(step, found) for step in _STEPS if (found := await replay.play(step))]

    assert not differing, f"{len(differing)} of {len(_STEPS)} steps differ:\n" + "\n".join(differing)


def _report(step: dict[str, Any], differences: list[str]) -> str:
    more = [f"... and {len(differences) - 3} more"] if len(differences) > 3 else []
    request = f"{step['method']} {step['path'][:100]}{'?' + step['query'] if step.get('query') else ''}"
    return "\n    ".join([f"{step['name']}: {request}", *differences[:3], *more])
