"""`rollups`: sums of quarter hours, three hours and days, made anew or compared with the samples, while all runs."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core import settings
from core.principal import SYSTEM
from server.cli import opened

if TYPE_CHECKING:
    from models.samples import Difference
    from resolvers.rollups import Position, Scope

PROCESS = "rollups"
_DAY = 86_400

app = typer.Typer(
    help="Sums of quarter hours, three hours and days, which bars, uptimes and charts are read from.",
    no_args_is_help=True,
)

_FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"]
From = Annotated[
    datetime | None,
    typer.Option("--from", formats=_FORMATS, help="First UTC day; all by default. UTC if it says no zone."),
]
To = Annotated[
    datetime | None, typer.Option("--to", formats=_FORMATS, help="Instant before which the last UTC day begins.")
]
Monitors = Annotated[list[str] | None, typer.Option("--monitor", help="Tag of a monitor; may be given several times.")]


@app.command()
def rebuild(
    from_: From = None,
    to: To = None,
    monitor: Monitors = None,
    restart: Annotated[
        bool, typer.Option(help="Begin anew, even where an earlier run did not come to its end.")
    ] = False,
) -> None:
    """Compute rollups anew from the samples; run again after an interruption, it goes on where it was."""
    chosen = settings.load()
    progress = Path(chosen.data_dir) / "rollups-rebuild.json"
    if restart:
        progress.unlink(missing_ok=True)
    count = opened.run(PROCESS, lambda: _rebuild(_scope(from_, to, monitor), progress))
    progress.unlink(missing_ok=True)
    typer.echo(f"Rebuilt the rollups in {count} steps.")


async def _rebuild(scope: "Scope", progress: Path) -> int:
    from resolvers import rollups

    count = 0
    async for position in rollups.rebuild(SYSTEM, scope, after=_read_progress(progress, scope)):
        count += 1
        _write_progress(progress, scope, position)
    return count


@app.command()
def verify(from_: From = None, to: To = None, monitor: Monitors = None) -> None:
    """Compare rollups with the samples; prints each difference, and ends with 1 when there are any."""
    count = opened.run(PROCESS, lambda: _verify(_scope(from_, to, monitor)))
    if count:
        typer.echo(f"{count} differences; 'heliograph rollups rebuild' mends them.")
        raise typer.Exit(1)
    typer.echo("The rollups are what the samples come to.")


async def _verify(scope: "Scope") -> int:
    from models.monitor import Monitor
    from resolvers import rollups

    tags: dict[int, str] = dict(await Monitor.all().values_list("id", "tag"))
    count = 0
    async for difference in rollups.verify(SYSTEM, scope):
        count += 1
        typer.echo(_described(tags.get(difference.monitor_id, "?"), difference))
    return count


def _described(tag: str, difference: "Difference") -> str:
    start = datetime.fromtimestamp(difference.bucket, UTC)
    bucket = f"{tag} {start:%Y-%m-%d}" if difference.span == _DAY else f"{tag} {start:%Y-%m-%dT%H:%MZ}"
    stored, expected = (
        value.hex() if isinstance(value, bytes) else value for value in (difference.stored, difference.expected)
    )
    return f"{bucket} ({difference.span} s): {difference.column} is {stored}, should be {expected}"


def _scope(from_: datetime | None, to: datetime | None, monitor: list[str] | None) -> "Scope":
    from resolvers.rollups import Scope

    return Scope(_seconds(from_), _seconds(to), tuple(monitor or ()))


def _seconds(moment: datetime | None) -> int | None:
    if moment is None:
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _read_progress(file: Path, scope: "Scope") -> "Position | None":
    """Return how far an interrupted run of the same scope had come; of another scope, or of none, None."""
    from resolvers.rollups import Position

    try:
        kept = json.loads(file.read_text())
    except (FileNotFoundError, ValueError):
        return None
    return Position(*kept["position"]) if kept["scope"] == _as_json(scope) else None


def _write_progress(file: Path, scope: "Scope", position: "Position") -> None:
    file.write_text(json.dumps({"scope": _as_json(scope), "position": [position.monitor_id, position.end]}))


def _as_json(scope: "Scope") -> list[Any]:
    return [scope.start, scope.end, list(scope.tags)]
