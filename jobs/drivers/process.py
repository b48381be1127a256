"""The worker's side of one child process that speaks to databases: many runs at once, and their connections."""

import asyncio
import itertools
import signal
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Self

from core.network import NetworkPolicy, Refused
from jobs.children.process import ChildLostError, ChildProcess
from jobs.drivers.address import SqlAddress
from jobs.drivers.attention import Mark
from jobs.drivers.channel import Channel
from jobs.drivers.connection import bounded_connection
from jobs.drivers.failure import CRASHES, KEEPS_BUSY, unreachable
from jobs.drivers.outcome import Ending, Outcome
from jobs.tls import Authorities

MEMORY_BYTES = 512 * 2**20
# A run that was told to end has so long to have its query cancelled in the database.
GOODBYE_SECONDS = 2.0
# One that is refused encryption, another, and as many to cancel the query.
CONNECTIONS_OF_A_RUN = 4
_SECONDS_BETWEEN_PINGS = 1.0


class RunLostError(Exception):
    """The process was lost while it carried a run; nobody knows how far that had got.

    `was_at_work` says whether the process was working on this very run, `milliseconds` how long the run had lasted. The
    message is the sentence for a server whose answer does this whenever it comes.
    """

    def __init__(self, loss: ChildLostError, *, was_at_work: bool, milliseconds: float) -> None:
        super().__init__(KEEPS_BUSY if loss.status in {None, -signal.SIGPROF} else CRASHES)
        self.was_at_work = was_at_work
        self.milliseconds = milliseconds


class DriverFaultError(Exception):
    """A run has broken by a fault of ours."""


@dataclass(eq=False, slots=True)
class _Run:
    """A run as the worker sees it: what it is for, what came of it, and the connections that were made for it."""

    address: SqlAddress
    network: NetworkPolicy
    started: float
    # What the process said of its end; None when it has taken note that nobody waits any more.
    end: "asyncio.Future[dict[str, str] | None]"
    over: asyncio.Event = field(default_factory=asyncio.Event)
    connecting: "list[asyncio.Task[None]]" = field(default_factory=list)
    obstacle: OSError | Refused | None = None


