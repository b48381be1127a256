"""What the API is asked: each read as it is asked again and again, and so that its answer has to be made.

An answer that is made is made of everything: no kept answer fits a question that nobody has asked before, and no
remembered bars fit one of another number of days. So bars that are asked for "anew" are of 90 to 109 days in turn.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from filling import DAY
from load import MARK
from running import request

TURN = range(90, 110)
"""Days of bars, in turn: of 50 monitors that is more than a process remembers."""

LIST = """query List { monitors(first: 100) { edges { node {
  tag name description categoryName type status isHidden cron confirmationThreshold createdAt
} } } }"""
_BARS = "statusBars(days: $days, timeZone: $zone) { dates up down degraded maintenance noData worst uptimes latencies }"
_BARS_OF_ONE = f"query($days: Int!, $zone: String!, $tag: String!) {{ monitor(tag: $tag) {{ {_BARS} }} }}"
_BARS_OF_ALL = f"""query($days: Int!, $zone: String!) {{
  page(path: "all") {{ monitors {{ tag {_BARS} }} }}
}}"""
_PAGE = f"""query($days: Int!, $zone: String!) {{
  site {{ name url logo nav {{ name url }} theme colors {{ up down }} announcement {{ title message }} }}
  page(path: "all") {{
    title header url overallStatus settings {{ layout historyDays {{ desktop }} }}
    monitors {{
      tag name description categoryName currentStatus currentLatency {_BARS}
      uptime(range: {{ period: LAST_90_DAYS }}) {{ ratio }}
    }}
    openIncidents {{ title state monitors {{ impact monitor {{ tag }} }} comments {{ comment state }} }}
    ongoingEvents {{ endsAt maintenance {{ title }} }}
    upcomingEvents {{ startsAt maintenance {{ title monitors {{ impact monitor {{ tag }} }} }} }}
  }}
}}"""


@dataclass(frozen=True)
class Question:
    """A read: as it is asked again and again, and as nobody has asked it yet, in turn where there are several."""

    name: str
    again: str
    anew: Sequence[str]


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
    def of(days: int, tag: str | None, **more: str) -> str:
        named = {} if tag is None else {"tag": tag}
        return asked(secret, query, {"days": days, "zone": zone, **named, **more})

    anew = [of(days, tag, anew=MARK) for days in TURN for tag in tags]
    return Question(f"GraphQL: {name}", of(TURN[0], tags[0]), anew)


def asked(secret: str, query: str, variables: Mapping[str, object] | None = None) -> str:
    """Return a request for a query."""
    return request("POST", "/graphql", secret, {"query": query, "variables": variables or {}})
