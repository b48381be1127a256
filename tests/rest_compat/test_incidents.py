"""Incidents and comments in REST v4: their shapes, the order of errors, and what clients send by mistake."""

from typing import Any

import httpx
import pytest

from core.principal import SYSTEM
from resolvers import monitors, site
from resolvers.monitors import NewMonitor

START = 1_735_693_200


def message(answer: httpx.Response, status: int = 400) -> str:
    assert answer.status_code == status, answer.text
    told: str = answer.json()["error"]["message"]
    return told


async def opened(client: httpx.AsyncClient, **more: object) -> dict[str, Any]:
    answer = await client.post("/incidents", json={"title": "Down", "start_date_time": START, **more})
    assert answer.status_code == 201, answer.text
    incident: dict[str, Any] = answer.json()["incident"]
    return incident


async def test_an_incident_is_shown_with_its_monitors_and_its_address(client: httpx.AsyncClient) -> None:
    await monitors.create(SYSTEM, NewMonitor(tag="a", name="A"))
    await site.put(SYSTEM, "siteURL", "https://status.example.com/")

    made = await opened(client, end_date_time=START + 90.5, monitors=[{"monitor_tag": "a", "impact": None}])

    assert made == {
        "id": made["id"],
        "title": "Down",
        "start_date_time": START,
        "end_date_time": START + 60,
        "state": "INVESTIGATING",
        "status": "ACTIVE",
        "incident_type": "INCIDENT",
        "incident_source": "API",
        "monitors": [{"monitor_tag": "a", "impact": "DOWN"}],
        "created_at": "2025-01-06T00:00:00Z",
        "updated_at": "2025-01-06T00:00:00Z",
        "url": f"https://status.example.com/incidents/{made['id']}",
    }
    assert (await client.get(f"/incidents/{made['id']}")).json() == {"incident": made}
    assert (await client.get("/incidents")).json() == {"incidents": [made]}


async def test_the_first_wrong_field_of_an_incident_is_named(client: httpx.AsyncClient) -> None:
    made = await opened(client)
    valid = {"title": "x", "start_date_time": START}

    for body, expected in (
        ({"title": 5, "start_date_time": "x"}, "Title is required and must be a non-empty string"),
        (
            {"title": "x", "start_date_time": True, "monitors": 5},
            "start_date_time must be a valid timestamp (UTC seconds)",
        ),
        ({**valid, "end_date_time": "1735689600"}, "end_date_time must be a valid timestamp (UTC seconds)"),
        ({**valid, "start_date_time": 1e20}, "start_date_time must be a valid timestamp (UTC seconds)"),
        ({**valid, "monitors": {}}, "monitors must be an array"),
        ({**valid, "monitors": [None]}, "Each monitor must have a valid monitor_tag"),
        ({**valid, "monitors": [{"monitor_tag": "\0"}]}, "Monitor with tag '\0' not found"),
        (
            {**valid, "monitors": [{"monitor_tag": "a", "impact": ""}]},
            "impact must be one of: UP, DOWN, DEGRADED, MAINTENANCE",
        ),
    ):
        assert message(await client.post("/incidents", json=body)) == expected
        assert message(await client.patch(f"/incidents/{made['id']}", json=body)) == expected

    assert message(await client.post("/incidents", json={"title": "x"})) == "start_date_time is required"
    assert message(await client.patch(f"/incidents/{made['id']}", json={"start_date_time": None})).startswith(
        "start_date"
    )
    assert (await client.get("/incidents")).json() == {"incidents": [made]}


async def test_filters_that_mean_nothing_are_ignored(client: httpx.AsyncClient) -> None:
    made = await opened(client)

    for query in ("", "start_ts=0", "start_ts=abc", "end_ts=", "monitor_tags=", "start_ts=%00", f"end_ts={'9' * 30}"):
        assert (await client.get(f"/incidents?{query}")).json() == {"incidents": [made]}, query
    for query in (
        f"start_ts={START + 1}",
        f"end_ts={START - 1}",
        "monitor_tags=,",
        "monitor_tags=%00,x",
        f"start_ts={'9' * 30}",
    ):
        assert (await client.get(f"/incidents?{query}")).json() == {"incidents": []}, query


@pytest.mark.parametrize("written", ["0", "-1", "abc", "1abc", "1.0", "9" * 20, "9" * 5000, "%00", "%ED%A0%80"])
async def test_an_id_that_no_row_can_have_is_not_found(client: httpx.AsyncClient, written: str) -> None:
    made = await opened(client)

    for path in (
        f"/incidents/{written}",
        f"/incidents/{written}/comments",
        f"/incidents/{made['id']}/comments/{written}",
    ):
        answer = await client.get(path)
        assert answer.status_code == 404, path
        assert answer.json()["error"]["code"] == "NOT_FOUND"


async def test_a_comment_is_shown_and_its_wrong_fields_are_named_in_order(client: httpx.AsyncClient) -> None:
    made = await opened(client)
    path = f"/incidents/{made['id']}/comments"

    answer = await client.post(path, json={"comment": " found ", "state": "IDENTIFIED", "timestamp": START + 1})

    assert answer.status_code == 201
    said = answer.json()["comment"]
    assert said == {
        "id": said["id"],
        "incident_id": made["id"],
        "comment": "found",
        "timestamp": START,
        "state": "IDENTIFIED",
        "status": "ACTIVE",
        "created_at": "2025-01-06T00:00:00Z",
        "updated_at": "2025-01-06T00:00:00Z",
    }
    states = "state must be one of: INVESTIGATING, IDENTIFIED, MONITORING, RESOLVED"
    for body, created, updated in (
        ({"comment": 5, "timestamp": "x"}, "comment is required and must be a non-empty string", None),
        ({"comment": "x", "timestamp": "x"}, "timestamp must be a valid timestamp (UTC seconds)", None),
        ({"comment": "x", "state": 5}, "state is required", states),
        ({"comment": "x", "state": "resolved"}, states, None),
    ):
        assert message(await client.post(path, json=body)) == created
        assert message(await client.patch(f"{path}/{said['id']}", json=body)) == (updated or created)
    assert (await client.get(path)).json() == {"comments": [said]}


async def test_a_key_that_may_only_read_changes_no_incident(reader: httpx.AsyncClient) -> None:
    answer = await reader.post("/incidents", json={"title": "Down", "start_date_time": START})

    assert answer.status_code == 403
    assert (await reader.get("/incidents")).json() == {"incidents": []}
