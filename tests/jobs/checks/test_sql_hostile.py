"""SQL checks of servers whose answers crash a driver or hold it up, and what happens to the checks beside them."""

import asyncio
import os
import random
import resource
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from jobs.checks import run_check
from jobs.drivers import pool as driver_pool
from jobs.drivers import process
from jobs.drivers.pool import DriverPool
from jobs.tls import Authorities
from models.check_config import read
from models.enums import MonitorType, SampleType, Status
from models.observation import Observation
from tests.jobs.checks import postgres_server
from tests.jobs.checks.postgres_server import CRASH, LOGIN, LOOP, ONE_ROW, answering, hear
from tests.jobs.children.processes import (
    DRIVERS,
    children,
    command_of,
    environment_of,
    only_child,
    open_files_of,
    wait_until_gone,
)

ROOT = Path(__file__).parents[3]
# Long enough for a query that must come to its end, and for a process that must be missed.
PATIENT = 20_000


async def check(context, port, **type_data):
    address = f"postgres://probe:hunter2@127.0.0.1:{port}/shop"
    document = {"connectionString": address, "query": "SELECT 1", "timeout": PATIENT, **type_data}
    return await run_check(MonitorType.SQL, read(MonitorType.SQL, document), context)


def ended(seen: Observation) -> tuple[Status, SampleType, str | None]:
    return seen.status, seen.type, seen.message


UP = (Status.UP, SampleType.REALTIME, None)
CRASHES = (Status.DOWN, SampleType.ERROR, "The answer crashes the driver")
KEEPS_BUSY = (Status.DOWN, SampleType.ERROR, "The answer keeps the driver busy")


ATTACKS = [
    pytest.param((LOGIN, CRASH), CRASHES, id="crash"),
    pytest.param((LOOP, ()), KEEPS_BUSY, id="loop"),
]


class Neighbourhood:
    """Honest servers that answer the second time they are asked, and a hostile one that waits until all are asked."""

    def __init__(self, size: int, attack: tuple[Sequence[bytes], Sequence[bytes]] = (LOGIN, CRASH)) -> None:
        self.size = size
        self.first, self.then = attack
        self.asked: Counter[str] = Counter()
        self.all_asked = asyncio.Event()

    async def honest(self, reader, writer):
        await postgres_server.introduce(reader, writer)
        writer.write(b"".join(LOGIN))
        await hear(reader)
        self.asked["honest"] += 1
        if self.asked["honest"] == self.size:
            self.all_asked.set()
        if self.asked["honest"] > self.size:
            writer.write(b"".join(ONE_ROW))
        await hear(reader)

    async def hostile(self, reader, writer):
        await postgres_server.introduce(reader, writer)
        self.asked["hostile"] += 1
        await self.all_asked.wait()
        writer.write(b"".join(self.first))
        await hear(reader)
        writer.write(b"".join(self.then))
        await reader.read()


@pytest.mark.parametrize(("attack", "end"), ATTACKS)
async def test_an_answer_that_ends_the_driver_is_one_failed_observation(context, talk, attack, end):
    first, then = attack

    seen = await check(context, await talk(answering(*then, first=first)))

    assert ended(seen) == end
    assert seen.is_evidence
    assert seen.latency > 0


async def test_nothing_of_the_connection_string_is_written_anywhere(context, talk, capfd, caplog):
    await check(context, await talk(answering(*CRASH)))

    written = capfd.readouterr()
    assert "hunter2" not in written.out + written.err + caplog.text


@pytest.mark.parametrize(("attack", "end"), ATTACKS)
async def test_checks_beside_one_that_ends_the_driver_come_out_right(context, talk, attack, end):
    servers = Neighbourhood(30, attack)
    honest, hostile = await talk(servers.honest), await talk(servers.hostile)

    attacked, *others = await asyncio.gather(check(context, hostile), *(check(context, honest) for _ in range(30)))

    assert ended(attacked) == end
    assert [ended(seen) for seen in others] == [UP] * 30
    assert servers.asked == {"honest": 60, "hostile": 2}


async def test_a_server_that_was_found_out_is_kept_apart_the_next_time(context, talk):
    servers = Neighbourhood(1)
    honest, hostile = await talk(servers.honest), await talk(servers.hostile)
    await asyncio.gather(check(context, hostile), check(context, honest))
    shared = only_child(DRIVERS)

    again = await asyncio.gather(check(context, hostile), check(context, honest))

    assert [ended(seen) for seen in again] == [CRASHES, UP]
    assert servers.asked == {"honest": 3, "hostile": 3}
    assert shared in children(DRIVERS)


