"""Measures the CPU time of GraphQL answers: by the library's execution and by ours, made anew and kept.

`python benchmarks/graphql_answers.py` takes under a minute. README.md says how to read what is printed.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from filling import add_monitors, add_page, add_samples, key, new_installation
from questions import LIST
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from schema.http import GraphQLOverHttp
from schema.root import build_schema
from server.resources import keep_what_is_loaded

LEAVES = "query Leaves { monitors(first: 100) { edges { node { tag name description timeZone isHidden } } } }"
# Without bars and uptime, which are the database's to find.
PAGE = """query Page {
  site { name url logo nav { name url } theme colors { up down } announcement { title message } }
  page(path: "all") {
    title header url overallStatus settings { layout historyDays { desktop } }
    monitors { tag name currentStatus currentLatency latestSample { minute status } }
    openIncidents { title state monitors { impact monitor { tag } } comments { comment state } }
    upcomingEvents { startsAt maintenance { title } }
  }
}"""
QUERIES = {"100 monitors x 10 fields": LIST, "100 monitors x 5 fields": LEAVES, "a page of 50 monitors": PAGE}
ROUNDS = 7
SECONDS_OF_A_ROUND = 0.25
_numbers = count()


@dataclass
class Contender:
    """One way to answer a query; `best` is the CPU milliseconds of an answer in the quickest round."""

    name: str
    app: GraphQLOverHttp
    body: Callable[[], bytes]
    rounds: list[float] = field(default_factory=list)

    async def round(self, headers: list[tuple[bytes, bytes]]) -> None:
        made, begun, until = 0, time.process_time(), time.perf_counter() + SECONDS_OF_A_ROUND
        while time.perf_counter() < until:
            await answer(self.app, self.body(), headers)
            made += 1
        self.rounds.append((time.process_time() - begun) / made * 1e3)

    @property
    def best(self) -> float:
        return min(self.rounds)


async def answer(app: GraphQLOverHttp, body: bytes, headers: list[tuple[bytes, bytes]]) -> bytes:
    """Return what a request gets, without a network."""
    sent: list[Any] = []
    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": headers}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return b"".join(each.get("body", b"") for each in sent)


def asking(query: str, *, anew: bool) -> Callable[[], bytes]:
    """Return what makes a request; one that nobody has asked yet, or the same one each time."""
    return lambda: json.dumps({"query": query, "variables": {"anew": next(_numbers)} if anew else {}}).encode()


async def compare(secret: str) -> None:
    stock, ours = build_schema(), build_schema()
    stock.execution_context_class = StrawberryGraphQLCoreExecutionContext
    by_stock, by_us = GraphQLOverHttp(stock), GraphQLOverHttp(ours)
    headers = [(b"content-type", b"application/json"), (b"authorization", f"Bearer {secret}".encode())]
    # As a serving process does: else the collector goes through all modules and both schemas, time and again.
    keep_what_is_loaded()
    print("| query | library's execution | ours | ratio | kept |\n| --- | --- | --- | --- | --- |")
    for name, query in QUERIES.items():
        contenders = [
            Contender("library", by_stock, asking(query, anew=True)),
            Contender("ours", by_us, asking(query, anew=True)),
            Contender("kept", by_us, asking(query, anew=False)),
        ]
        found = {await answer(each.app, asking(query, anew=False)(), headers) for each in contenders}
        assert len(found) == 1, "the answers differ"
        assert b'"errors"' not in found.pop()
        # In turn, so that other load on the machine meets all of them alike.
        for _ in range(ROUNDS):
            for each in contenders:
                await each.round(headers)
        library, made, kept = (each.best for each in contenders)
        print(f"| {name} | {library:.2f} ms | {made:.2f} ms | {made / library:.2f} | {kept:.2f} ms |", flush=True)


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with new_installation(Path(folder), f"sqlite://{Path(folder) / 'heliograph.db'}"):
            shown = await add_monitors(50, "m")
            await add_samples(shown, days=1)
            await add_monitors(60, "other")
            await add_page(shown)
            await compare(await key())


if __name__ == "__main__":
    asyncio.run(main())
