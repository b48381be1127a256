"""`serve`, `api` and `worker`: the commands that run until they are stopped."""

import asyncio
import socket
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from core import settings
from core.settings import Settings

app = typer.Typer()

Host = Annotated[str | None, typer.Option(help="Address to listen on, instead of HELIOGRAPH_HOST.")]
Port = Annotated[int | None, typer.Option(help="Port to listen on, instead of HELIOGRAPH_PORT.")]
Gate = Annotated[bool, typer.Option("--gate", hidden=True, help="Wait for a line on standard input.")]


@app.command()
def serve(host: Host = None, port: Port = None) -> None:
    """Run everything: the API, a worker and, unless REDIS_URL is set, an embedded Redis."""
    from server import supervisor

    chosen = _settings(host, port)
    with supervisor.listen(chosen) as listener:
        asyncio.run(supervisor.serve(chosen, listener, lambda secret: _greet(chosen, secret)))


@app.command()
def api(
    host: Host = None,
    port: Port = None,
    gate: Gate = False,
    descriptor: Annotated[int | None, typer.Option("--socket", hidden=True, help="Accept from this socket.")] = None,
    report: Annotated[Path | None, typer.Option(hidden=True, help="Where the supervisor reports.")] = None,
) -> None:
    """Run the API alone, in as many processes as HELIOGRAPH_WORKERS says; Redis must be there."""
    from server import supervisor

    chosen = _settings(host, port)
    listener = supervisor.listen(chosen) if descriptor is None else socket.socket(fileno=descriptor)
    with listener:
        from server.resources import prepare_process

        prepare_process(chosen, process="api")
        if descriptor is None and chosen.workers > 1:
            asyncio.run(supervisor.run_api(chosen, listener))
            return
        import server.api
        from server.app import create_app

        prepared = create_app(chosen, worker_report=report)
        if not gate or _gate_opened():
            server.api.run(prepared, listener)


@app.command()
def worker(gate: Gate = False) -> None:
    """Run a worker, which checks monitors and sends alerts; run as many as you like."""
    import uvloop

    import jobs.worker
    from server.resources import keep_what_is_loaded, opened, prepare_process

    async def work() -> None:
        async with opened(chosen) as redis:
            keep_what_is_loaded()
            await jobs.worker.run(chosen, redis)

    chosen = settings.load()
    prepare_process(chosen, process="worker")
    if not gate or _gate_opened():
        uvloop.run(work())


def _settings(host: str | None, port: int | None) -> Settings:
    options: dict[str, Any] = {"host": host, "port": port}
    return settings.load(**{name: value for name, value in options.items() if value is not None})


def _gate_opened() -> bool:
    """Wait for the supervisor's line; False when it has ended instead."""
    return bool(sys.stdin.readline())


def _greet(chosen: Settings, secret: str | None) -> None:
    """Tell the operator where everything is and, this once, the administrator's key."""
    address = chosen.public_url
    lines = [
        "",
        "  Heliograph is running.",
        "",
        f"  GraphQL and GraphiQL   {address}/graphql",
        f"  REST v4                {address}/api/v4",
        f"  Health                 {address}/readyz",
        "",
    ]
    if secret is not None:
        lines += [
            "  The administrator's API key, shown this once:",
            "",
            f"      {secret}",
            "",
            "  Send it with each request, as the header",
            "",
            f"      Authorization: Bearer {secret}",
            "",
        ]
    typer.echo("\n".join(lines))
