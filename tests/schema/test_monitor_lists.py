import base64

import pytest

from core.principal import SYSTEM
from models.enums import Activity, MonitorType, SampleType, Status
from models.samples import Sample, overwrite
from resolvers import monitors
from resolvers.monitors import MonitorChanges, NewMonitor
from tests.conftest import START

LIST = """
query ($filter: MonitorFilterInput, $orderBy: MonitorOrderInput,
       $first: Int, $last: Int, $after: String, $before: String) {
  monitors(filter: $filter, orderBy: $orderBy, first: $first, last: $last, after: $after, before: $before) {
    totalCount
    edges { cursor node { tag } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""


@pytest.fixture
async def five(db, now) -> None:
    """Five monitors, made a second apart; two have the same name but for its case, and the same heading."""
    rows = [
        ("d-1", "Zoo", "Web", MonitorType.NONE),
        ("a_2", "apple", None, MonitorType.API),
        ("c3", "Apple", "Web", MonitorType.API),
        ("b", "Éclair", "Mail 100%", MonitorType.TCP),
        ("e", "mango", None, MonitorType.TCP),
    ]
    for tag, name, category, kind in rows:
        await monitors.create(
            SYSTEM, NewMonitor(tag=tag, name=name, category_name=category, monitor_type=kind, description=f"<{tag}>")
        )
        now.advance(1)


def tags(answer) -> list[str]:
    return [edge["node"]["tag"] for edge in answer["data"]["monitors"]["edges"]]


ORDERS = {
    "CREATED_AT": ["d-1", "a_2", "c3", "b", "e"],
    "UPDATED_AT": ["a_2", "c3", "b", "e", "d-1"],
    "TAG": ["a_2", "b", "c3", "d-1", "e"],
    "NAME": ["a_2", "c3", "e", "d-1", "b"],
    "CATEGORY_NAME": ["a_2", "e", "b", "d-1", "c3"],
}


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize("field", ORDERS)
async def test_every_order_is_paged_completely_from_both_ends(ask, five, now, field, direction):
    await monitors.update(SYSTEM, "d-1", MonitorChanges(description="later"))
    order = {"field": field, "direction": direction}
    expected = ORDERS[field] if direction == "ASC" else ORDERS[field][::-1]

    forward, after = [], None
    for _ in range(5):
        page = await ask(LIST, by="read", orderBy=order, first=1, after=after)
        forward += tags(page)
        after = page["data"]["monitors"]["pageInfo"]["endCursor"]
    end = await ask(LIST, by="read", orderBy=order, first=2, after=after)
    backward, before = [], None
    for _ in range(3):
        page = await ask(LIST, by="read", orderBy=order, last=2, before=before)
        backward = tags(page) + backward
        before = page["data"]["monitors"]["pageInfo"]["startCursor"]

    assert forward == expected
    assert backward == expected
    assert (tags(end), page["data"]["monitors"]["pageInfo"]["hasPreviousPage"]) == ([], False)


async def test_a_page_between_two_cursors_holds_what_lies_between(ask, five):
    order = {"field": "TAG", "direction": "DESC"}
    cursors = [edge["cursor"] for edge in (await ask(LIST, by="read", orderBy=order))["data"]["monitors"]["edges"]]

    between = await ask(LIST, by="read", orderBy=order, after=cursors[0], before=cursors[4])

    assert tags(between) == ["d-1", "c3", "b"]


async def test_newest_first_is_the_order_where_nothing_is_said(ask, five):
    assert tags(await ask(LIST, by="read")) == ["e", "b", "c3", "a_2", "d-1"]


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "nonsense",
        "",
        encoded("TAG:1:b"),
        encoded("NAME:0:b"),
        encoded("NAME:99999999999999999999:b"),
        encoded("NAME:x:b"),
        encoded("NAME:1:a\0b"),
        encoded("at:1"),
        "_w==",
    ],
)
async def test_a_cursor_of_another_list_or_order_is_refused(ask, five, cursor):
    refused = await ask(LIST, by="read", orderBy={"field": "NAME"}, after=cursor)

    assert [error["extensions"]["code"] for error in refused["errors"]] == ["BAD_USER_INPUT"]
    assert refused["errors"][0]["message"] == f"after must be a cursor of this list; got '{cursor}'"


@pytest.mark.parametrize("instant", ["yesterday", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
async def test_a_cursor_with_an_instant_that_can_not_be_is_refused(ask, five, instant):
    refused = await ask(LIST, by="read", after=encoded(f"CREATED_AT:1:{instant}"))

    assert [error["extensions"]["code"] for error in refused["errors"]] == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, ["a_2", "b", "c3", "d-1", "e"]),
        ({"types": ["API", "NONE"]}, ["a_2", "c3", "d-1"]),
        ({"types": []}, []),
        ({"categoryNames": ["Web"]}, ["c3", "d-1"]),
        ({"categoryNames": ["web"]}, []),
        ({"tags": ["a_2", "e", "no such tag", "A\0"]}, ["a_2", "e"]),
        ({"tags": []}, []),
        ({"search": "APPLE"}, ["a_2", "c3"]),
        ({"search": "éclair"}, []),
        ({"search": "Éclair"}, ["b"]),
        ({"search": "100%"}, ["b"]),
        ({"search": "%"}, ["b"]),
        ({"search": "a_"}, ["a_2"]),
        ({"search": "<C3>"}, ["c3"]),
        ({"search": "  "}, ["a_2", "b", "c3", "d-1", "e"]),
        ({"types": ["API"], "search": "c3", "isHidden": False, "statuses": ["ACTIVE"]}, ["c3"]),
        ({"types": ["API"], "tags": ["e"]}, []),
    ],
)
async def test_a_filter_leaves_what_fits_all_conditions(ask, five, conditions, expected):
    found = await ask(LIST, by="read", filter=conditions, orderBy={"field": "TAG"})

    assert tags(found) == expected
    assert found["data"]["monitors"]["totalCount"] == len(expected)


async def test_a_filter_by_activity_and_hiding_shows_the_public_nothing_more(ask, five):
    await monitors.create(SYSTEM, NewMonitor(tag="hidden", name="h", is_hidden=True))
    await monitors.create(SYSTEM, NewMonitor(tag="aside", name="a", status=Activity.INACTIVE))

    assert tags(await ask(LIST, by="read", filter={"isHidden": True})) == ["hidden"]
    assert tags(await ask(LIST, by="read", filter={"statuses": ["INACTIVE"]})) == ["aside"]
    public = await ask(LIST, filter={"isHidden": True})
    assert (tags(public), public["data"]["monitors"]["totalCount"]) == ([], 0)
    assert tags(await ask(LIST, filter={"statuses": ["INACTIVE"]})) == []
    assert tags(await ask(LIST, filter={"search": "hidden"})) == []


async def test_a_filter_by_current_status_looks_at_the_newest_sample_up_to_now(ask, five, now):
    ids = {row.tag: row.id for row in (await monitors.by_tags(SYSTEM, list(ORDERS["TAG"]))).values()}
    await overwrite(
        [
            Sample(ids["b"], START - 120, Status.UP, 1, SampleType.REALTIME),
            Sample(ids["b"], START - 60, Status.DOWN, 1, SampleType.REALTIME),
            Sample(ids["b"], START + 86_400, Status.UP, 1, SampleType.REALTIME),
            Sample(ids["e"], START - 600, Status.UP, 1, SampleType.REALTIME),
        ]
    )

    async def found(*statuses):
        return tags(await ask(LIST, by="read", filter={"currentStatuses": statuses}, orderBy={"field": "TAG"}))

    assert await found("DOWN") == ["b"]
    assert await found("UP", "DOWN") == ["b", "e"]
    assert await found("NO_DATA") == ["a_2", "c3", "d-1"]
    assert await found() == []


@pytest.mark.parametrize("conditions", [{"search": "a\0"}, {"categoryNames": ["\0"]}, {"tags": ["a"] * 1001}])
async def test_a_filter_that_no_database_could_read_is_refused(ask, five, conditions):
    refused = await ask(LIST, by="read", filter=conditions)

    assert [error["extensions"]["code"] for error in refused["errors"]] == ["BAD_USER_INPUT"]


async def test_the_count_is_made_only_where_it_is_asked_for(ask, five, statements):
    await ask("{ monitors { edges { node { tag } } } }")
    without = len(statements)
    await ask("{ monitors { totalCount edges { node { tag } } } }")

    # Each question looks at the database's mark first.
    assert (without, len(statements)) == (2, 2 + 3)
