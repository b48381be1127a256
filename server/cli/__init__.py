"""The `heliograph` command: one module a group of commands; what is heavy is imported where a command needs it."""

import sys

import typer

from core.errors import DomainError, SettingsError
from server.cli import database, keys, processes, rollups, schema

app = typer.Typer(
    name="heliograph",
    help="Heliograph watches services and tells the world how they are.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(processes.app)
app.add_typer(database.app)
app.add_typer(keys.app, name="keys")
app.add_typer(rollups.app, name="rollups")
app.add_typer(schema.app, name="schema")


def main() -> None:
    """Run the command line; what the operator can mend is one line on standard error and exit code 2."""
    try:
        app()
    except (SettingsError, DomainError) as error:
        sys.stderr.write(f"heliograph: {error}\n")
        sys.exit(2)
