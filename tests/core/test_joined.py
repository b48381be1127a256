import asyncio

import pytest

from core.joined import Joined


class Looks:
    """Finds the number of the look, once it is let."""

    def __init__(self) -> None:
        self.begun = 0
        self.let = asyncio.Event()

    async def look(self) -> int:
        self.begun += 1
        mine = self.begun
        await self.let.wait()
        return mine


async def turn() -> None:
    """Let every task go as far as it can."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_who_asks_during_a_look_gets_the_next_one_and_shares_it():
    looks = Looks()
    joined = Joined(looks.look)
    first = asyncio.create_task(joined.ask())
    await turn()
    later = [asyncio.create_task(joined.ask()) for _ in range(5)]
    await turn()

    looks.let.set()

    assert await first == 1
    assert await asyncio.gather(*later) == [2] * 5
    assert looks.begun == 2


async def test_who_asks_after_a_look_gets_one_of_their_own():
    looks = Looks()
    looks.let.set()
    joined = Joined(looks.look)

    assert [await joined.ask() for _ in range(3)] == [1, 2, 3]


async def test_who_gives_up_takes_nothing_from_the_others():
    looks = Looks()
    joined = Joined(looks.look)
    impatient, patient = asyncio.create_task(joined.ask()), asyncio.create_task(joined.ask())
    await turn()

    impatient.cancel()
    looks.let.set()

    assert await patient == 1


async def test_a_look_that_fails_fails_for_all_who_shared_it_and_for_nobody_else():
    errors = iter([OSError("gone"), None])

    async def look() -> str:
        if error := next(errors):
            raise error
        return "found"

    joined = Joined(look)

    failed = await asyncio.gather(joined.ask(), joined.ask(), return_exceptions=True)

    assert [str(error) for error in failed] == ["gone", "gone"]
    assert await joined.ask() == "found"


async def test_a_loop_that_ended_during_a_look_does_not_hold_up_the_next_one():
    looks = Looks()
    joined = Joined(looks.look)
    asking = asyncio.create_task(joined.ask())
    await turn()
    joined._looking.cancel()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await turn()
    looks.let.set()

    assert await joined.ask() == 2
