"""`migrate`: the database brought up to date."""

import asyncio

import typer

from core import settings
from core.settings import Settings

app = typer.Typer()


@app.command()
def migrate() -> None:
    """Bring the database to this version; 'serve' does so by itself."""
    asyncio.run(_migrate(settings.load()))
    typer.echo("The database is up to date.")


async def _migrate(chosen: Settings) -> None:
    from models import database

    await database.connect(chosen)
    try:
        await database.migrate(chosen)
    finally:
        await database.disconnect()
