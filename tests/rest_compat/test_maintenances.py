"""Maintenances and their events over REST v4: what the recorded requests do not ask."""

from typing import Any

import httpx
import pytest

MAINTENANCE = {"title": "Upgrade", "start_date_time": 4_102_444_800, "rrule": "FREQ=DAILY", "duration_seconds": 60}


async def create(client: httpx.AsyncClient, **fields: Any) -> httpx.Response:
    return await client.post("/maintenances", json={**MAINTENANCE, **fields})


@pytest.mark.parametrize("written", ["0", "-1", "abc", "1abc", "1.0", "99999999999999999999", "9" * 5000, "%00", "%2e"])
async def test_an_id_that_can_not_exist_is_not_found(client: httpx.AsyncClient, written: str) -> None:
    created = (await create(client)).json()["maintenance"]

    for path in (written, f"{written}/events", f"{written}/events/1", f"{created['id']}/events/{written}"):
        assert (await client.get(f"/maintenances/{path}")).status_code == 404


@pytest.mark.parametrize(
    ("query", "page", "limit"),
    [
        ({"page": "0", "limit": "0"}, 1, 20),
        ({"page": "-3", "limit": "-3"}, 1, 1),
        ({"page": "1.5", "limit": "7abc"}, 1, 7),
        ({"page": "1e9", "limit": " 3 "}, 1, 3),
        ({"page": "\0", "limit": "1000"}, 1, 100),
        ({"page": "999999999999999", "limit": "100"}, 999_999_999_999_999, 100),
    ],
)
async def test_paging_never_fails(client: httpx.AsyncClient, query: dict[str, str], page: int, limit: int) -> None:
    created = (await create(client)).json()["maintenance"]

    for path in ("events", f"{created['id']}/events"):
        answered = (await client.get(f"/maintenances/{path}", params=query)).json()
        assert (answered["page"], answered["limit"], len(answered["events"])) == (page, limit, int(page == 1))


@pytest.mark.parametrize(
    "query",
    [
        {"event_status": "nonsense"},
        {"event_start_date_time": "999999999999999999999x" * 100, "maintenance_id": "\0"},
        {"monitors": "\0,😀", "event_start_date_time": "-1"},
        {"maintenance_id": "999999999999999999"},
    ],
)
async def test_no_filter_fails(client: httpx.AsyncClient, query: dict[str, str]) -> None:
    await create(client)

    assert (await client.get("/maintenances/events", params=query)).status_code == 200


async def test_an_event_shows_its_status_and_its_maintenance_in_both_manners(client: httpx.AsyncClient) -> None:
    created = (await create(client)).json()["maintenance"]

    (event,) = (await client.get("/maintenances/events")).json()["events"]

    assert (event["id"], event["start_date_time"], event["end_date_time"], event["status"]) == (
        event["event_id"],
        event["event_start_date_time"],
        event["event_end_date_time"],
        event["event_status"],
    )
    assert event["maintenance"] == created
    shown = (await client.get(f"/maintenances/{created['id']}/events/{event['id']}")).json()["event"]
    assert (shown["status"], shown["event_status"]) == ("SCHEDULED", "SCHEDULED")


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"rrule": "FREQ=SECONDLY;BYMONTH=13"}, "rrule"),
        ({"rrule": "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"}, "rrule"),
        ({"rrule": "FREQ=DAILY\0"}, "rrule"),
        ({"title": "\0"}, "title"),
        ({"start_date_time": True}, "start_date_time"),
        ({"start_date_time": 1e300}, "start_date_time"),
        ({"duration_seconds": 2**63}, "duration_seconds"),
        ({"duration_seconds": 1.5}, "duration_seconds"),
        ({"description": []}, "description"),
        ({"monitors": [[]]}, "monitor_tag"),
        ({"monitors": [{"monitor_tag": 5}]}, "monitor_tag"),
        ({"monitors": [{"monitor_tag": "x", "impact": "NO_DATA"}]}, "impact"),
    ],
)
async def test_what_is_wrong_is_refused_by_its_field_and_leaves_nothing(
    client: httpx.AsyncClient, wrong: dict[str, Any], named: str
) -> None:
    created = (await create(client)).json()["maintenance"]
    path = f"/maintenances/{created['id']}"

    for refused in (await create(client, **wrong), await client.patch(path, json={"title": "Other", **wrong})):
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "BAD_REQUEST")
        assert named in refused.json()["error"]["message"]

    assert (await client.get("/maintenances")).json() == {"maintenances": [created]}
