"""The mark of the run that is being worked on, in everything that is done for it."""

import asyncio
import os
import socket
from contextvars import copy_context

import pytest

from jobs.drivers.attention import RUN, AttentiveLoop, Mark


@pytest.fixture
def mark():
    mark = Mark.create()
    yield mark
    mark.close()


class Listener(asyncio.Protocol):
    def __init__(self, mark: Mark, heard: "asyncio.Future[int]") -> None:
        self.mark = mark
        self.heard = heard

    def data_received(self, data: bytes) -> None:
        self.heard.set_result(self.mark.read())


async def work(mark: Mark) -> list[int]:
    """Return the mark in a task's first step, a later one, a callback, a timer, a task of its own and a transport."""
    loop = asyncio.get_running_loop()
    seen = [mark.read()]
    await asyncio.sleep(0)
    seen.append(mark.read())
    called, timed, heard = loop.create_future(), loop.create_future(), loop.create_future()
    loop.call_soon(lambda: called.set_result(mark.read()))
    loop.call_later(0, lambda: timed.set_result(mark.read()))
    seen += [await called, await timed]

    async def read() -> int:
        return mark.read()

    seen.append(await asyncio.create_task(read()))
    there, here = socket.socketpair()
    transport, _ = await loop.create_connection(lambda: Listener(mark, heard), sock=here)
    there.send(b"x")
    seen.append(await heard)
    transport.close()
    there.close()
    return seen


def test_whatever_is_done_for_a_run_is_marked_and_nothing_else(mark):
    async def main() -> list[list[int]]:
        tasks = []
        for number in (7, 2**40):
            context = copy_context()
            context.run(RUN.set, number)
            tasks.append(asyncio.get_running_loop().create_task(work(mark), context=context))
        return [await task for task in tasks] + [await work(mark)]

    with asyncio.Runner(loop_factory=lambda: AttentiveLoop(mark)) as runner:
        assert runner.run(main()) == [[7] * 6, [2**40] * 6, [0] * 6]
    assert mark.read() == 0


def test_a_mark_is_seen_wherever_its_file_is_opened(mark):
    other = Mark(os.dup(mark.file))

    mark.write(12)

    assert other.read() == 12
    other.close()
