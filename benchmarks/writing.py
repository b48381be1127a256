"""What writing through the API takes: 500 monitors made one by one and at once, and ninety days edited at once."""

import time

from load import MARK
from questions import asked
from reading import Bench, answer
from running import request

MADE = 500
EDITED_MINUTES = 129_600
HEADING = "| write | took | |\n| --- | --- | --- |"
_CREATE = """mutation Create($input: MonitorsCreateInput!) {
  monitorsCreate(input: $input) { userErrors { message } monitors { tag } }
}"""
_URL = "https://example.org"


def creation(number: int, **more: object) -> dict[str, object]:
    """Return a monitor as REST makes it."""
    return {"tag": f"new-{number}", "name": f"New {number}", "type_data": {"url": _URL}, **more}


def make_one_by_one(bench: Bench) -> None:
    """Make monitors by REST, each when the one before is there."""
    requests = [request("POST", "/api/v4/monitors", bench.key, creation(number)) for number in range(MADE)]
    figures = bench.load.order(bench.api.port, requests, connections=1)
    print(
        f"| {MADE} monitors made one by one, REST | {MADE / figures.rate:.2f} s | p99 {figures.quantile(0.99):.1f} ms |"
    )


def make_at_once(bench: Bench) -> None:
    """Make monitors by one mutation."""
    new = [
        {"tag": f"bulk-{number}", "name": f"Bulk {number}", "configuration": {"api": {"url": _URL}}}
        for number in range(MADE)
    ]
    begun = time.perf_counter()
    found = answer(bench.api.port, asked(bench.key, _CREATE, {"input": {"monitors": new}}))
    took = time.perf_counter() - begun
    assert b'"userErrors":[]' in found, found[:500]
    print(f"| {MADE} monitors made by monitorsCreate | {took:.2f} s | |")


def edit(bench: Bench) -> None:
    """Edit ninety days of a monitor, while two read others."""
    now = int(time.time()) // 60 * 60
    first = now - EDITED_MINUTES * 60
    values = {"start_ts": first, "end_ts": now - 60, "status": "UP", "latency": 100, "deviation": 20}
    sent = request("PATCH", "/api/v4/monitors/m9/data", bench.key, values)
    one = request("GET", f"/api/v4/monitors/m7?anew={MARK}", bench.key)
    alone = bench.load.order(bench.api.port, [one], connections=2, seconds=2.5)
    bench.load.begin(bench.api.port, [one], connections=2, seconds=2.5)
    time.sleep(0.5)
    begun = time.perf_counter()
    answer(bench.api.port, sent)
    took = time.perf_counter() - begun
    beside = bench.load.end()
    slowest, otherwise = (figures.latencies[-1] * 1e3 for figures in (beside, alone))
    print(
        f"| {EDITED_MINUTES:,} minutes edited, with rollups | {took:.2f} s | "
        f"the slowest read meanwhile {slowest:.0f} ms, and {otherwise:.0f} ms of as many without |",
        flush=True,
    )
