"""Monitors of several hosts: all are asked at once, and together they make one observation."""

import asyncio
import socket
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any, TypeVar

from jobs.checks import verdict
from jobs.checks.context import SnippetRunner
from models import observation
from models.check_config.configuration import HostType
from models.enums import Status
from models.observation import Observation

FAMILY_OF: Mapping[HostType, socket.AddressFamily] = {
    HostType.IP4: socket.AF_INET,
    HostType.IP6: socket.AF_INET6,
    HostType.DOMAIN: socket.AF_UNSPEC,
}

Question = TypeVar("Question")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class HostAnswer:
    """What one host did.

    `latency` is in milliseconds, None if the host didn't answer; then `problem` says why, and `is_timeout` whether
    it kept silent. `document` is what a snippet gets to see.
    """

    document: Mapping[str, object]
    latency: float | None = None
    problem: str = ""
    is_timeout: bool = False


async def ask_all(
    questions: Iterable[Question], ask: Callable[[Question], Coroutine[Any, Any, Answer]]
) -> list[Answer]:
    """Return the answers to all questions, asked at once, in their order.

    What `ask` raises (a refusal, a bug) is raised, and ends all the others.
    """
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(ask(question)) for question in questions]
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return [task.result() for task in tasks]


async def judge(answers: Sequence[HostAnswer], snippets: SnippetRunner, snippet: str) -> Observation:
    """Return what the answers mean: by the snippet, or else UP if all answered, DOWN if none did, else DEGRADED.

    Latency is the mean of those that answered.
    """
    latencies = [answer.latency for answer in answers if answer.latency is not None]
    latency = fmean(latencies) if latencies else None
    if snippet.strip():
        documents = [dict(answer.document) for answer in answers]
        return await verdict.by_snippet(snippets, snippet, [documents], latency=latency)
    silent = [answer for answer in answers if answer.latency is None]
    if not silent:
        return Observation(Status.UP, latency=latency)
    problem = silent[0].problem
    if latencies:
        message = f"{len(latencies)} of {len(answers)} hosts answer. {problem}"
        return Observation(Status.DEGRADED, latency=latency, message=message[:200])
    if all(answer.is_timeout for answer in silent):
        return observation.timed_out(problem)
    return observation.failed(problem)
