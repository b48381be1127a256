"""The configuration of a monitor of type GAMEDIG: a game server and the game it runs."""

from typing import ClassVar

from models.check_config.configuration import Configuration, Host, Line, Milliseconds, Port, Text


class GamedigConfig(Configuration):
    """Without `port` the game's usual port is asked; `guessPort` also tries the ports next to it."""

    required: ClassVar[tuple[str, ...]] = ("game_id", "host")

    game_id: Line = ""
    host: Host = ""
    port: Port | None = None
    timeout: Milliseconds = 10_000
    guess_port: bool = False
    request_rules: bool = False
    eval: Text = ""