class DriverProcess:
    """A running child process. Whoever starts it stops it; it stops itself when it is lost."""

    def __init__(self, process: ChildProcess, channel: Channel, mark: Mark, *, patience: float) -> None:
        self._process = process
        self._channel = channel
        self._mark = mark
        self._patience = patience
        self._numbers = itertools.count(1)
        self._runs: dict[int, _Run] = {}
        self._loss: ChildLostError | None = None
        self._pong = asyncio.Event()
        self._stopping: asyncio.Task[None] | None = None
        self._listening = asyncio.create_task(self._listen())
        self._watching = asyncio.create_task(self._watch())
        self.last_used = time.monotonic()

    @classmethod
    async def start(cls, authorities: Authorities, *, patience: float) -> Self:
        """Start a process and wait until it is ready. Raises ChildProcessError when it does not get so far.

        One that does not answer for `patience` seconds is lost.
        """
        channel, mark = Channel(), Mark.create()
        try:
            channel.send({"trust": asdict(authorities)})
            process = await ChildProcess.start(
                *("jobs.drivers.child", str(MEMORY_BYTES), str(mark.file)),
                name="the process of the database drivers",
                stdin=channel.file,
                files=[mark.file],
            )
        except BaseException:
            await channel.close()
            mark.close()
            raise
        channel.keep_one_end()
        return cls(process, channel, mark, patience=patience)

    @property
    def loss(self) -> ChildLostError | None:
        """Why the process is lost, None as long as it is not."""
        return self._loss

    @property
    def is_idle(self) -> bool:
        """Whether it carries no run."""
        return not self._runs

    async def run(self, address: SqlAddress, query: str, network: NetworkPolicy, seconds: float) -> Outcome:
        """Log in and run a query within `seconds`, over connections that `network` allows.

        A run that takes longer, or is cancelled, is cancelled in the database too, by and by. Raises RunLostError when
        the process ends before the run does, DriverFaultError, and `core.network.Refused`.
        """
        if self._loss is not None:
            raise RunLostError(self._loss, was_at_work=False, milliseconds=0)
        number, end = next(self._numbers), asyncio.get_running_loop().create_future()
        self.last_used = started = time.monotonic()
        self._runs[number] = run = _Run(address, network, started, end)
        self._channel.send({"run": number, "address": address.to_json(), "query": query})
        try:
            await asyncio.wait([end], timeout=seconds)
            lasted = (time.monotonic() - started) * 1000
            is_late = not end.done()
            if is_late:
                self._dismiss(number, run)
                # Its word that it could have heard the server: a process that hangs is no evidence against anybody.
                await asyncio.wait([end])
        except asyncio.CancelledError:
            self._dismiss(number, run)
            raise
        said = end.result()
        if is_late or said is None:
            return Outcome(Ending.TIMED_OUT, lasted)
        return _outcome(said, run.obstacle, lasted)

    async def stop(self) -> None:
        """Let runs that were told to end do so, then end the process and all that was done for it."""
        if self._stopping is None:
            self._stopping = asyncio.create_task(self._stop())
        await asyncio.shield(self._stopping)

    async def _stop(self) -> None:
        if self._runs:
            over = [asyncio.create_task(run.over.wait()) for run in self._runs.values()]
            await asyncio.wait(over, timeout=GOODBYE_SECONDS)
        self._watching.cancel()
        self._listening.cancel()
        await asyncio.gather(self._watching, self._listening, return_exceptions=True)
        await self._lose(ChildLostError("it was stopped"))
        await self._channel.close()
        self._mark.close()

    def _dismiss(self, number: int, run: _Run) -> None:
        """Tell the process that nobody waits for a run any more."""
        self._channel.send({"cancel": number})
        asyncio.get_running_loop().call_later(GOODBYE_SECONDS, run.over.set)

    async def _listen(self) -> None:
        try:
            while True:
                self._heed(await self._process.receive())
        except ChildLostError as loss:
            await self._lose(loss)

    def _heed(self, answer: object) -> None:
        match answer:
            case {"connect": int(number)} if run := self._runs.get(number):
                if len(run.connecting) == CONNECTIONS_OF_A_RUN:
                    raise ChildLostError("it asked for too many connections")
                run.connecting.append(asyncio.create_task(self._connect(number, run)))
            case {"cancelled": int(number)} if run := self._runs.get(number):
                if not run.end.done():
                    run.end.set_result(None)
            case {"ended": int(number), **end} if run := self._runs.pop(number, None):
                run.over.set()
                if not run.end.done():
                    run.end.set_result({str(key): str(value) for key, value in end.items()})
            case "pong":
                self._pong.set()
            case _:
                raise ChildLostError("it replied nonsense")

    async def _connect(self, number: int, run: _Run) -> None:
        """Make a connection for a run, which the process gets, and keep it until the run is over."""
        try:
            async with bounded_connection(run.network, run.address.host, run.address.port) as given:
                self._channel.send({"connected": number}, given)
                await run.over.wait()
        except (OSError, Refused) as error:
            run.obstacle = run.obstacle or error
            self._channel.send({"unreachable": number})

    async def _watch(self) -> None:
        """Lose the process when it does not answer."""
        while True:
            await asyncio.sleep(_SECONDS_BETWEEN_PINGS)
            if self._runs and not await self._answers():
                await self._lose(ChildLostError("it did not answer"))
                return

    async def _answers(self) -> bool:
        self._pong.clear()
        self._channel.send("ping")
        # Twice half of the patience: a worker that stood still itself finds the answer in the second half.
        for _ in range(2):
            with suppress(TimeoutError):
                async with asyncio.timeout(self._patience / 2):
                    await self._pong.wait()
                    return True
        return False

    async def _lose(self, loss: ChildLostError) -> None:
        """Take note that the process is lost, and tell every run."""
        self._loss = loss = self._loss or loss
        await self._process.stop()
        runs, self._runs = self._runs, {}
        at_work = self._mark.read() if runs else 0
        for number, run in runs.items():
            run.over.set()
            if not run.end.done():
                milliseconds = (time.monotonic() - run.started) * 1000
                run.end.set_exception(RunLostError(loss, was_at_work=number == at_work, milliseconds=milliseconds))
                run.end.exception()  # so that it is no loose end where nobody waits any more
        connecting = [task for run in runs.values() for task in run.connecting]
        for task in connecting:
            task.cancel()
        await asyncio.gather(*connecting, return_exceptions=True)


def _outcome(said: dict[str, str], obstacle: OSError | Refused | None, latency: float) -> Outcome:
    if "fault" in said:
        raise DriverFaultError(said["fault"])
    if "failure" not in said:
        return Outcome(Ending.DONE, latency)
    if isinstance(obstacle, Refused):
        raise obstacle
    return Outcome(Ending.FAILED, latency, said["failure"] if obstacle is None else unreachable(obstacle))
