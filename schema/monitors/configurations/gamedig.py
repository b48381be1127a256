"""The configuration of a GAMEDIG monitor."""

from typing import Self

import strawberry

from models.check_config import GamedigConfig
from schema.monitors.configurations.fields import document, shown


@strawberry.type(description="The game server of a GAMEDIG monitor.")
class GamedigConfiguration:
    """What a GAMEDIG monitor's check is told."""

    game_id: str = strawberry.field(description="The game, by its id in GameDig: minecraft, csgo, q3a and so on.")
    host: str = strawberry.field(description="The server's address or name.")
    port: int | None = strawberry.field(description="The server's port; null: the game's usual one.")
    timeout: int = strawberry.field(description="How long the answer may take, in milliseconds.")
    guess_port: bool = strawberry.field(description="Whether the ports that belong to it are tried too.")
    request_rules: bool = strawberry.field(description="Whether the server's rules are asked for too.")
    eval: str = strawberry.field(description="A JavaScript function that judges the answer; empty: any answer is UP.")

    @classmethod
    def of(cls, config: GamedigConfig) -> Self:
        """Return the configuration as GraphQL shows it."""
        return shown(cls, config)


@strawberry.input(description="The game server of a GAMEDIG monitor.")
class GamedigConfigurationInput:
    """What a GAMEDIG monitor's check is told; what is left out takes its default."""

    game_id: str = strawberry.field(description="The game, by its id in GameDig: minecraft, csgo, q3a and so on.")
    host: str = strawberry.field(description="The server's address or name.")
    port: int | None = strawberry.field(default=None, description="The server's port; the game's usual one by default.")
    timeout: int | None = strawberry.field(
        default=None, description="How long the answer may take, in milliseconds; 10000 by default."
    )
    guess_port: bool | None = strawberry.field(
        default=None, description="Whether the ports that belong to it are tried too; false by default."
    )
    request_rules: bool | None = strawberry.field(
        default=None, description="Whether the server's rules are asked for too; false by default."
    )
    eval: str | None = strawberry.field(
        default=None, description="A JavaScript function that judges the answer; any answer is UP by default."
    )

    def type_data(self) -> dict[str, object]:
        """Return the keys that REST v4 knows it by."""
        return document(self)
