"""The overall status of a set of monitors: the worst of theirs."""

import pytest

from core.principal import PUBLIC, SYSTEM
from models.enums import Activity, SampleType, Status
from models.samples import Sample, overwrite
from resolvers import monitors, overall_status, pages
from resolvers.monitors import NewMonitor
from resolvers.overall_status import SetFilter, worst
from resolvers.pages import NewPage
from tests.conftest import START


@pytest.mark.parametrize(
    ("statuses", "overall"),
    [
        ((), Status.NO_DATA),
        ((Status.NO_DATA,), Status.NO_DATA),
        ((Status.NO_DATA, Status.UP), Status.UP),
        ((Status.UP, Status.MAINTENANCE), Status.MAINTENANCE),
        ((Status.MAINTENANCE, Status.DEGRADED, Status.UP), Status.DEGRADED),
        (tuple(Status), Status.DOWN),
    ],
)
def test_the_worst_status_wins(statuses: tuple[Status, ...], overall: Status) -> None:
    assert worst(statuses) is overall


@pytest.fixture
async def world(db, now) -> None:
    """Monitors of every status: those in category `a` are on the page."""
    for tag, status, more in (
        ("up", Status.UP, {"category_name": "a"}),
        ("slow", Status.DEGRADED, {"category_name": "b"}),
        ("hidden", Status.DOWN, {"category_name": "a", "is_hidden": True}),
        ("aside", Status.DOWN, {"category_name": "a", "status": Activity.INACTIVE}),
    ):
        monitor = await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag, **more))
        await overwrite([Sample(monitor.id, START, status, None, SampleType.REALTIME)])
    await monitors.create(SYSTEM, NewMonitor(tag="new", name="new", category_name="c"))
    await pages.create(SYSTEM, NewPage(path="p", title="P", header="P", monitors=["up", "hidden", "aside"]))


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("wanted", "public", "private"),
    [
        (SetFilter(), Status.DEGRADED, Status.DOWN),
        (SetFilter(tags=["up"]), Status.UP, Status.UP),
        (SetFilter(tags=["up", "slow", "Nobody\0"]), Status.DEGRADED, Status.DEGRADED),
        (SetFilter(tags=[]), Status.NO_DATA, Status.NO_DATA),
        (SetFilter(tags=["hidden"]), Status.NO_DATA, Status.DOWN),
        (SetFilter(tags=["aside"]), Status.NO_DATA, Status.NO_DATA),
        (SetFilter(category_names=["a"]), Status.UP, Status.DOWN),
        (SetFilter(category_names=["a", "b"]), Status.DEGRADED, Status.DOWN),
        (SetFilter(category_names=["c"]), Status.NO_DATA, Status.NO_DATA),
        (SetFilter(page_path="p"), Status.UP, Status.DOWN),
        (SetFilter(page_path="p", category_names=["b"]), Status.NO_DATA, Status.NO_DATA),
        (SetFilter(page_path="nowhere\0"), Status.NO_DATA, Status.NO_DATA),
        (SetFilter(page_path="~home"), Status.NO_DATA, Status.NO_DATA),
    ],
)
async def test_what_is_asked_for_and_may_be_seen_counts(wanted: SetFilter, public: Status, private: Status) -> None:
    assert await overall_status.find(PUBLIC, wanted) is public
    assert await overall_status.find(SYSTEM, wanted) is private
