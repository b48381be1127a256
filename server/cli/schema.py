"""`schema print`: the GraphQL schema in its own language."""

import typer

app = typer.Typer(help="The GraphQL schema.", no_args_is_help=True)


@app.callback()
def schema() -> None:
    """Keep `print` a command of its own: typer would make a group's only command the group itself."""


@app.command("print")
def print_schema() -> None:
    """Print the GraphQL schema."""
    from schema import root

    typer.echo(root.print_schema(), nl=False)
