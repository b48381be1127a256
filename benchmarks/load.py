"""A load generator, a process of its own: it asks one server over a number of connections, as fast as it is answered.

It reads orders from standard input, a line of JSON each, and writes what it measured, a line of JSON each. Requests
are bytes that are made beforehand; where a request holds MARK, every one that is sent has another number there.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from itertools import count
from typing import Any, cast

import uvloop

MARK = "0000000000"
MOST_SHOWN = 2000
_numbers = count(1)


class Client(asyncio.Protocol):
    """A connection that sends a request as soon as the one before is answered, until time is up."""

    def __init__(self, requests: Iterator[str], until: float, latencies: list[float]) -> None:
        self._requests = requests
        self._until = until
        self._latencies = latencies
        self._received = bytearray()
        self._sent = 0.0
        self.failures: list[str] = []
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)
        self._send()

    def _send(self) -> None:
        request = next(self._requests, None)
        if request is None or time.perf_counter() >= self._until:
            self._transport.close()
            return
        data = request.replace(MARK, f"{next(_numbers):010}").encode()
        self._sent = time.perf_counter()
        self._transport.write(data)

    def data_received(self, data: bytes) -> None:
        self._received += data
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self._received[:end]).lower()
        _, _, rest = head.partition(b"content-length:")
        if len(self._received) < end + 4 + int(rest.split(b"\r", 1)[0] or 0):
            return
        self._latencies.append(time.perf_counter() - self._sent)
        body = self._received[end + 4 :]
        if head[9:10] != b"2" or body.startswith(b'{"errors"'):
            self.failures.append(f"{head[:40]!r} {bytes(body[:300])!r}")
        self._received.clear()
        self._send()

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_result(None)


async def carry_out(order: dict[str, Any]) -> dict[str, Any]:
    """Ask as ordered: `requests` again and again for so many `seconds`, or each of them once."""
    latencies: list[float] = []
    requests = order["requests"]
    seconds = order["seconds"]
    endless = iter(requests) if seconds is None else (requests[number % len(requests)] for number in count())
    begun = time.perf_counter()
    until = begun + (seconds or 600)
    loop = asyncio.get_running_loop()
    clients = []
    for _ in range(order["connections"]):
        _, client = await loop.create_connection(lambda: Client(endless, until, latencies), *order["address"])
        clients.append(client)
    await asyncio.gather(*(client.ended for client in clients))
    failures = [failure for client in clients for failure in client.failures]
    elapsed = time.perf_counter() - begun
    latencies.sort()
    # As many as a pipe takes at once; always with the longest.
    shown = latencies[:: -(len(latencies) // MOST_SHOWN + 1)][::-1]
    return {
        "rate": len(latencies) / elapsed,
        "latencies": [round(each, 5) for each in shown],
        "failures": failures[:3],
    }


def main() -> None:
    for line in sys.stdin:
        print(json.dumps(uvloop.run(carry_out(json.loads(line)))), flush=True)


if __name__ == "__main__":
    main()
