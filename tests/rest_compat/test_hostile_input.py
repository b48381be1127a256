"""Whatever is sent to whichever route, the answer is never a 500, and what is refused changes nothing."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx
import pytest

from rest_compat.openapi.document import FAMILIES, document
from rest_compat.openapi.operations import Operation
from tests.contents import contents
from tests.contract.schema_comparison import resolve
from tests.rest_compat.seeds import START, sow
from tests.rest_compat.wire import Answer, Wire

OPERATIONS = [operation for family in FAMILIES for operation in family.operations]
_MIB = 1024 * 1024

NO_OBJECTS = (
    b"",
    b"null",
    b"[]",
    b"[{}]",
    b"7",
    b'"text"',
    b"true",
    b"1" * 5_000,
    b"1e99999",
    b"NaN",
    b"\x00",
    b"\xff\xfe{}",
    b"{",
    b'{"a": 1,}',
    b'{"a": "\\ud800"}',
    b'{"a": "\xed\xa0\x80"}',
    b'{"a": Infinity}',
    b'{"a":' * 100_000,
    b"[" * 500_000,
    b'{"a": ' + b"[" * 150 + b"]" * 150 + b"}",
)
TOO_LARGE = (b"{" + b" " * _MIB + b"}", b" " * 10 * _MIB)

# Each is put in the place of every field of every body.
VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    1.5,
    -1e308,
    2**63,
    10**400,
    "",
    " \t\n",
    "x\0y",
    "\N{RIGHT-TO-LEFT OVERRIDE}'; DROP TABLE monitor; --",
    "y" * 3_000,
    [],
    [None],
    ["shop", "\0"],
    [{"monitor_tag": "shop", "impact": "\0"}],
    [{"monitor_tag": "\0"}, 5],
    {},
    {"\0": "\0"},
    {"incidents": {"resolved": {"max_count": 10**30}}},
    {"timeout": "x", "url": "\0", "monitors": "shop", "port": -1},
)

# As they stand in the path, percent-encoded; none of them is what exists.
SEGMENTS = (
    "0",
    "-1",
    "abc",
    "1abc",
    "9" * 30,
    "9223372036854775808",
    "%00",
    "1%00",
    "%0a",
    "%2F",
    "..%2F..%2Fetc%2Fpasswd",
    ".",
    "..",
    "%",
    "%zz",
    "%1",
    "%25",
    "%ff%fe",
    "%ed%a0%80",
    "%c3%28",
    "%C2%BD",
    "%D9%A1",
    "%F0%9F%98%80",
    "1.5",
    "1e3",
    "0x1",
    "%201",
    "1%20",
    "null",
    "~",
    "*",
    "x" * 5_000,
    "'%20OR%201=1--",
)
QUERY_VALUES = (
    "",
    "%00",
    "a%00b",
    "%",
    "%zz",
    "%ff",
    "%ed%a0%80",
    "-1",
    "0",
    "abc",
    "1abc",
    "9" * 30,
    "-" + "9" * 400,
    "1e400",
    "NaN",
    "%2C%2C",
    "x" * 5_000,
    "a,%00,b",
    "[]",
    "%F0%9F%98%80",
)


@pytest.fixture
async def wire(client: httpx.AsyncClient) -> Wire:
    """Something of everything, and a way to send anything to it."""
    return Wire(client.headers["authorization"], await sow(client))


def _addressed(wire: Wire, operation: Operation) -> str:
    return wire.seeds.path(operation.path)


async def test_what_is_accepted_is_seen_in_the_tables(wire: Wire) -> None:
    before = await contents()

    answer = await wire.send("PATCH", "/incidents/1", b'{"title": "Slower"}')

    after = await contents()
    assert answer.status == 200
    assert {table for table, rows in after.items() if rows != before[table]} == {"incident"}
    assert before.keys() >= {"", "monitor", "sample", "incident", "maintenance_event", "page_monitor", "api_key"}


async def test_a_body_that_is_no_object_is_refused_by_every_route_that_takes_one(wire: Wire) -> None:
    before = await contents()
    for operation in (each for each in OPERATIONS if each.body):
        path = _addressed(wire, operation)
        for body in NO_OBJECTS:
            answer = await wire.send(operation.method, path, body)
            assert (answer.status, answer.is_refusal()) == (400, True), (operation.id, body[:40])
            assert json.loads(answer.body)["error"]["message"].startswith("Invalid JSON body")

    assert await contents() == before


async def test_a_body_beyond_the_limit_is_refused_by_every_route_that_takes_one(wire: Wire) -> None:
    before = await contents()
    for operation in (each for each in OPERATIONS if each.body):
        for body in TOO_LARGE:
            answer = await wire.send(operation.method, _addressed(wire, operation), body)
            assert (answer.status, answer.is_refusal()) == (413, True), (operation.id, len(body))
            assert json.loads(answer.body)["error"]["code"] == "PAYLOAD_TOO_LARGE"

    assert await contents() == before


async def test_a_body_that_nobody_reads_does_not_matter(wire: Wire) -> None:
    reading = [each for each in OPERATIONS if each.method == "GET" and each.id != "getMonitorDataRange"]
    before = await contents()
    for operation in reading:
        for body in (*NO_OBJECTS, *TOO_LARGE):
            answer = await wire.send("GET", _addressed(wire, operation), body)
            assert answer.status == 200, (operation.id, body[:40])

    assert len(reading) == 16
    assert await contents() == before


@pytest.mark.parametrize("method", ["PUT", "OPTIONS", "TRACE", "CONNECT", "BREW", "get", ""])
async def test_a_method_that_a_route_has_not_is_refused(wire: Wire, method: str) -> None:
    before = await contents()
    for path in sorted({_addressed(wire, each) for each in OPERATIONS}):
        answer = await wire.send(method, path, b"{bad")
        assert (answer.status, answer.is_refusal()) == (405, True), path

    assert await contents() == before


def _odd_paths(wire: Wire, operation: Operation) -> Iterator[tuple[str, str]]:
    """Return the operation's path with each of its parameters replaced in turn."""
    for name, right in wire.seeds.addresses.items():
        if f"{{{name}}}" not in operation.path:
            continue
        for segment in SEGMENTS:
            addresses = {**wire.seeds.addresses, name: segment}
            # The list of all events stands where a maintenance of the id "events" would.
            yield name, operation.path.format(**addresses)
            assert segment != right