async def test_a_process_that_is_killed_from_outside_is_nobodys_fault(context, talk):
    servers = Neighbourhood(3)
    honest = await talk(servers.honest)
    running = [asyncio.create_task(check(context, honest)) for _ in range(3)]
    await servers.all_asked.wait()

    os.kill(only_child(DRIVERS), signal.SIGSEGV)

    assert [ended(seen) for seen in await asyncio.gather(*running)] == [UP] * 3


async def test_a_process_that_hangs_is_replaced_and_no_evidence_against_anybody(context, talk):
    servers = Neighbourhood(3)
    honest = await talk(servers.honest)
    async with DriverPool(Authorities.of(context.tls), patience=0.2) as impatient:
        context = replace(context, databases=impatient)
        running = [asyncio.create_task(check(context, honest, timeout=timeout)) for timeout in (600, 1200, PATIENT)]
        await servers.all_asked.wait()

        os.kill(only_child(DRIVERS), signal.SIGSTOP)

        assert [ended(seen) for seen in await asyncio.gather(*running)] == [UP] * 3


async def test_a_process_that_can_not_be_started_is_no_evidence(context, talk, monkeypatch):
    port = await talk(answering(*ONE_ROW))
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", "/bin/false")
        with pytest.raises(ChildProcessError, match=r"^the process of the database drivers did not start: "):
            await check(context, port)

    assert ended(await check(context, port)) == UP


async def test_no_check_waits_on_its_own_time_for_a_process(context, talk, monkeypatch):
    start = DriverPool._start

    async def start_slowly(pool):
        await asyncio.sleep(0.6)
        return await start(pool)

    monkeypatch.setattr(DriverPool, "_start", start_slowly)

    seen = await check(context, await talk(answering(*ONE_ROW)), timeout=500)

    assert ended(seen) == UP
    assert seen.latency < 500


def mutated(pick: random.Random, messages: list[bytes]) -> list[bytes]:
    """Return messages of which one is changed, moved, cut or gone."""
    position = pick.randrange(len(messages))
    one = messages[position]
    match pick.randrange(5):
        case 0:
            return [*messages[:position], *messages[position + 1 :], one]
        case 1:
            return [*messages, one]
        case 2:
            length = pick.choice([-1, 0, 1, 3, 4, 5, 2**31 - 1, -(2**31), pick.randrange(200)])
            changed = one[:1] + length.to_bytes(4, "big", signed=True) + one[5:]
        case 3:
            changed = one[: pick.randrange(5, len(one) + 1)]
        case _:
            data = bytearray(one)
            data[pick.randrange(len(data))] = pick.randrange(256)
            changed = bytes(data)
    return [*messages[:position], changed, *messages[position + 1 :]]


def hostile_conversation(seed: int) -> postgres_server.Converse:
    pick = random.Random(seed)
    first, then = list(LOGIN), list(ONE_ROW)
    for _ in range(pick.randrange(1, 4)):
        if pick.random() < 0.5:
            first = mutated(pick, first)
        else:
            then = mutated(pick, then)

    return answering(*then, first=first)


async def test_whatever_servers_say_is_an_observation(context, talk):
    ports = [await talk(hostile_conversation(seed)) for seed in range(100)]
    crashing, honest = await talk(answering(*CRASH)), await talk(answering(*ONE_ROW))

    *seen, crashed, unharmed = await asyncio.gather(
        *(check(context, port, timeout=500) for port in ports),
        *(check(context, port, timeout=PATIENT) for port in (crashing, honest)),
    )

    assert {type(one) for one in seen} == {Observation}
    assert {one.type for one in seen} <= {SampleType.REALTIME, SampleType.TIMEOUT, SampleType.ERROR}
    assert {one.is_evidence for one in seen} == {True}
    assert (ended(crashed), ended(unharmed)) == (CRASHES, UP)


async def test_one_process_carries_all_checks(context, talk):
    port = await talk(answering(*ONE_ROW))
    assert children(DRIVERS) == set()

    seen = await asyncio.gather(*(check(context, port) for _ in range(200)))

    assert [ended(one) for one in seen] == [UP] * 200
    assert len(children(DRIVERS)) == 1


async def test_checks_that_hang_delay_nobody(context, talk):
    async def hang(reader, writer):
        await reader.read()

    silent, honest = await talk(hang), await talk(answering(*ONE_ROW))
    hanging = [asyncio.create_task(check(context, silent)) for _ in range(100)]

    assert ended(await check(context, honest, timeout=5000)) == UP

    assert not any(task.done() for task in hanging)
    for task in hanging:
        task.cancel()
    await asyncio.gather(*hanging, return_exceptions=True)


