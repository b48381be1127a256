import asyncio

import pytest

from core.principal import PUBLIC, Principal
from schema.loading import by_id


class Somebody:
    async def principal(self) -> Principal:
        return PUBLIC


async def test_keys_that_are_asked_for_at_once_are_looked_for_together():
    asked = []

    async def find(_principal, ids):
        asked.append(list(ids))
        return {number: f"row {number}" for number in ids if number < 3}

    loader = by_id(Somebody(), find)

    assert await loader.load_many([1, 2, 3, 1]) == ["row 1", "row 2", None, "row 1"]
    assert asked == [[1, 2, 3]]


async def test_who_gives_up_takes_nothing_from_others_that_wait_for_the_same():
    found = asyncio.Event()

    async def find(_principal, ids):
        await found.wait()
        return dict.fromkeys(ids, "row")

    loader = by_id(Somebody(), find)
    impatient, patient = (asyncio.ensure_future(loader.load(1)) for _ in range(2))
    await asyncio.sleep(0)

    impatient.cancel()
    found.set()

    assert await patient == "row"
    with pytest.raises(asyncio.CancelledError):
        await impatient
