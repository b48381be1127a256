"""The configuration of a monitor of type GAMEDIG: a game server and the game it runs."""

from typing import Annotated, ClassVar

from pydantic import AfterValidator

from models.check_config import games
from models.check_config.configuration import Configuration, Host, Line, Milliseconds, Port, Text


def _check_game(game_id: str) -> str:
    """Raise ValueError, with what may have been meant, unless `game_id` is a game that can be asked."""
    if game_id and games.find(game_id) is None:
        meant = games.similar(game_id) or ["minecraft", "csgo", "q3a"]
        raise ValueError(f"must be a game of the list in docs/checks.md, such as {', '.join(meant)}")
    return game_id


class GamedigConfig(Configuration):
    """Without `port` the game's usual port is asked; `guessPort` also tries the ports that belong to the given one."""

    required: ClassVar[tuple[str, ...]] = ("game_id", "host")

    game_id: Annotated[Line, AfterValidator(_check_game)] = ""
    host: Host = ""
    port: Port | None = None
    timeout: Milliseconds = 10_000
    guess_port: bool = False
    request_rules: bool = False
    eval: Text = ""
