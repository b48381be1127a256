"""The GraphQL library's own tests, run through the short way of execution."""

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest

from tests.prepare import LIBRARY_TESTS

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 120
# What executes documents: all of its tests take longer, and the others look at parsers and printers.
EXECUTING = ("execution", "test_graphql.py", "test_star_wars_query.py", "test_user_registry.py")
# Of these, a few end before anything is executed, and take a third of the time.
ENDING_BEFORE = ("aborts_validation", "get_variable_values_")
# Fewer were completed by the short way only if it was not taken where it should have been.
FEWEST_VALUES, FEWEST_SELECTIONS = 700, 400


async def library_tests(*options: str) -> str:
    """Run the library's tests in a process of their own; return what it prints."""
    assert LIBRARY_TESTS.exists(), "the library's tests are fetched by 'python -m tests.prepare'"
    # What is executed is measured by our own tests: here it would take as long again.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    # Their folder is called 'tests' as ours is: the plugin is found beside this file.
    path = [LIBRARY_TESTS / "packages", Path(__file__).parent, ROOT]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pytest", "-q", "-x", "-W", "ignore", "-p", "no:cacheprovider", "-o", "addopts="),
        *("-k", f"not ({' or '.join(ENDING_BEFORE)})"),
        *options,
        *(f"tests/{each}" for each in EXECUTING),
        cwd=LIBRARY_TESTS / "source",
        env={**environment, "PYTHONPATH": os.pathsep.join(map(str, path)), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
        pytest.fail("the library's tests wait for something that the short way never does")
    return output.decode()


async def test_the_librarys_own_tests_pass_through_the_short_way():
    printed = await library_tests("-p", "library_tests_plugin")

    passed = re.search(r"^(\d+) passed", printed, re.MULTILINE)
    taken = re.search(r"^short way: (\d+) values, (\d+) selections", printed, re.MULTILINE)
    assert passed is not None, printed[-5000:]
    assert "failed" not in printed.splitlines()[-1], printed[-5000:]
    assert int(passed[1]) > 700
    assert taken is not None
    assert int(taken[1]) >= FEWEST_VALUES
    assert int(taken[2]) >= FEWEST_SELECTIONS
