"""Single samples of many monitors."""

import pytest

from models import samples
from models.database import transaction
from models.enums import SampleType, Status
from models.monitor import Monitor
from models.samples import Sample

NOON = 1_736_164_800
QUARTER_HOUR = 900


@pytest.fixture
async def shop(db) -> int:
    return (await Monitor.create(tag="shop", name="Shop")).id


def said(monitor_id: int, minute: int) -> Sample:
    return Sample(monitor_id, minute, Status.DEGRADED, 5.0, SampleType.MANUAL)


def seen(monitor_id: int, minute: int) -> Sample:
    return Sample(monitor_id, minute, Status.UP, 5.0, SampleType.REALTIME)


async def test_the_last_that_people_set_is_found_among_all_others(shop):
    other = (await Monitor.create(tag="other", name="Other")).id
    await samples.overwrite([said(shop, NOON), said(shop, NOON + 60), said(other, NOON + 86_400)])
    await samples.record([seen(shop, NOON + minute) for minute in range(120, 86_400, 600)])

    found = await samples.last_manual([shop, other], NOON + 90_000)

    assert found == {shop: said(shop, NOON + 60), other: said(other, NOON + 86_400)}


@pytest.mark.parametrize("between", [120, QUARTER_HOUR, 86_400], ids=["quarter hour", "next", "day"])
async def test_what_was_set_for_later_is_not_yet_found(shop, between):
    later = NOON + QUARTER_HOUR - 60
    await samples.overwrite([said(shop, later - between), *(said(shop, later + 60 * number) for number in range(60))])

    assert await samples.last_manual([shop], later) == {shop: said(shop, later - between)}
    assert await samples.last_manual([shop], later + 60) == {shop: said(shop, later)}
    assert await samples.last_manual([shop], later - between) == {}


async def test_what_was_set_and_then_removed_or_overwritten_is_not_found(shop):
    await samples.overwrite([said(shop, NOON), said(shop, NOON + 3600), said(shop, NOON + 7200)])
    await samples.delete_range(shop, NOON + 7200, NOON + 7260)
    await samples.overwrite([seen(shop, NOON + 3600)])

    assert await samples.last_manual([shop], NOON + 10_000) == {shop: said(shop, NOON)}


async def test_what_retention_has_removed_is_not_found(shop):
    await samples.overwrite([said(shop, NOON), seen(shop, NOON + 3600)])
    async with transaction() as connection:
        await samples.freeze_before(NOON + 1800)
        await connection.execute_query(f"DELETE FROM sample WHERE minute < {NOON + 1800}")

    assert await samples.last_manual([shop], NOON + 10_000) == {}


async def test_a_range_of_a_month_is_searched_from_its_end(shop):
    await samples.overwrite_range(said(shop, NOON), NOON + 30 * 86_400)

    last = await samples.last_manual([shop], NOON + 40 * 86_400)

    assert last == {shop: said(shop, NOON + 30 * 86_400)}
