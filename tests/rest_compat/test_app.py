"""The order in which a request is judged, and what every answer has in common."""

import httpx
import pytest

from resolvers import monitor_lists


async def test_a_read_key_may_not_write_and_changes_nothing(
    client: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    await client.post("/monitors", json={"tag": "site", "name": "Site"})

    refused = await reader.patch("/monitors/site", json={"name": "Other"})

    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "FORBIDDEN")
    assert (await reader.get("/monitors/site")).json()["monitor"]["name"] == "Site"


async def test_a_read_key_does_not_learn_by_writing_what_exists(reader: httpx.AsyncClient) -> None:
    assert (await reader.delete("/monitors/nope")).status_code == 403


async def test_a_missing_monitor_comes_before_a_wrong_method_and_that_before_a_wrong_body(
    client: httpx.AsyncClient,
) -> None:
    await client.post("/monitors", json={"tag": "site", "name": "Site"})

    assert (await client.put("/monitors/nope", content="{bad")).status_code == 404
    assert (await client.put("/monitors/site", content="{bad")).status_code == 405
    assert (await client.patch("/monitors/site", content="{bad")).status_code == 400


async def test_a_wrong_method_comes_before_a_part_that_is_missing(client: httpx.AsyncClient) -> None:
    await client.post("/monitors", json={"tag": "site", "name": "Site"})

    assert (await client.post("/monitors/site/data/abc", json={})).status_code == 405
    assert (await client.patch("/monitors/site/data/abc", content="{bad")).json()["error"]["message"] == (
        "Timestamp must be a valid integer (UTC timestamp in seconds)"
    )


async def test_a_wrong_method_is_told_the_right_ones(client: httpx.AsyncClient) -> None:
    answer = await client.put("/monitors", json={})

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, POST"
    assert answer.json()["error"]["code"] == "METHOD_NOT_ALLOWED"


async def test_head_answers_as_get_without_the_body(client: httpx.AsyncClient) -> None:
    whole = await client.get("/monitors")

    head = await client.head("/monitors")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.content))


async def test_who_sends_no_key_is_told_the_scheme(client: httpx.AsyncClient) -> None:
    answer = await client.get("/monitors", headers={"authorization": ""})

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("tag", ["%00", "a%00b", "%ff%fe", "%ed%a0%80", "a%2Fb", "x" * 5000, "%F0%9F%98%80"])
async def test_a_tag_that_no_monitor_can_have_is_not_found(client: httpx.AsyncClient, tag: str) -> None:
    answer = await client.get(f"/monitors/{tag}")

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "NOT_FOUND")


async def test_of_a_repeated_parameter_the_first_value_counts(client: httpx.AsyncClient) -> None:
    await client.post("/monitors", json={"tag": "site", "name": "Site"})

    found = await client.get("/monitors?status=INACTIVE&status=ACTIVE")

    assert found.json() == {"monitors": []}


async def test_a_fault_of_ours_is_an_answer_without_its_cause(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_arguments: object) -> None:
        raise RuntimeError("the password is swordfish")

    monkeypatch.setattr(monitor_lists, "list_", fail)

    answer = await client.get("/monitors")

    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "INTERNAL_ERROR")
    assert "swordfish" not in answer.text
