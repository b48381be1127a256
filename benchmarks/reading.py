"""How fast reads are answered: again, after writes of somebody else, made, and anew, beside a bare route."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from questions import Question
from running import HOST, Load, Started, request
from writer import EVERY_SECONDS, Writer

HEADING = "| read | bytes | requests/s | p50 ms | p99 ms | of a bare route |\n| --- | --- | --- | --- | --- | --- |"
_TIMES = 2
_ASKED = 100


@dataclass(frozen=True)
class Bench:
    """What runs while one database is measured."""

    load: Load
    bare: Started
    api: Started
    key: str
    seconds: float
    writer: Writer


def read(bench: Bench, question: Question) -> None:
    """Ask in alternation, so that other load on the machine meets all alike, and print a line a way of asking."""
    size = len(answer(bench.api.port, question.again))
    method, _, _ = question.again.partition(" ")
    body = question.again.partition("\r\n\r\n")[2]
    bare = request(method, f"/{size}", None, json.loads(body) if body else None)
    ways: dict[str, tuple[int, Sequence[str]]] = {
        "bare": (bench.bare.port, [bare]),
        "again": (bench.api.port, [question.again]),
        "after writes": (bench.api.port, [question.again]),
        **({} if question.made is None else {"made": (bench.api.port, [question.made])}),
        "anew": (bench.api.port, question.anew),
    }
    rates = dict.fromkeys(ways, 0.0)
    latencies: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(_TIMES):
        for way, (port, requests) in ways.items():
            seconds = max(bench.seconds, EVERY_SECONDS) if way == "after writes" else bench.seconds
            with _written_meanwhile(bench, way):
                figures = bench.load.order(port, requests, seconds=seconds)
            rates[way] += figures.rate / _TIMES
            latencies[way] += figures.latencies
    for way in [each for each in ways if each != "bare"]:
        ordered = sorted(latencies[way])
        p50, p99 = (ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1e3 for share in (0.5, 0.99))
        share = rates[way] / rates["bare"]
        print(
            f"| {question.name}, {way} | {size:,} | {rates[way]:,.0f} | {p50:.1f} | {p99:.1f} | {share:.2f} |",
            flush=True,
        )


@contextmanager
def _written_meanwhile(bench: Bench, way: str) -> Iterator[None]:
    if way != "after writes":
        yield
        return
    with bench.writer.writing():
        yield


def cold(bench: Bench, question: Question) -> None:
    """Print how long it takes when somebody asks and nothing at all is known, one question at a time."""
    _one_at_a_time(bench, f"{question.name}, cold", question.anew)


def made(bench: Bench, question: Question) -> None:
    """Print how long it takes to make an answer of bars that are remembered, one question at a time."""
    assert question.made is not None
    _one_at_a_time(bench, f"{question.name}, made", [question.made] * _ASKED)


def _one_at_a_time(bench: Bench, name: str, requests: Sequence[str]) -> None:
    figures = bench.load.order(bench.api.port, [*requests, *requests], connections=1)
    print(
        f"| {name}, one at a time | p50 {figures.quantile(0.5):.0f} ms | p99 {figures.quantile(0.99):.0f} ms |",
        flush=True,
    )


def answer(port: int, asked: str) -> bytes:
    """Return the body of what one request gets."""
    return asyncio.run(_answer(port, asked)).partition(b"\r\n\r\n")[2]


async def _answer(port: int, asked: str) -> bytes:
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(asked.replace("\r\nHost:", "\r\nConnection: close\r\nHost:", 1).encode())
    found = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert found[9:10] == b"2", found[:500]
    assert b'{"errors"' not in found[:1000], found[:1500]
    return found
