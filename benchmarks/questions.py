"""What the API is asked: each read as it is asked again and again, and so that its answer has to be made.

No kept answer fits a question that nobody has asked before. Where bars are shown, there are two such questions: one of
the same days as before, whose bars are remembered, and one "anew", which is made of everything. Its bars end on another
of the last days in turn, in a place and in another one with the same days: of 50 monitors that is more than a process
remembers, even though 16 questions are on their way at a time.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product

from filling import DAY
from load import MARK
from running import request

DAYS = 90
TURN = range(20)
"""How many days ago the bars end, in turn."""
ELSEWHERE = {"UTC": "Etc/UTC", "Europe/Berlin": "Europe/Vienna", "Pacific/Auckland": "Antarctica/McMurdo"}
"""Places whose days are the same, and whose bars are remembered for themselves."""

LIST = """query List { monitors(first: 100) { edges { node {
  tag name description categoryName type status isHidden cron confirmationThreshold createdAt
} } } }"""
_BARS = """statusBars(days: $days, timeZone: $zone, end: $end) {
  dates up down degraded maintenance noData worst uptimes latencies
}"""
_OF_BARS = "$days: Int!, $zone: String!, $end: DateTime"
_BARS_OF_ONE = f"query({_OF_BARS}, $tag: String!) {{ monitor(tag: $tag) {{ {_BARS} }} }}"
_BARS_OF_ALL = f"""query({_OF_BARS}) {{
  page(path: "all") {{ monitors {{ tag {_BARS} }} }}
}}"""
_PAGE = f"""query({_OF_BARS}, $range: TimeRangeInput!) {{
  site {{ name url logo nav {{ name url }} theme colors {{ up down }} announcement {{ title message }} }}
  page(path: "all") {{
    title header url overallStatus settings {{ layout historyDays {{ desktop }} }}
    monitors {{
      tag name description categoryName currentStatus currentLatency {_BARS}
      uptime(range: $range) {{ ratio }}
    }}
    openIncidents {{ title state monitors {{ impact monitor {{ tag }} }} comments {{ comment state }} }}
    ongoingEvents {{ endsAt maintenance {{ title }} }}
    upcomingEvents {{ startsAt maintenance {{ title monitors {{ impact monitor {{ tag }} }} }} }}
  }}
}}"""


@dataclass(frozen=True)
class Question:
    """A read: as it is asked again and again, and as nobody has asked it yet, in turn where there are several.

    `made` is of the same bars as `again`, but nobody has asked it yet either; None where there are no bars.
    """

    name: str
    again: str
    anew: Sequence[str]
    made: str | None = None


def all_of(secret: str) -> list[Question]:
    """Return every read that is promised something; the list of 100 monitors wants as many."""
    now = int(time.time()) // 60 * 60
    day = f"start_ts={now - 2 * DAY}&end_ts={now - DAY}"

    def rest(name: str, path: str) -> Question:
        sign = "&" if "?" in path else "?"
        again, anew = (request("GET", f"/api/v4{each}", secret) for each in (path, f"{path}{sign}anew={MARK}"))
        return Question(f"REST: {name}", again, [anew])

    return [
        rest("list of 52 monitors", "/monitors?category_name=&is_hidden=NO"),
        rest("one monitor", "/monitors/m7"),
        rest("one day of data", f"/monitors/m7/data?{day}"),
        rest("one data point", f"/monitors/m7/data/{now - DAY}"),
        Question("GraphQL: 100 monitors x 10 fields", asked(secret, LIST), [asked(secret, LIST, {"anew": MARK})]),
        _of_bars("one monitor's bars", secret, _BARS_OF_ONE, [f"m{number}" for number in range(50)]),
        bars_of_all(secret, "UTC"),
        bars_of_all(secret, "Pacific/Auckland"),
        page(secret),
    ]


def page(secret: str) -> Question:
    """Return the question for a whole status page: 50 monitors with bars and uptime, incidents and events."""
    return _of_bars("a whole status page", secret, _PAGE)


def bars_of_all(secret: str, zone: str) -> Question:
    """Return the question for 50 monitors' bars."""
    return _of_bars(f"50 monitors' bars, {zone}", secret, _BARS_OF_ALL, zone=zone)


def _of_bars(
    name: str, secret: str, query: str, tags: Sequence[str | None] = (None,), zone: str = "Europe/Berlin"
) -> Question:
    now = int(time.time()) // 60 * 60

    def of(tag: str | None, **more: object) -> str:
        wanted: dict[str, object] = {"days": DAYS, "zone": zone, "range": {"period": "LAST_90_DAYS"}}
        return asked(secret, query, {**wanted, **({} if tag is None else {"tag": tag}), **more})

    def moved(number: int, days_ago: int, place: str) -> dict[str, object]:
        start = datetime.fromtimestamp(now - DAYS * DAY - number * 60, UTC).isoformat()
        end = datetime.fromtimestamp(now - days_ago * DAY, UTC).isoformat()
        return {"zone": place, "end": end, "range": {"between": {"start": start}}}

    turns = enumerate(product((zone, ELSEWHERE[zone]), TURN))
    ways = [moved(number, days_ago, place) for number, (place, days_ago) in turns]
    anew = [of(tag, anew=MARK, **way) for way in ways for tag in tags]
    return Question(f"GraphQL: {name}", of(tags[0]), anew, made=of(tags[0], anew=MARK))


def asked(secret: str, query: str, variables: Mapping[str, object] | None = None) -> str:
    """Return a request for a query."""
    return request("POST", "/graphql", secret, {"query": query, "variables": variables or {}})
