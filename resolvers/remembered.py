"""Answers that were computed from samples, kept until the samples change."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Remembered(Generic[Answer]):
    """The most recent answers of this process, each with the stamp of what it was computed from.

    A stamp holds the version of the samples, which every process changes in the database as it writes: an answer with
    another stamp than the one of now is not given again.
    """

    def __init__(self, size: int, weigh: Callable[[Answer], int] = lambda _: 1) -> None:
        """Keep answers that weigh at most `size` together; the one that was not asked for the longest goes first."""
        self._size = size
        self._weigh = weigh
        self._weight = 0
        self._answers: OrderedDict[Hashable, tuple[Hashable, Answer]] = OrderedDict()

    def get(self, question: Hashable, stamp: Hashable) -> Answer | None:
        """Return the answer that was computed at `stamp`, or None."""
        found = self._answers.get(question)
        if found is None or found[0] != stamp:
            return None
        self._answers.move_to_end(question)
        return found[1]

    def put(self, question: Hashable, stamp: Hashable, answer: Answer) -> None:
        """Keep an answer that was computed from what `stamp` stands for, which was read before."""
        self._drop(question)
        self._answers[question] = stamp, answer
        self._weight += self._weigh(answer)
        while self._weight > self._size:
            self._drop(next(iter(self._answers)))

    def _drop(self, question: Hashable) -> None:
        found = self._answers.pop(question, None)
        if found is not None:
            self._weight -= self._weigh(found[1])
