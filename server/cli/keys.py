"""`keys`: API keys made, listed and withdrawn on the machine itself, without a key."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.errors import SettingsError
from core.principal import SYSTEM
from models.enums import Activity, Scope
from server.cli import opened

if TYPE_CHECKING:
    from models.api_key import ApiKey

PROCESS = "keys"

app = typer.Typer(help="API keys.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
KeyId = Annotated[int, typer.Argument(metavar="ID", help="The key's id, as 'keys list' shows it.")]


@app.command()
def create(
    name: Annotated[str, typer.Option(help="What the key is for.")],
    scopes: Annotated[str, typer.Option(help="read, write or admin; each includes the ones before it.")] = "read",
    expires: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"], help="UTC if it says no zone."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Make a key and print its secret, which nobody can show again."""
    from resolvers import api_keys

    if expires is not None and expires.tzinfo is None:
        expires = expires.replace(tzinfo=UTC)
    scope = _widest(scopes)
    made = opened.run(PROCESS, lambda: api_keys.create(SYSTEM, name=name, scope=scope, expires_at=expires))
    if as_json:
        typer.echo(json.dumps({**_described(made.key), "key": made.secret}))
    else:
        typer.echo(
            f"{made.secret}\n\nThe key '{made.key.name}' has the id {made.key.id}. Its secret is shown this once."
        )


@app.command("list")
def list_keys(as_json: Json = False) -> None:
    """Show all keys, newest first."""
    from resolvers import api_keys

    described = [_described(key) for key in opened.run(PROCESS, lambda: api_keys.list_keys(SYSTEM))]
    if as_json:
        typer.echo(json.dumps(described))
        return
    for key in described:
        expiry = f"expires {key['expires_at']}" if key["expires_at"] else "does not expire"
        used = f"last used {key['last_used_at']}" if key["last_used_at"] else "never used"
        masked = key["masked_key"]
        typer.echo(
            f"{key['id']:>4}  {masked:<14}  {key['scope']:<5}  {key['status']:<8}  {expiry}, {used}  {key['name']}"
        )


@app.command()
def activate(key_id: KeyId) -> None:
    """Let a key be used again."""
    _set_status(key_id, Activity.ACTIVE)


@app.command()
def deactivate(key_id: KeyId) -> None:
    """Keep a key from being used, until it is activated."""
    _set_status(key_id, Activity.INACTIVE)


@app.command()
def delete(key_id: KeyId) -> None:
    """Remove a key for good."""
    from resolvers import api_keys

    key = opened.run(PROCESS, lambda: api_keys.delete(SYSTEM, key_id))
    typer.echo(f"The key '{key.name}' is deleted.")


def _set_status(key_id: int, status: Activity) -> None:
    from resolvers import api_keys

    key = opened.run(PROCESS, lambda: api_keys.set_status(SYSTEM, key_id, status))
    typer.echo(f"The key '{key.name}' is {status.lower()}.")


def _widest(scopes: str) -> Scope:
    """Read comma-separated scopes; as each includes the ones before it, the widest says all."""
    order = list(Scope)
    try:
        return max((Scope(name.strip().lower()) for name in scopes.split(",")), key=order.index)
    except ValueError:
        raise SettingsError(f"--scopes: got '{scopes}'; it takes {', '.join(order)}, or several of them") from None


def _described(key: "ApiKey") -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "scope": key.scope.value,
        "status": key.status.value,
        "masked_key": key.masked_key,
        "expires_at": _instant(key.expires_at),
        "last_used_at": _instant(key.last_used_at),
        "created_at": _instant(key.created_at),
    }


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
