"""What the JavaScript world's own tools say of the schema and of the endpoint."""

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI

from tests.schema.whole import add_graphql

HERE = Path(__file__).parent / "javascript"
SCHEMA = Path(__file__).parents[2] / "schema" / "schema.graphql"
needs_node = pytest.mark.skipif(
    shutil.which("node") is None, reason="these tools need Node.js, which the product itself does not"
)


async def node(*arguments: str | Path, **environment: str) -> tuple[int, str]:
    """Run a program of Node.js; return its exit code and what it printed."""
    process = await asyncio.create_subprocess_exec(
        *("node", *map(str, arguments)),
        cwd=HERE,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output.decode()


@pytest.fixture
async def endpoint(db) -> AsyncIterator[str]:
    """The address of a real server that answers GraphQL."""
    app = FastAPI()
    add_graphql(app)
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_config=None, ws="none"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - the server does not tell
        await asyncio.sleep(0)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/graphql"
    server.should_exit = True
    await serving


@needs_node
async def test_all_audits_of_graphql_over_http_pass(endpoint):
    code, output = await node("audits.mjs", endpoint)
    audits = [json.loads(line) for line in output.splitlines()]

    assert code == 0, output
    assert len(audits) == 61
    assert [audit for audit in audits if audit["status"] != "ok"] == []


async def linted(name: str, schema: str) -> tuple[int, str]:
    """Return what the linter says of a schema; it reads nothing above the folder of its configuration."""
    file = HERE / "linted" / f"{name}.graphql"
    file.parent.mkdir(exist_ok=True)
    file.write_text(schema)
    return await node("node_modules/eslint/bin/eslint.js", file, HELIOGRAPH_SCHEMA=str(file))


@needs_node
async def test_the_schema_follows_the_rules_that_clients_rely_on():
    code, output = await linted("schema", SCHEMA.read_text())

    assert code == 0, output


@needs_node
async def test_a_schema_that_breaks_the_rules_is_found():
    code, output = await linted(
        "broken", SCHEMA.read_text().replace("\n  name: String!", "\n  monitor_name: String!", 1)
    )

    assert code == 1
    assert "camelCase" in output
