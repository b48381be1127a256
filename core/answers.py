"""Answers that are given again as long as nothing has changed that they say."""

import asyncio
import hashlib
import itertools
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

MAX_BYTES = 8 * 1024 * 1024
MAX_ANSWER_BYTES = 1024 * 1024
_ENTRY_BYTES = 370  # what an entry takes beside its body: the digest of its question, and its place in the dictionary


class Room:
    """Where a process keeps bodies, whichever door made them: those of one mark, the longest unused make room."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        """Keep up to `max_bytes`, of bodies and of what is needed to find them."""
        self._max_bytes = max_bytes
        self._bytes = 0
        self._mark: str | None = None
        self._bodies: OrderedDict[Hashable, bytes] = OrderedDict()

    def get(self, key: Hashable, mark: str) -> bytes | None:
        """Return what is kept; `mark` is the one of now, and what was kept under another one is dropped."""
        if mark != self._mark:
            self.empty()
            self._mark = mark
        body = self._bodies.get(key)
        if body is not None:
            self._bodies.move_to_end(key)
        return body

    def put(self, key: Hashable, mark: str, body: bytes) -> None:
        """Keep a body; one that nobody could ask for any more, or that is huge, is not kept."""
        if mark != self._mark or len(body) > MAX_ANSWER_BYTES:
            return
        self._forget(key)
        self._bodies[key] = body
        self._bytes += len(body) + _ENTRY_BYTES
        while self._bytes > self._max_bytes:
            self._forget(next(iter(self._bodies)))

    def empty(self) -> None:
        """Keep nothing that was kept until now."""
        self._mark = None
        self._bytes = 0
        self._bodies.clear()

    def _forget(self, key: Hashable) -> None:
        body = self._bodies.pop(key, None)
        if body is not None:
            self._bytes -= len(body) + _ENTRY_BYTES


_room = Room()
_doors = itertools.count()


def forget_all() -> None:
    """Drop what all doors of this process have kept, where it is known to be void before anybody asks again."""
    _room.empty()


def digest(*question: object) -> bytes:
    """Return what a question is known by: the digest of what it is made of, as `repr` tells it, however long it is."""
    return hashlib.blake2b(repr(question).encode(), digest_size=32).digest()


class Answers:
    """The answers of one door. Questions are kept with their answers: they should be short, as `digest` makes them."""

    def __init__(self, room: Room | None = None) -> None:
        """Keep them in `room`; without one, in that which all doors of the process share."""
        self._room = _room if room is None else room
        self._door = next(_doors)
        self._being_made: dict[tuple[Hashable, str], asyncio.Future[bytes | None]] = {}

    async def find(self, question: Hashable, mark: str) -> bytes | None:
        """Return the answer of this question under the mark of now: the kept one, or the one that is being made.

        Many who ask at once, as they do after each change, cost one answer. None: make it yourself.
        """
        key = self._door, question
        being_made = self._being_made.get((key, mark))
        # Shielded: one who stops waiting takes the answer from nobody.
        return self._room.get(key, mark) if being_made is None else await asyncio.shield(being_made)

    @contextmanager
    def making(self, question: Hashable, mark: str) -> Iterator[None]:
        """Let others who ask meanwhile wait for what is `put` within; where nothing is, they make it themselves."""
        key = self._door, question
        made: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
        self._being_made[key, mark] = made
        try:
            yield
        finally:
            if self._being_made.get((key, mark)) is made:
                del self._being_made[key, mark]
            if not made.done():
                made.set_result(None)

    def put(self, question: Hashable, mark: str, body: bytes) -> None:
        """Give an answer to those who wait, and keep it; `mark` must be of before it was made."""
        key = self._door, question
        being_made = self._being_made.get((key, mark))
        if being_made is not None and not being_made.done():
            being_made.set_result(body)
        self._room.put(key, mark, body)
