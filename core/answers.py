"""Answers that are given again as long as nothing has changed that they say."""

import asyncio
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

MAX_BYTES = 32 * 1024 * 1024
MAX_ANSWER_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Kept:
    mark: str
    body: bytes


class Answers:
    """The bodies of one process, each with the mark of what it was made from; the longest unused ones make room."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        """Keep up to `max_bytes` of bodies."""
        self._max_bytes = max_bytes
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._bytes = 0
        self._being_made: dict[tuple[Hashable, str], asyncio.Future[bytes | None]] = {}

    async def find(self, question: Hashable, mark: str) -> bytes | None:
        """Return the answer of this question under the same mark: the kept one, or the one that is being made.

        Many who ask at once, as they do after each change, cost one answer. None: make it yourself.
        """
        being_made = self._being_made.get((question, mark))
        # Shielded: one who stops waiting takes the answer from nobody.
        return self.get(question, mark) if being_made is None else await asyncio.shield(being_made)

    @contextmanager
    def making(self, question: Hashable, mark: str) -> Iterator[None]:
        """Let others who ask meanwhile wait for what is `put` within; where nothing is, they make it themselves."""
        made: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
        self._being_made[question, mark] = made
        try:
            yield
        finally:
            if self._being_made.get((question, mark)) is made:
                del self._being_made[question, mark]
            made.set_result(self.get(question, mark))

    def get(self, question: Hashable, mark: str) -> bytes | None:
        """Return the answer that was kept for this question under the same mark."""
        kept = self._kept.get(question)
        if kept is None or kept.mark != mark:
            return None
        self._kept.move_to_end(question)
        return kept.body

    def put(self, question: Hashable, mark: str, body: bytes) -> None:
        """Keep an answer; `mark` must be of before it was made."""
        if len(body) > MAX_ANSWER_BYTES:
            return
        self._forget(question)
        self._kept[question] = _Kept(mark, body)
        self._bytes += len(body)
        while self._bytes > self._max_bytes:
            self._forget(next(iter(self._kept)))

    def _forget(self, question: Hashable) -> None:
        kept = self._kept.pop(question, None)
        if kept is not None:
            self._bytes -= len(kept.body)