async def test_what_can_not_be_addressed_is_not_found_and_nothing_changes(wire: Wire) -> None:
    before = await contents()
    asked = 0
    for operation in OPERATIONS:
        body = json.dumps(operation.body.example).encode() if operation.body else b""
        for name, path in _odd_paths(wire, operation):
            if name == "timestamp":
                continue  # Most numbers are one.
            answer = await wire.send(operation.method, path, body)
            assert (answer.status, answer.is_refusal()) == (404, True), (operation.id, path)
            asked += 1

    assert asked == 33 * len(SEGMENTS)
    assert await contents() == before


async def test_an_odd_timestamp_is_refused_or_names_a_minute(wire: Wire) -> None:
    template = "/monitors/shop/data/{}"
    for segment in SEGMENTS:
        before = await contents()
        read = await wire.send("GET", template.format(segment))
        written = await wire.send("PATCH", template.format(segment), b'{"status": "UP", "latency": 1}')
        assert read.status == 200 or read.is_refusal(), segment
        assert written.status == 200 or written.is_refusal(), segment
        if written.status != 200:
            assert await contents() == before, segment


async def test_an_odd_query_is_answered_or_refused(wire: Wire) -> None:
    for operation in (each for each in OPERATIONS if each.query):
        names = [query.name for query in operation.query]
        for value in QUERY_VALUES:
            for query in (*(f"{name}={value}" for name in names), "&".join(f"{name}={value}" for name in names)):
                answer = await wire.send("GET", _addressed(wire, operation), query=query)
                assert answer.status == 200 or answer.is_refusal(), (operation.id, query)


# What the examples leave out: the other alternative, and a start, so that an end is not judged by an earlier change.
_MORE: dict[str, dict[str, Any]] = {
    "updateMaintenanceEvent": {"status": None, "start_date_time": START, "end_date_time": START + 60},
    "updateIncident": {"start_date_time": START},
}


def _bodies() -> Iterator[tuple[Operation, dict[str, Any]]]:
    """Return bodies that are accepted; two where an operation takes alternatives."""
    for operation in (each for each in OPERATIONS if each.body):
        assert operation.body is not None
        if operation.id != "updateIncident":
            yield operation, dict(operation.body.example)
        if operation.id in _MORE:
            yield operation, {**operation.body.example, **_MORE[operation.id]}


def _fields(operation: Operation) -> list[str]:
    assert operation.body is not None
    schema = resolve(document(), operation.body.schema)
    alternatives = [schema, *schema.get("oneOf", ())]
    return sorted({name for each in alternatives for name in each.get("properties", {})})


@dataclass(frozen=True)
class Attempt:
    """A body that would be accepted, but for one field."""

    operation: Operation
    field: str
    value: Any
    body: dict[str, Any]

    async def make(self, wire: Wire, number: int) -> Answer:
        """Send the body; what it makes must not fail for being there already."""
        fresh = {key: f"new-{number}" for key in ("tag", "page_path") if key in self.body and key != self.field}
        content = json.dumps({**self.body, **fresh, self.field: self.value}).encode()
        answer = await wire.send(self.operation.method, _addressed(wire, self.operation), content)
        assert answer.status in (200, 201) or answer.is_refusal(), (self, answer)
        return answer


async def test_a_wrong_field_is_refused_or_ignored_and_what_is_refused_changes_nothing(wire: Wire) -> None:
    numbers = count()
    attempts = [
        Attempt(operation, field, value, body)
        for operation, body in _bodies()
        for field in _fields(operation)
        for value in VALUES
    ]
    refused = [each for each in attempts if (await each.make(wire, next(numbers))).is_refusal()]
    before = await contents()

    accepted = [each for each in refused if not (await each.make(wire, next(numbers))).is_refusal()]

    assert accepted == []
    assert await contents() == before
    assert 600 < len(refused) < len(attempts) - 100
