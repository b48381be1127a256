"""What the recorded requests do not show of monitoring data."""

from typing import Any

import httpx
import pytest

from core import clock
from models import samples
from models.enums import SampleType, Status
from models.monitor import Monitor
from models.samples import Sample
from tests.conftest import START


@pytest.fixture
async def monitor(client: httpx.AsyncClient) -> Monitor:
    await client.post("/monitors", json={"tag": "one", "name": "One", "default_status": "DEGRADED"})
    return await Monitor.get(tag="one")


def _edit(**fields: Any) -> dict[str, Any]:
    return {"start_ts": START, "end_ts": START + 60, "status": "UP", "latency": 1, **fields}


async def test_with_a_deviation_the_latencies_lie_around_what_was_given(
    client: httpx.AsyncClient, monitor: Monitor
) -> None:
    await client.patch("/monitors/one/data", json=_edit(end_ts=START + 6000, latency=5, deviation=10))

    answer = await client.get(f"/monitors/one/data?start_ts={START}&end_ts={START + 6060}")

    latencies = [point["latency"] for point in answer.json()["data"]]
    assert len(latencies) == 101
    assert min(latencies) == 0
    assert 5 < max(latencies) <= 15


@pytest.mark.parametrize(
    "fields",
    [
        {"start_ts": 10**30},
        {"end_ts": 10**17},
        {"start_ts": -(10**17)},
        {"start_ts": 1e300},
        {"start_ts": START + 60},
        {"start_ts": START + 61},
        {"end_ts": START + 367 * 86_400},
        {"latency": 10**30},
        {"latency": -0.5},
        {"deviation": True},
        {"status": {"a": 1}},
    ],
)
async def test_an_edit_that_makes_no_sense_writes_nothing(
    client: httpx.AsyncClient, monitor: Monitor, fields: dict[str, Any]
) -> None:
    answer = await client.patch("/monitors/one/data", json=_edit(**fields))

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "BAD_REQUEST")
    assert await samples.newest_before(monitor.id, 2**60, start=-(2**60), limit=1) == []


@pytest.mark.parametrize("timestamp", ["9" * 18, "-" + "9" * 18, "9" * 400, "1e5", "0x10", "1abc", "٣", "%20", "1_0"])
async def test_a_timestamp_that_is_none_is_refused(client: httpx.AsyncClient, monitor: Monitor, timestamp: str) -> None:
    assert (await client.get(f"/monitors/one/data/{timestamp}")).status_code == 400
    assert (await client.patch(f"/monitors/one/data/{timestamp}", json={})).status_code == 400


async def test_a_range_may_be_wider_than_time_itself(client: httpx.AsyncClient, monitor: Monitor) -> None:
    await client.patch(f"/monitors/one/data/{START}", json={"status": "UP"})

    answer = await client.get(f"/monitors/one/data?start_ts=-{'9' * 18}&end_ts={'9' * 18}")

    assert [point["timestamp"] for point in answer.json()["data"]] == [START]


async def test_clients_that_count_seconds_in_floats_are_understood(client: httpx.AsyncClient, monitor: Monitor) -> None:
    await client.patch(f"/monitors/one/data/{START}.75", json={"status": "UP"})

    answer = await client.get(f"/monitors/one/data?start_ts={START}.25&end_ts={START + 60}.5")

    assert [point["timestamp"] for point in answer.json()["data"]] == [START]


async def test_an_empty_minute_takes_the_default_status_of_the_monitor(
    client: httpx.AsyncClient, monitor: Monitor
) -> None:
    answer = await client.patch(f"/monitors/one/data/{START + 59}", json={})

    assert answer.json() == {
        "data": {"monitor_tag": "one", "timestamp": START, "status": "DEGRADED", "latency": 0, "type": "MANUAL"}
    }


async def test_an_edited_point_forgets_what_the_check_said_of_it(client: httpx.AsyncClient, monitor: Monitor) -> None:
    await samples.record([Sample(monitor.id, START, Status.DOWN, 7.5, SampleType.ERROR, "connection refused")])

    await client.patch(f"/monitors/one/data/{START}", json={"status": "UP"})

    assert await samples.at(monitor.id, START) == Sample(monitor.id, START, Status.UP, 7.5, SampleType.MANUAL)


async def test_a_monitor_that_is_deleted_takes_its_data_along(client: httpx.AsyncClient, monitor: Monitor) -> None:
    await client.patch("/monitors/one/data", json=_edit())

    await client.delete("/monitors/one")

    assert await samples.within(monitor.id, START, START + clock.MINUTE) == []
