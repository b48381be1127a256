"""The pool and its processes: limits, fairness, replacement, and what is left behind."""

import asyncio
import logging
import os
import resource
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from jobs.snippets.errors import SnippetError
from jobs.snippets.pool import SnippetPool
from tests.jobs.children.processes import (
    busy_child,
    children,
    environment_of,
    only_child,
    open_files_of,
    starting_child,
    wait_until_gone,
)

ROOT = Path(__file__).parents[3]
FOREVER = "() => { for (;;); }"
# Much longer than it takes a child to start, and much less than a pool of patience allows.
LONG = "() => { for (let i = 0; i < 1e7; i++); return 1 }"
PATIENT = 30.0
ONE = "() => 1"


@pytest.fixture
async def patient_pool() -> AsyncIterator[SnippetPool]:
    async with SnippetPool(size=1, seconds=PATIENT) as pool:
        yield pool


async def message_of(pool: SnippetPool, code: str) -> str:
    with pytest.raises(SnippetError) as failure:
        await pool.run(code, [])
    return str(failure.value)


@pytest.mark.parametrize(
    "code",
    [
        FOREVER,
        "async () => { while (true) await Promise.resolve() }",
        "() => { const again = () => queueMicrotask(again); again(); return new Promise(() => {}) }",
        "() => /^(a+)+$/.test('a'.repeat(60) + 'b')",
        "() => Array(1e9).join('')",
        "() => { throw { toString() { for (;;); }, toJSON() { for (;;); } } }",
        "() => { throw { get message() { for (;;); } } }",
        "() => ({ get status() { for (;;); } })",
        "() => new Proxy({}, { ownKeys() { for (;;); } })",
        "() => ({ then() { for (;;); } })",
        "async () => { try { for (;;); } finally { for (;;); } }",
        "((modules) => { for (;;) modules.cheerio.load('<p>'.repeat(9999)) })",
        "(() => { for (;;); })()",
    ],
)
async def test_a_snippet_that_does_not_end_is_ended(code: str):
    async with SnippetPool(size=1, seconds=0.15) as pool:
        assert await message_of(pool, code) == "the snippet ran longer than 0.15 s"
        assert await pool.run(ONE, []) == 1


@pytest.mark.parametrize(
    "code",
    [
        "() => { const all = []; for (;;) all.push({}) }",
        "() => { globalThis.all = []; for (;;) all.push('x'.repeat(1000) + all.length) }",
        "async () => { globalThis.all = []; for (;;) { all.push(Array(100).fill(0)); await 0 } }",
        "() => new ArrayBuffer(2 ** 25)",
        "() => 'x'.repeat(2 ** 26)",
        "() => Array.from({ length: 1e9 })",
        "() => { let text = 'x'; for (;;) text = [text, text].join('') }",
        "(modules) => { const all = []; for (;;) all.push(modules.cheerio.load('<a>'.repeat(300000))) }",
    ],
)
async def test_a_snippet_that_takes_too_much_memory_is_stopped(pool: SnippetPool, code: str):
    assert (await message_of(pool, code)).startswith("the snippet used more than 16 MiB")
    assert await pool.run("(modules) => modules.cheerio.load('<p>fine').text()", []) == "fine"


async def test_a_snippet_that_fills_its_memory_to_the_brim_is_still_heard(pool: SnippetPool):
    fill = "globalThis.chain = null; try { for (;;) chain = { chain } } catch {}"

    assert await pool.run(f"() => {{ const result = ['full']; {fill}; return result }}", []) == ["full"]
    assert (
        await message_of(pool, f"() => {{ const result = ['x'.repeat(50000)]; {fill}; return result }}")
    ).startswith("the snippet used more than 16 MiB")


async def test_the_limit_of_memory_is_the_pools(pool: SnippetPool):
    code = "() => new ArrayBuffer(3 * 2 ** 20).byteLength"

    async with SnippetPool(memory_bytes=2 * 2**20) as small_pool:
        assert await message_of(small_pool, code) == "the snippet used more than 2 MiB"
    assert await pool.run(code, []) == 3 * 2**20


