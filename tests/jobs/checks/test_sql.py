"""The check of SQL monitors, against a real PostgreSQL, SQLite files, MySQL's bytes, and servers that mean harm."""

import asyncio
import os
import sqlite3
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from jobs.checks import run_check
from jobs.drivers import connection
from models.check_config import read
from models.enums import MonitorType, SampleType, Status
from tests.jobs.checks.mysql_server import MySqlServer


async def check(context, connection_string, query="SELECT 1", **type_data):
    document = {"connectionString": connection_string, "query": query, **type_data}
    seen = await run_check(MonitorType.SQL, read(MonitorType.SQL, document), context)
    assert "hunter2" not in (seen.message or "")
    return seen


@pytest.fixture
async def postgres(postgres_url, talk):
    """The address of the tests' PostgreSQL over TCP, whatever it listens on itself."""
    parts = urlsplit(postgres_url)
    folder = parse_qs(parts.query).get("host", [None])[0]
    if folder is None:
        return postgres_url

    async def carry(reader, writer):
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()
        writer.close()

    async def converse(reader, writer):
        inner, outer = await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{parts.port or 5432}")
        try:
            await asyncio.gather(carry(reader, outer), carry(inner, writer), return_exceptions=True)
        finally:
            outer.transport.abort()

    return f"postgresql://{parts.username}:hunter2@127.0.0.1:{await talk(converse)}{parts.path}"


@pytest.fixture
def with_sqlite(context):
    return replace(context, sqlite_allowed=True)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE orders (id INTEGER)")
    connection.close()
    return path


async def garbage(reader, writer):
    await reader.read(1)
    writer.write(bytes(range(256)) * 40)


async def garbage_at_once(_reader, writer):
    writer.write(bytes(range(255, -1, -1)) * 40)
    await writer.drain()


async def hang(reader, _writer):
    await reader.read()
    await asyncio.Event().wait()


async def reset(_reader, writer):
    writer.transport.abort()


async def flood(_reader, writer):
    while True:
        writer.write(b"\xff\xff\xff" + bytes(65533))
        await writer.drain()


class TestPostgres:
    @pytest.mark.parametrize("query", ["SELECT 1", "SELECT 1; SELECT 2", "CREATE TEMP TABLE t (n int)"])
    async def test_a_query_that_comes_to_its_end_is_up(self, context, postgres, query):
        seen = await check(context, postgres, query)

        assert (seen.status, seen.type, seen.message) == (Status.UP, SampleType.REALTIME, None)
        assert 0 < seen.latency < 5000

    async def test_the_type_may_be_said(self, context, postgres):
        assert (await check(context, postgres, dbType="pg")).status is Status.UP

    async def test_secrets_are_put_in(self, context, postgres):
        named = replace(context, secrets=lambda text: text.replace("$DATABASE", postgres))

        assert (await check(named, "$DATABASE")).status is Status.UP

    async def test_an_error_is_named_without_the_servers_words(self, context, postgres):
        seen = await check(context, postgres, "SELECT * FROM secret_table")

        assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)
        assert seen.message == "The database reports an error: undefined table (42P01)"

    async def test_data_is_in_no_message(self, context, postgres):
        seen = await check(context, postgres, "SELECT 'private'::int")

        assert seen.message == "The database reports an error: invalid text representation (22P02)"

    async def test_a_refused_login_and_a_missing_database_are_errors(self, context, postgres):
        nobody = postgres.replace("//postgres:", "//nobody:")
        nowhere = postgres.rpartition("/")[0] + "/nowhere"

        assert (await check(context, nobody)).message in {
            "The database refuses the login",
            "The database reports an error: undefined object (42704)",
        }
        assert (await check(context, nowhere)).message == "There is no such database"

    async def test_a_slow_query_times_out_and_is_cancelled(self, context, postgres, postgres_url):
        seen = await check(context, postgres, "SELECT pg_sleep(60)", timeout=300)

        assert (seen.status, seen.type) == (Status.DOWN, SampleType.TIMEOUT)
        assert seen.message == "The database did not answer within 300 ms"
        assert 300 <= seen.latency < 3000
        connection = await asyncpg.connect(postgres_url)
        async with asyncio.timeout(5):
            while await connection.fetchval(  # noqa: ASYNC110 - the database tells nobody
                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(60)%' AND state = 'active'"
            ):
                await asyncio.sleep(0.01)
        await connection.close()

    async def test_rows_without_end_are_cut_off(self, context, postgres, monkeypatch):
        monkeypatch.setattr(connection, "MAX_RECEIVED_BYTES", 1_000_000)

        seen = await check(
            context, postgres, "SELECT repeat('x', 1000) FROM generate_series(1, 2000) a, generate_series(1, 2000) b"
        )

        assert (seen.type, seen.message) == (SampleType.ERROR, "The server ended the connection")

    async def test_encryption_that_is_asked_for_must_be_there(self, context, postgres):
        assert (await check(context, f"{postgres}?sslmode=disable")).status is Status.UP
        assert (await check(context, f"{postgres}?sslmode=require")).status is Status.DOWN

    @pytest.mark.parametrize("name", ["PGPASSWORD", "PGHOST", "PGSERVICE", "PGSSLMODE"])
    async def test_nothing_is_taken_from_the_environment(self, context, postgres, monkeypatch, name):
        monkeypatch.setenv(name, "nonsense")

        assert (await check(context, postgres)).status is Status.UP

    async def test_the_environments_password_is_sent_to_nobody(self, context, talk, monkeypatch):
        heard = bytearray()
        monkeypatch.setenv("PGPASSWORD", "ours")

        async def ask_for_a_password(reader, writer):
            await reader.read(65536)
            writer.write(b"N")
            await reader.read(65536)
            writer.write(b"R\0\0\0\x08\0\0\0\x03")
            heard.extend(await reader.read(65536))

        await check(context, f"postgres://u@127.0.0.1:{await talk(ask_for_a_password)}/d")

        assert heard.startswith(b"p")
        assert b"ours" not in heard

    @pytest.mark.parametrize("server", [garbage, garbage_at_once, reset])
    async def test_what_is_no_postgresql_is_an_error(self, context, talk, server):
        seen = await check(context, f"postgres://u:hunter2@127.0.0.1:{await talk(server)}/d")

        assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)


