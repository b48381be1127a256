"""A child process that speaks to databases: many runs at once, over connections that the worker makes for it.

Started by `jobs.drivers.process` as `python -m jobs.drivers.child MEMORY_BYTES MARK`. Standard input is a socket, by
which requests come as frames, and connections as file descriptors beside them; answers go to standard output.

| request | answer |
| --- | --- |
| `trust`: the authorities, once | `"ready"` |
| `run`: an address and a query | `ended`, sooner or later; before that `connect` for each connection that is wanted |
| `connected`, with a descriptor, or `unreachable` | |
| `cancel` | `cancelled`, at once; `ended` when the database has been told |
| `ping` | `pong` |
"""

import asyncio
import json
import logging
import os
import socket
import sys
from collections import deque
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any, NoReturn

from jobs import tls
from jobs.children import frames
from jobs.children.confinement import confine
from jobs.drivers import mysql, postgres
from jobs.drivers.address import Dialect, SqlAddress
from jobs.drivers.attention import RUN, AttentiveLoop, Mark
from jobs.drivers.dialogue import Dialogue
from jobs.drivers.failure import QueryFailedError, unreachable

# Each run has one connection, or two for a moment.
OPEN_FILES = 8_192
_CHUNK = 65_536
_DESCRIPTORS_AT_ONCE = 64
_DRIVERS = MappingProxyType({Dialect.POSTGRES: postgres.run, Dialect.MYSQL: mysql.run})


class Unreachable(ConnectionError):  # noqa: N818 - the worker knows why, and says it
    """The worker could not make a connection, or did not allow it."""


@dataclass(eq=False, slots=True)
class _Run:
    """A run, and the connections that it waits for."""

    task: "asyncio.Task[dict[str, str]]"
    waiting: "deque[asyncio.Future[socket.socket]]" = field(default_factory=deque)


class Child:
    """The runs of this process, driven by what the worker sends through `channel`; `say` answers it."""

    def __init__(self, channel: socket.socket, say: Callable[[object], None]) -> None:
        self._channel = channel
        self._say = say
        self._loop = asyncio.get_running_loop()
        self._received = bytearray()
        self._descriptors: deque[int] = deque()
        self._runs: dict[int, _Run] = {}
        self._verified = self._any_certificate = tls.trusting()
        self._ended = asyncio.Event()

    async def serve(self) -> None:
        """Heed the worker until it closes the channel."""
        self._loop.add_reader(self._channel, self._read)
        try:
            await self._ended.wait()
        finally:
            self._loop.remove_reader(self._channel)

    def _read(self) -> None:
        data, descriptors, flags, _ = socket.recv_fds(self._channel, _CHUNK, _DESCRIPTORS_AT_ONCE)
        if flags & socket.MSG_CTRUNC:
            # A connection that is lost on its way here is no server's fault.
            os._exit(os.EX_OSERR)
        if not data:
            self._ended.set()
        self._received += data
        self._descriptors += descriptors
        while (request := frames.take(self._received)) is not None:
            self._heed(json.loads(request))

    def _heed(self, request: dict[str, Any]) -> None:
        match request:
            case {"trust": authorities}:
                self._verified = tls.Authorities(**authorities).context()
                self._say(frames.READY)
            case {"run": int(number), "address": address, "query": str(query)}:
                self._begin(number, SqlAddress.from_json(address), query)
            case {"connected": int(number)}:
                connection = socket.socket(fileno=self._descriptors.popleft())
                connection.setblocking(False)
                self._hand_over(number, connection)
            case {"unreachable": int(number)}:
                self._hand_over(number, None)
            case {"cancel": int(number)}:
                if number in self._runs:
                    self._say({"cancelled": number})
                    self._runs[number].task.cancel()
            case "ping":
                self._say("pong")

    def _begin(self, number: int, address: SqlAddress, query: str) -> None:
        context = copy_context()
        context.run(RUN.set, number)
        task = self._loop.create_task(self._run(number, address, query), context=context)
        self._runs[number] = _Run(task)
        task.add_done_callback(partial(self._end, number))

    def _end(self, number: int, task: "asyncio.Task[dict[str, str]]") -> None:
        del self._runs[number]
        self._say({"ended": number} | ({} if task.cancelled() else task.result()))

    def _hand_over(self, number: int, connection: socket.socket | None) -> None:
        """Give a connection (or the news that there is none) to the run that asked first, if anybody still waits."""
        run = self._runs.get(number)
        waiting = run.waiting.popleft() if run and run.waiting else None
        if waiting is None or waiting.done():
            if connection is not None:
                connection.close()
        elif connection is None:
            waiting.set_exception(Unreachable())
        else:
            waiting.set_result(connection)

    async def _connect(self, number: int) -> socket.socket:
        connection: asyncio.Future[socket.socket] = self._loop.create_future()
        self._runs[number].waiting.append(connection)
        self._say({"connect": number})
        return await connection

    async def _run(self, number: int, address: SqlAddress, query: str) -> dict[str, str]:
        """Run a query; returns what there is to say of its end."""
        dialogue = Dialogue(partial(self._connect, number), self._verified, self._any_certificate)
        try:
            await _DRIVERS[address.dialect](address, query, dialogue)
        except QueryFailedError as error:
            return {"failure": str(error)}
        except OSError as error:
            return {"failure": unreachable(error)}
        except MemoryError:
            _out_of_memory()
        except Exception as error:  # noqa: BLE001 - a fault of ours: the worker raises it, where it is logged
            return {"fault": _place(error)}
        return {}


def _out_of_memory() -> NoReturn:
    """End this process: who used its memory up is unknown, and what else has failed of it, too."""
    os._exit(os.EX_OSERR)


def _place(error: Exception) -> str:
    """Return what an exception is and where it was raised: its message may hold what must not be shown."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "" if trace is None else f" at {trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
    return f"{type(error).__name__}{place}"


def _on_loose_error(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Drop what a driver lets fall: runs tell how they end, and the rest may hold data."""
    if isinstance(context.get("exception"), MemoryError):
        _out_of_memory()


def _write(answer: object) -> None:
    sys.stdout.buffer.write(frames.encode(answer))
    sys.stdout.buffer.flush()


async def _main() -> None:
    asyncio.get_running_loop().set_exception_handler(_on_loose_error)
    await Child(socket.socket(fileno=os.dup(sys.stdin.fileno())), _write).serve()


def main() -> None:
    """Serve until standard input ends, then end at once."""
    memory_bytes, mark = int(sys.argv[1]), Mark(int(sys.argv[2]))
    # One driver looks for client certificates in its user's home, which are for nobody here.
    os.environ["HOME"] = os.devnull
    # Drivers write what they trip over, with the data, in whatever number a server likes.
    logging.disable()
    sys.unraisablehook = lambda *_: None
    confine(memory_bytes=memory_bytes, open_files=OPEN_FILES)
    with asyncio.Runner(loop_factory=lambda: AttentiveLoop(mark)) as runner:
        runner.run(_main())
        os._exit(os.EX_OK)


if __name__ == "__main__":
    main()
