import asyncio
import random
from asyncio.subprocess import Process

import pytest

from server import keeper, processes
from server.keeper import Keeper, pause_seconds


@pytest.mark.parametrize(
    ("failures", "shortest", "longest"),
    [(1, 0.5, 1), (2, 1, 2), (3, 2, 4), (5, 8, 16), (6, 15, 30), (7, 15, 30), (5000, 15, 30)],
)
def test_the_pause_doubles_up_to_half_a_minute_and_its_upper_half_is_random(
    failures: int, shortest: float, longest: float
) -> None:
    chance = random.Random(7)
    pauses = [pause_seconds(failures, chance) for _ in range(200)]
    assert shortest <= min(pauses) < shortest * 1.1
    assert longest * 0.9 < max(pauses) <= longest


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "_FIRST_PAUSE_SECONDS", 0.001)


async def test_a_child_that_ends_is_started_again_and_both_are_told(no_pause: None) -> None:
    told: list[tuple[bool, int, str | None]] = []
    done = asyncio.Event()
    starts = iter(("exit 3", "kill -9 $$", "cat"))

    async def start() -> Process:
        return await processes.start("sh", "-c", next(starts))

    def changed(kept: Keeper) -> None:
        told.append((kept.pid is not None, kept.restarts, kept.last_exit))
        if kept.restarts == 2:
            done.set()

    kept = Keeper("child", start)
    await kept.start()
    kept.keep(changed)
    await asyncio.wait_for(done.wait(), 30)
    await kept.stop()

    assert told == [
        (False, 0, "exit code 3"),
        (True, 1, "exit code 3"),
        (False, 1, "SIGKILL"),
        (True, 2, "SIGKILL"),
    ]
    assert kept.pid is None


async def test_a_start_that_fails_is_tried_again(no_pause: None) -> None:
    done = asyncio.Event()
    commands = iter(("true", "/no/such/program", "cat"))

    async def start() -> Process:
        return await processes.start(next(commands))

    kept = Keeper("child", start)
    await kept.start()
    kept.keep(lambda kept: done.set() if kept.restarts == 2 else None)
    await asyncio.wait_for(done.wait(), 30)

    assert "No such file" in kept.last_exit
    await kept.stop()