@pytest.mark.parametrize(
    "code",
    [
        "() => { const deeper = () => deeper() + 1; return deeper() }",
        "() => { let all = []; for (let i = 0; i < 1e5; i++) all = [all]; return all }",
        "() => JSON.parse('['.repeat(1e6))",
        "() => new RegExp('('.repeat(1e6))",
        "() => eval('('.repeat(1e6))",
        "() => eval('[]' + '.a'.repeat(10) + '+1'.repeat(2e5) + '-'.repeat(1e6))",
    ],
)
async def test_a_snippet_that_nests_too_deep_harms_nobody(pool: SnippetPool, code: str):
    await pool.run(ONE, [])
    before = children()

    await message_of(pool, code)

    assert children() == before


async def test_a_page_with_made_up_names_takes_no_memory_from_later_snippets(
    pool: SnippetPool, caplog: pytest.LogCaptureFixture
):
    hostile = """(run, modules) => {
        for (let page = 0; page < 5; page++) {
            let html = '';
            for (let i = 0; i < 10000; i++) html += '<n' + run + 'p' + page + 'i' + i + 'x'.repeat(40) + ' />';
            modules.cheerio.load(html);
        }
        return 1;
    }"""

    assert [await pool.run(hostile, [run]) for run in range(25)] == [1] * 25
    assert caplog.records == []


async def test_children_start_when_needed_and_no_more_than_the_pools_size():
    async with SnippetPool(size=2) as pool:
        assert children() == set()
        await pool.run(ONE, [])
        await pool.run(ONE, [])
        assert len(children()) == 1

        results = await asyncio.gather(*(pool.run("(n) => n", [n]) for n in range(50)))

        assert results == list(range(50))
        assert len(children()) == 2
    assert children() == set()


async def test_who_waits_longest_is_served_first(pool: SnippetPool):
    finished: list[int] = []

    async def run(number: int) -> None:
        await pool.run(ONE, [])
        finished.append(number)

    await asyncio.gather(*(run(number) for number in range(20)))

    assert finished == list(range(20))


async def test_waiting_does_not_count_as_running():
    async with SnippetPool(size=1, seconds=2) as pool:
        assert await asyncio.gather(*(pool.run(LONG, []) for _ in range(5))) == [1] * 5


async def test_a_snippet_does_not_disturb_its_neighbours():
    async with SnippetPool(size=2, seconds=0.3) as pool:
        hostile = [pool.run(code, []) for code in (FOREVER, "() => { const a = []; for (;;) a.push({}) }", "{")]
        results = await asyncio.gather(*hostile, *(pool.run(ONE, []) for _ in range(20)), return_exceptions=True)

    assert [type(result) for result in results[:3]] == [SnippetError] * 3
    assert results[3:] == [1] * 20


async def test_a_run_whose_child_is_killed_is_made_again_by_another(
    patient_pool: SnippetPool, caplog: pytest.LogCaptureFixture
):
    running = asyncio.create_task(patient_pool.run(LONG, []))
    killed = await busy_child()

    os.kill(killed, signal.SIGKILL)

    assert await running == 1
    assert only_child() != killed
    assert caplog.record_tuples == [
        (
            "jobs.snippets.pool",
            logging.WARNING,
            "A process of the snippet sandbox was replaced: it ended with status -9",
        )
    ]


async def test_a_run_whose_children_always_die_fails():
    async with SnippetPool(size=1, seconds=PATIENT) as pool:
        running = asyncio.create_task(pool.run(FOREVER, []))
        first = await busy_child()
        os.kill(first, signal.SIGSEGV)
        os.kill(await busy_child(other_than=first), signal.SIGSEGV)

        with pytest.raises(SnippetError, match=r"^the snippet crashed the process that ran it$"):
            await running

        assert await pool.run(ONE, []) == 1


async def test_a_child_that_died_while_it_was_idle_is_replaced_unnoticed(pool: SnippetPool):
    await pool.run(ONE, [])

    os.kill(only_child(), signal.SIGKILL)

    assert await pool.run(ONE, []) == 1