async def test_a_process_inherits_nothing_of_the_worker(context, talk, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://user:secret@db/heliograph")

    await check(context, await talk(answering(*ONE_ROW)))

    child = only_child(DRIVERS)
    assert environment_of(child).keys() == {"PYTHONPATH"}
    assert "hunter2" not in command_of(child)
    # The standard streams are the worker's to give.
    assert not [file for file in open_files_of(child) - {0, 1, 2} if is_a_file(child, file)]


def is_a_file(pid: int, descriptor: int) -> bool:
    """Return whether a descriptor is of something in a folder: no pipe, socket, or memory."""
    target = str(Path(f"/proc/{pid}/fd/{descriptor}").readlink())
    return target.startswith("/") and not target.startswith("/memfd:mark")


async def test_a_process_is_confined(context, talk):
    await check(context, await talk(answering(*ONE_ROW)))
    child = only_child(DRIVERS)

    def limit(kind: int) -> tuple[int, int]:
        return resource.prlimit(child, kind)

    assert limit(resource.RLIMIT_FSIZE) == (0, 0)
    assert limit(resource.RLIMIT_CORE) == (0, 0)
    assert limit(resource.RLIMIT_NPROC) == (0, 0)
    soft, hard = limit(resource.RLIMIT_AS)
    assert 512 * 2**20 < soft == hard < 2**30
    assert os.getpriority(os.PRIO_PROCESS, child) == min(19, os.nice(0) + 5)
    assert os.getsid(child) == child


async def test_a_process_that_is_not_needed_for_a_while_goes(context, talk, monkeypatch):
    monkeypatch.setattr(driver_pool, "_SECONDS_BETWEEN_LOOKS", 0.01)
    monkeypatch.setattr(driver_pool, "IDLE_SECONDS", 0)
    port = await talk(answering(*ONE_ROW))

    assert ended(await check(context, port)) == UP
    async with asyncio.timeout(10):
        while children(DRIVERS):  # noqa: ASYNC110 - nobody tells of a process that goes
            await asyncio.sleep(0.01)

    assert ended(await check(context, port)) == UP


async def test_a_process_that_is_old_is_replaced_and_ends_what_it_has_begun(context, talk, monkeypatch):
    arrived, released = asyncio.Event(), asyncio.Event()

    async def answer_when_released(reader, writer):
        await postgres_server.introduce(reader, writer)
        writer.write(b"".join(LOGIN))
        await hear(reader)
        arrived.set()
        await released.wait()
        writer.write(b"".join(ONE_ROW))
        await hear(reader)

    monkeypatch.setattr(driver_pool, "_SECONDS_BETWEEN_LOOKS", 0.01)
    monkeypatch.setattr(process, "GOODBYE_SECONDS", 0)
    begun = asyncio.create_task(check(context, await talk(answer_when_released)))
    await arrived.wait()
    old = only_child(DRIVERS)
    monkeypatch.setattr(driver_pool, "SECONDS_OF_LIFE", 0)
    port = await talk(answering(*ONE_ROW))
    async with asyncio.timeout(20):
        while not children(DRIVERS) - {old}:
            assert ended(await check(context, port)) == UP

    assert old in children(DRIVERS)
    released.set()

    assert ended(await begun) == UP


async def test_a_closed_pool_leaves_no_process_and_runs_nothing(context, talk):
    port = await talk(answering(*ONE_ROW))
    await check(context, port)

    await context.databases.close()

    assert children(DRIVERS) == set()
    with pytest.raises(RuntimeError, match=r"^the pool of database drivers is closed$"):
        await check(context, port)


async def test_a_process_dies_with_the_worker(talk):
    async def hang(reader, writer):
        await reader.read()

    program = f"""
import asyncio, ssl
from core.network import NetworkPolicy
from jobs.checks.sql_address import parse
from jobs.drivers.pool import DriverPool
from jobs.tls import Authorities
from tests.jobs.children.processes import DRIVERS, children

async def main():
    pool = DriverPool(Authorities.of(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)))
    address = parse(None, "postgres://u@127.0.0.1:{await talk(hang)}/d")
    running = asyncio.create_task(pool.run(address, "SELECT 1", NetworkPolicy(), 60))
    while not pool._shared:
        await asyncio.sleep(0)
    print(*children(DRIVERS), flush=True)
    await running

asyncio.run(main())
"""
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program), stdout=subprocess.PIPE, env={"PYTHONPATH": str(ROOT)}
    )
    child = os.pidfd_open(int(await parent.stdout.readline()))
    try:
        parent.kill()
        await parent.wait()

        assert await asyncio.to_thread(wait_until_gone, child)
    finally:
        os.close(child)
