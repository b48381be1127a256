"""What the recorded requests do not show of monitors."""

from typing import Any

import httpx
import pytest

from models.monitor import MonitorClock
from tests.conftest import START


async def _monitor(client: httpx.AsyncClient, tag: str, **fields: Any) -> None:
    answer = await client.post("/monitors", json={"tag": tag, "name": tag, **fields})
    assert answer.status_code == 201, answer.text


def _members(*tags: str) -> dict[str, Any]:
    return {"monitors": [{"tag": tag, "weight": 1 / len(tags)} for tag in tags]}


@pytest.mark.parametrize(
    ("members", "message"),
    [
        (_members("one", "nope"), "Monitor with tag 'nope' not found"),
        (_members("one", "group"), "type_data.monitors must not hold the group 'group' itself"),
        (_members("one", "other"), "type_data.monitors must not hold groups, but 'other' is one"),
        (_members("one", "ünï"), "Monitor with tag 'ünï' not found"),
    ],
)
async def test_a_group_takes_only_monitors_that_exist_and_are_no_groups(
    client: httpx.AsyncClient, members: dict[str, Any], message: str
) -> None:
    await _monitor(client, "one")
    await _monitor(client, "group", monitor_type="GROUP")
    await _monitor(client, "other", monitor_type="GROUP")

    answer = await client.patch("/monitors/group", json={"type_data": members})

    assert (answer.status_code, answer.json()["error"]["message"]) == (400, message)
    assert (await client.get("/monitors/group")).json()["monitor"]["type_data"] == {}


async def test_a_member_of_a_group_can_not_become_a_group(client: httpx.AsyncClient) -> None:
    await _monitor(client, "one")
    await _monitor(client, "group", monitor_type="GROUP", type_data=_members("one"))

    answer = await client.patch("/monitors/one", json={"monitor_type": "GROUP"})

    assert answer.status_code == 400
    assert (await client.get("/monitors/one")).json()["monitor"]["monitor_type"] == "API"


async def test_a_group_that_loses_all_but_one_member_becomes_inactive(client: httpx.AsyncClient) -> None:
    await _monitor(client, "one")
    await _monitor(client, "two")
    await _monitor(client, "group", monitor_type="GROUP", type_data={**_members("one", "two"), "note": "kept"})

    await client.delete("/monitors/one")

    group = (await client.get("/monitors/group")).json()["monitor"]
    assert group["status"] == "INACTIVE"
    assert group["type_data"] == {"monitors": [{"tag": "two", "weight": 1}], "note": "kept"}


async def test_a_changed_cron_is_due_from_now(client: httpx.AsyncClient) -> None:
    await _monitor(client, "one", cron="0 0 1 1 *")

    await client.patch("/monitors/one", json={"cron": "*/5 * * * *"})

    assert (await MonitorClock.get(monitor__tag="one")).next_due == START + 300


async def test_a_change_of_the_name_leaves_the_schedule_alone(client: httpx.AsyncClient) -> None:
    await _monitor(client, "one", cron="* * * * *")
    await MonitorClock.filter(monitor__tag="one").update(next_due=START - 60)

    await client.patch("/monitors/one", json={"name": "Other"})

    assert (await MonitorClock.get(monitor__tag="one")).next_due == START - 60


async def test_the_type_alone_can_not_be_changed_to_one_that_the_configuration_does_not_fit(
    client: httpx.AsyncClient,
) -> None:
    await _monitor(client, "one", monitor_type="NONE", type_data={"url": 5})

    answer = await client.patch("/monitors/one", json={"monitor_type": "API"})

    assert answer.status_code == 400
    assert (await client.get("/monitors/one")).json()["monitor"]["monitor_type"] == "NONE"


@pytest.mark.parametrize("field", ["monitor_type", "status", "is_hidden", "include_degraded_in_downtime", "name"])
async def test_null_does_not_replace_what_a_monitor_always_has(client: httpx.AsyncClient, field: str) -> None:
    await _monitor(client, "one")

    answer = await client.patch("/monitors/one", json={field: None})

    assert answer.status_code == 400


async def test_a_cron_as_long_as_a_book_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/monitors", json={"tag": "a", "name": "A", "cron": "1," * 100_000 + "1 * * * *"})

    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == "cron must have at most 1000 characters; got 200009"


async def test_a_category_that_can_not_be_is_refused(client: httpx.AsyncClient) -> None:
    assert (await client.get("/monitors?category_name=%00")).status_code == 400