async def test_a_child_that_hangs_is_killed_and_replaced():
    async with SnippetPool(size=1, seconds=1) as pool:
        running = asyncio.create_task(pool.run(FOREVER, []))
        stopped = await busy_child()
        os.kill(stopped, signal.SIGSTOP)

        with pytest.raises(SnippetError, match=r"^the snippet ran longer than 1 s$"):
            await running

        assert children() == set()
        assert await pool.run(ONE, []) == 1


async def test_cancelling_a_run_ends_its_child_and_leaves_a_healthy_pool(patient_pool: SnippetPool):
    running = asyncio.create_task(patient_pool.run(FOREVER, []))
    await busy_child()

    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running
    assert children() == set()
    assert await patient_pool.run(ONE, []) == 1


async def test_cancelling_a_run_while_its_child_starts_leaves_no_child(pool: SnippetPool):
    running = asyncio.create_task(pool.run(ONE, []))
    await starting_child()

    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running
    assert children() == set()
    assert await pool.run(ONE, []) == 1


async def test_cancelling_a_run_that_waits_takes_nobodys_place(patient_pool: SnippetPool):
    first, second, third = (asyncio.create_task(patient_pool.run(LONG, [])) for _ in range(3))
    await busy_child()

    second.cancel()

    assert await first == 1
    assert await third == 1
    assert second.cancelled()


async def test_a_closing_pool_lets_runs_end_and_then_runs_nothing():
    pool = SnippetPool(size=1, seconds=PATIENT)
    running = asyncio.create_task(pool.run(LONG, []))
    await busy_child()

    await pool.close()

    assert running.done()
    assert await running == 1
    assert children() == set()
    await pool.close()
    with pytest.raises(RuntimeError, match=r"^the snippet pool is closed$"):
        await pool.run(ONE, [])


async def test_a_child_that_cannot_start_is_no_fault_of_the_snippet(pool: SnippetPool, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", "/bin/false")
        with pytest.raises(ChildProcessError, match=r"^the snippet sandbox did not start: it ended with status 1$"):
            await pool.run(ONE, [])

    assert await pool.run(ONE, []) == 1


async def test_a_child_inherits_nothing_of_the_environment(pool: SnippetPool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://user:secret@db/heliograph")

    await pool.run(ONE, [])

    assert environment_of(only_child()).keys() == {"PYTHONPATH"}


async def test_a_child_is_confined(pool: SnippetPool):
    await pool.run("(modules) => modules.cheerio.load('<p>').text()", [])
    child = only_child()

    def limit(kind: int) -> tuple[int, int]:
        return resource.prlimit(child, kind)

    assert limit(resource.RLIMIT_FSIZE) == (0, 0)
    assert limit(resource.RLIMIT_CORE) == (0, 0)
    assert limit(resource.RLIMIT_NPROC) == (0, 0)
    assert limit(resource.RLIMIT_NOFILE) == (16, 16)
    soft, hard = limit(resource.RLIMIT_AS)
    assert 112 * 2**20 < soft == hard < 512 * 2**20
    assert os.getpriority(os.PRIO_PROCESS, child) == min(19, os.nice(0) + 5)
    assert os.getsid(child) == child
    assert open_files_of(child) == {0, 1, 2}


async def test_a_child_that_works_dies_with_its_parent():
    program = """
import asyncio
from jobs.snippets.pool import SnippetPool
from tests.jobs.children.processes import busy_child

async def main():
    pool = SnippetPool(size=1, seconds=60)
    running = asyncio.create_task(pool.run("() => { for (;;); }", []))
    print(await busy_child(), flush=True)
    await running

asyncio.run(main())
"""
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program), stdout=subprocess.PIPE, env={"PYTHONPATH": str(ROOT)}
    )
    assert parent.stdout is not None
    child = os.pidfd_open(int(await parent.stdout.readline()))
    try:
        parent.kill()
        await parent.wait()

        assert await asyncio.to_thread(wait_until_gone, child)
    finally:
        os.close(child)