class TestMySql:
    @pytest.mark.parametrize("kind", ["mysql", "mysql2", None])
    async def test_a_query_that_comes_to_its_end_is_up(self, context, kind):
        server = MySqlServer()

        with server.running() as port:
            seen = await check(context, f"mysql://probe:hunter2@127.0.0.1:{port}/shop", dbType=kind)

        assert (seen.status, seen.type, seen.message) == (Status.UP, SampleType.REALTIME, None)
        assert 0 < seen.latency < 5000
        assert server.queries == ["SELECT 1"]

    async def test_an_error_is_named_by_its_number(self, context):
        server = MySqlServer()

        with server.running() as port:
            seen = await check(context, f"mysql://probe:hunter2@127.0.0.1:{port}/shop", "SELECT 2")

        assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)
        assert seen.message == "The database reports an error: 1146"

    async def test_a_refused_login_is_an_error(self, context):
        server = MySqlServer()

        with server.running() as port:
            seen = await check(context, f"mysql://stranger:hunter2@127.0.0.1:{port}/shop")

        assert (seen.type, seen.message) == (SampleType.ERROR, "The database refuses the login")

    async def test_a_verified_certificate_encrypts(self, context, certified):
        server = MySqlServer(tls=certified("localhost"))

        with server.running() as port:
            seen = await check(context, f"mysql://probe:hunter2@localhost:{port}/shop?ssl=true")

        assert (seen.status, server.was_encrypted) == (Status.UP, True)

    @pytest.mark.parametrize(("mode", "status"), [("VERIFY_IDENTITY", Status.DOWN), ("REQUIRED", Status.UP)])
    async def test_another_hosts_certificate_is_taken_only_where_any_is(self, context, certified, mode, status):
        server = MySqlServer(tls=certified("a.example"))

        with server.running() as port:
            seen = await check(context, f"mysql://probe:hunter2@127.0.0.1:{port}/shop?ssl-mode={mode}")

        assert seen.status is status
        if status is Status.DOWN:
            assert seen.message.startswith("The certificate is not trusted (IP address mismatch")

    @pytest.mark.parametrize("server", [garbage_at_once, reset, flood])
    async def test_what_is_no_mysql_is_an_error(self, context, talk, server):
        seen = await check(context, f"mysql://u:hunter2@127.0.0.1:{await talk(server)}/d")

        assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)


