"""The check of GAMEDIG monitors: whether a game's server answers players' questions."""

import asyncio
import time

from jobs.checks import game_query, verdict
from jobs.checks.context import CheckContext
from jobs.checks.game_channel import network
from jobs.checks.game_query import Document, UnreadableAnswerError
from jobs.failures import reason
from models import observation
from models.check_config import games
from models.check_config.gamedig import GamedigConfig
from models.check_config.games import Game, GameProtocol
from models.enums import Status
from models.observation import Observation


async def check(config: GamedigConfig, context: CheckContext) -> Observation:
    """Ask the server how it is: UP if it answers in its game's protocol, unless a snippet says otherwise.

    A snippet gets the milliseconds and what the server said. Each port that is tried has an equal share of the time.
    Raises `core.network.Refused`.
    """
    game = games.find(config.game_id)
    if game is None:
        return observation.failed(f"type_data.gameId is no game that can be asked: {config.game_id}")
    # Half a second's work, the first time.
    await asyncio.to_thread(game_query.library)
    network.set(context.network)
    answer = await _first_answer(game, config)
    if isinstance(answer, Observation):
        return answer
    document, latency = answer
    if config.eval.strip():
        return await verdict.by_snippet(context.snippets, config.eval, (latency, document), latency=latency)
    return Observation(Status.UP, latency=latency)


async def _first_answer(game: Game, config: GamedigConfig) -> tuple[Document, float] | Observation:
    """Return the answer at the first port that has one, as `_ask` does, or else why the last has none."""
    *others, last = game.ports(config.port, guess=config.guess_port)
    seconds = config.timeout / 1000 / (len(others) + 1)
    for port in others:
        answer = await _ask(game, config, port, seconds)
        if not isinstance(answer, Observation):
            return answer
    return await _ask(game, config, last, seconds)


async def _ask(game: Game, config: GamedigConfig, port: int, seconds: float) -> tuple[Document, float] | Observation:
    """Return what the server at a port says, and in how many milliseconds; or why it says nothing."""
    shown = f"{config.host}:{port}"
    started = time.perf_counter()

    def latency() -> float:
        return (time.perf_counter() - started) * 1000

    try:
        async with asyncio.timeout(seconds):
            document = await game_query.ask(game.protocol, config.host, port)
    except TimeoutError:
        return observation.timed_out(f"No answer within {seconds * 1000:.0f} ms from {shown}", latency=latency())
    except UnreadableAnswerError:
        message = f"The answer is not that of a server of {game.name}: {shown}"
        return observation.failed(message, latency=latency())
    except OSError as error:
        return observation.failed(f"{reason(error)}: {shown}", latency=latency())
    taken = latency()
    if config.request_rules and game.protocol is GameProtocol.VALVE:
        document["rules"] = await _rules(config.host, port, seconds)
    return document, taken


async def _rules(host: str, port: int, seconds: float) -> dict[str, str]:
    """Return the server's rules; none if it keeps them to itself, as many do."""
    try:
        async with asyncio.timeout(seconds):
            return dict(await game_query.rules(host, port))
    except (OSError, UnreadableAnswerError):
        return {}
