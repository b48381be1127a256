"""Pages and site entries in REST v4."""

import httpx

from core.principal import SYSTEM
from resolvers import monitors
from resolvers.monitors import NewMonitor

PAGE = {"page_path": "services", "page_title": "Services", "page_header": "Ours"}


def message(answer: httpx.Response, status: int = 400) -> str:
    assert answer.status_code == status, answer.text
    told: str = answer.json()["error"]["message"]
    return told


async def test_a_page_carries_its_monitors_with_all_their_fields(client: httpx.AsyncClient) -> None:
    await monitors.create(SYSTEM, NewMonitor(tag="a", name="A", is_hidden=True))
    (monitor,) = (await client.get("/monitors")).json()["monitors"]

    answer = await client.post("/pages", json={**PAGE, "monitors": ["a"]})

    assert answer.status_code == 201
    page = answer.json()["page"]
    assert page["monitors"] == [{**monitor, "monitor_tag": "a", "position": 0}]
    assert (page["page_path"], page["page_subheader"], page["page_logo"]) == ("services", None, None)
    assert page["page_settings"]["monitor_status_history_days"] == {"desktop": 90, "mobile": 30}
    assert (await client.get("/pages/services")).json() == {"page": page}
    home, listed = (await client.get("/pages")).json()["pages"]
    assert (home["page_path"], listed) == ("~home", page)


async def test_the_first_wrong_field_of_a_page_is_named_and_nothing_changes(client: httpx.AsyncClient) -> None:
    await client.post("/pages", json=PAGE)
    before = (await client.get("/pages")).json()

    for body, expected in (
        ({"page_path": None, "page_title": 5}, "page_path is required and must be a string"),
        ({**PAGE, "page_title": " ", "page_header": 5}, "page_title is required and must be a non-empty string"),
        ({**PAGE, "page_header": None}, "page_header is required and must be a non-empty string"),
        ({**PAGE, "page_path": "x", "page_subheader": 5}, "page_subheader must be a string"),
        ({**PAGE, "page_path": "x", "monitors": "a"}, "monitors must be an array of monitor tags"),
        ({**PAGE, "page_path": "x", "monitors": [["a"]]}, "monitors must be an array of monitor tags"),
        ({**PAGE, "page_path": "x", "monitors": ["x" * 300]}, f"Monitor with tag '{'x' * 300}' does not exist"),
        ({**PAGE, "page_path": "x", "page_settings": None}, "page_settings must be an object"),
        ({**PAGE, "page_path": "!!!"}, "Page with path '' already exists"),
    ):
        assert message(await client.post("/pages", json=body)) == expected
    for changes, expected in (
        ({"page_path": 5}, "page_path must be a string"),
        ({"page_title": None}, "page_title must be a non-empty string"),
        ({"page_title": "x", "page_settings": {"incidents": None}}, "incidents must be an object"),
    ):
        assert message(await client.patch("/pages/services", json=changes)) == expected

    assert (await client.get("/pages")).json() == before


async def test_null_clears_texts_and_leaves_the_monitors(client: httpx.AsyncClient) -> None:
    await monitors.create(SYSTEM, NewMonitor(tag="a", name="A"))
    await client.post("/pages", json={**PAGE, "page_subheader": "s", "page_logo": "/l.png", "monitors": ["a"]})

    changes = {"page_subheader": None, "page_logo": None, "monitors": None}
    page = (await client.patch("/pages/services", json=changes)).json()["page"]

    assert (page["page_subheader"], page["page_logo"]) == (None, None)
    assert [monitor["monitor_tag"] for monitor in page["monitors"]] == ["a"]


async def test_paths_that_no_page_can_have_are_not_found(client: httpx.AsyncClient) -> None:
    for written in ("nope", "~other", "full%20page", "x" * 300, "%00", "%ED%A0%80"):
        assert (await client.get(f"/pages/{written}")).status_code == 404


async def test_numbers_of_the_site_are_written_as_text(client: httpx.AsyncClient) -> None:
    changed = await client.patch("/site/homeIncidentCount", json={"value": 5})

    assert changed.json() == {"key": "homeIncidentCount", "value": "5", "data_type": "string"}
    read = {"key": "homeIncidentCount", "value": "5", "data_type": "number"}
    assert (await client.get("/site/homeIncidentCount")).json() == read
    assert (await client.get("/site")).json() == {"site_data": [read]}


async def test_a_site_entry_needs_a_known_key_first_and_a_value_then(client: httpx.AsyncClient) -> None:
    unknown = "Config key 'nope' is not a valid configuration key"
    assert message(await client.patch("/site/nope", content="{bad"), 404) == unknown
    assert message(await client.patch("/site/title", content="{bad")) == "Invalid JSON body"
    assert message(await client.patch("/site/title", json={})) == "value is required"
    assert message(await client.patch("/site/title", json={"value": " "})) == "Invalid value for config key 'title'"
    assert message(await client.get("/site/title"), 404) == "Config key 'title' not found"
    assert (await client.get("/site")).json() == {"site_data": []}