@pytest.mark.parametrize("scheme", ["postgres", "mysql"])
class TestNetwork:
    async def test_a_closed_port_is_an_error(self, context, scheme, unused_tcp_port):
        seen = await check(context, f"{scheme}://u:hunter2@127.0.0.1:{unused_tcp_port}/d")

        assert (seen.type, seen.message) == (SampleType.ERROR, "Connection refused: the database can't be reached")

    async def test_a_server_that_hangs_times_out(self, context, scheme, talk):
        seen = await check(context, f"{scheme}://u:hunter2@127.0.0.1:{await talk(hang)}/d", timeout=100)

        assert (seen.status, seen.type) == (Status.DOWN, SampleType.TIMEOUT)
        assert 100 <= seen.latency < 2000

    async def test_a_refused_address_is_no_evidence(self, public_only, scheme, unused_tcp_port):
        seen = await check(public_only, f"{scheme}://u:hunter2@127.0.0.1:{unused_tcp_port}/d")

        assert (seen.status, seen.type, seen.is_evidence) == (Status.DOWN, SampleType.ERROR, False)
        assert seen.message == "127.0.0.1 is a private address"

    async def test_a_metadata_address_is_never_reached(self, context, scheme):
        seen = await check(context, f"{scheme}://u:hunter2@169.254.169.254/d")

        assert (seen.type, seen.is_evidence) == (SampleType.ERROR, False)


class TestSqlite:
    @pytest.mark.parametrize("form", ["{}", "sqlite://{}", "file:{}"])
    async def test_a_query_in_a_file_is_up(self, with_sqlite, file, form):
        seen = await check(with_sqlite, form.format(file), "SELECT count(*) FROM orders", dbType="sqlite3")

        assert (seen.status, seen.message) == (Status.UP, None)

    async def test_without_the_operators_leave_no_file_is_opened(self, context, file):
        seen = await check(context, f"sqlite://{file}")

        assert (seen.status, seen.type, seen.is_evidence) == (Status.DOWN, SampleType.ERROR, False)
        assert "HELIOGRAPH_SQLITE_CHECKS" in seen.message

    async def test_a_file_that_is_not_there_is_not_made(self, with_sqlite, tmp_path):
        seen = await check(with_sqlite, f"sqlite://{tmp_path / 'none.db'}")

        assert (seen.type, seen.message) == (SampleType.ERROR, "There is no such database")
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        ("query", "error"),
        [
            ("SELECT * FROM nothing", "SQLITE_ERROR"),
            ("INSERT INTO orders VALUES (1)", "SQLITE_READONLY"),
            ("ATTACH 'other.db' AS other", "SQLITE_AUTH"),
            ("SELECT zeroblob(1000000000)", "SQLITE_TOOBIG"),
        ],
    )
    async def test_an_error_is_named(self, with_sqlite, file, query, error):
        seen = await check(with_sqlite, str(file), query, dbType="sqlite3")

        assert (seen.status, seen.message) == (Status.DOWN, f"The database reports an error: {error}")
        assert [path.name for path in file.parent.iterdir()] == ["shop.db"]

    @pytest.mark.parametrize("select", ["SELECT n", "SELECT count(*)"])
    async def test_a_query_without_end_times_out(self, with_sqlite, file, select):
        endless = f"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) {select} FROM c"

        seen = await check(with_sqlite, str(file), endless, dbType="sqlite3", timeout=100)

        assert (seen.status, seen.type) == (Status.DOWN, SampleType.TIMEOUT)

    async def test_a_pipe_is_not_waited_for(self, with_sqlite, tmp_path):
        os.mkfifo(tmp_path / "pipe")

        assert (await check(with_sqlite, f"sqlite://{tmp_path / 'pipe'}")).message == "There is no such database"


@pytest.mark.parametrize(
    "connection_string",
    [
        "hunter2",
        "oracle://u:hunter2@h/d",
        "postgres:///hunter2",
        "postgres://u:hunter2@a,b/d",
        "postgres://u:hunter2@h:99999/d",
        "postgres://u:hunter2@[::1/d",
        "postgres://u:x@h/d?sslmode=hunter2",
        "postgres://u:x@%2Fvar%2Frun/hunter2",
    ],
)
async def test_a_connection_string_that_can_not_be_used_is_an_error_that_shows_none_of_it(context, connection_string):
    seen = await check(context, connection_string)

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)


async def test_a_connection_string_for_another_database_is_refused(context):
    seen = await check(context, "mysql://u:hunter2@h/d", dbType="pg")

    assert seen.message == "type_data.connectionString is not for the database type pg"
