"""Asks a game server how it is, by the protocol of its game."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from functools import cache
from types import SimpleNamespace
from typing import Any

from core.network import Refused
from jobs.checks.game_channel import Datagrams, Stream
from models.check_config.games import GameProtocol

Document = dict[str, Any]


class UnreadableAnswerError(Exception):
    """What the server sent is not the protocol of the game."""


@cache
def library() -> SimpleNamespace:
    """Return opengsq's protocols, over connections of ours. Takes half a second the first time: call it in a thread."""
    from opengsq.protocols import minecraft, quake1, raknet, source  # noqa: PLC0415 - slow to import, and seldom needed
    from opengsq.protocols.quake2 import Quake2  # noqa: PLC0415 - as above
    from opengsq.protocols.quake3 import Quake3  # noqa: PLC0415 - as above

    minecraft.TcpClient = Stream
    quake1.UdpClient = raknet.UdpClient = source.UdpClient = Datagrams
    return SimpleNamespace(
        Minecraft=minecraft.Minecraft,
        Quake1=quake1.Quake1,
        Quake2=Quake2,
        Quake3=Quake3,
        RakNet=raknet.RakNet,
        Source=source.Source,
    )


async def ask(protocol: GameProtocol, host: str, port: int) -> Document:
    """Return what the server says, as a snippet sees it.

    Raises UnreadableAnswerError, OSError and `core.network.Refused`. The caller bounds the time.
    """
    document = await _QUESTIONS[protocol](host, port)
    try:
        json.dumps(document, allow_nan=False)
    except (ValueError, RecursionError):
        raise UnreadableAnswerError from None
    return document


async def rules(host: str, port: int) -> Mapping[str, str]:
    """Return the rules of a server that speaks Valve's protocol. Raises as `ask` does."""
    return dict(await _parsed(library().Source(host, port).get_rules()))


async def _parsed(answer: Awaitable[Any]) -> Any:
    try:
        return await answer
    except (OSError, Refused):
        raise
    except Exception:  # noqa: BLE001 - whatever the parsers trip over was sent by the server; nothing of ours runs here
        raise UnreadableAnswerError from None


async def _valve(host: str, port: int) -> Document:
    info = await _parsed(library().Source(host, port).get_info())
    return {
        "name": info.name,
        "map": info.map,
        "password": bool(info.visibility.value),
        "numplayers": info.players,
        "maxplayers": info.max_players,
        "numbots": info.bots,
        "protocol": info.protocol,
        "folder": info.folder,
        "game": info.game,
        "appId": getattr(info, "id", None),
        "secure": info.vac.value,
        "version": getattr(info, "version", None),
        "tags": getattr(info, "keywords", None),
        "rules": {},
    }


async def _minecraft(host: str, port: int) -> Document:
    status = await _parsed(library().Minecraft(host, port).get_status(strip_color=False))
    if not isinstance(status, dict) or "version" not in status:
        raise UnreadableAnswerError
    return {
        "name": status.get("description"),
        "map": "",
        "password": False,
        "numplayers": _within(status, "players", "online"),
        "maxplayers": _within(status, "players", "max"),
        "version": _within(status, "version", "name"),
        "vanilla": {"raw": status},
    }


def _within(document: Mapping[str, Any], key: str, inner: str) -> Any:
    found = document.get(key)
    return found.get(inner) if isinstance(found, dict) else None


async def _bedrock(host: str, port: int) -> Document:
    status = await _parsed(library().RakNet(host, port).get_status())
    return {
        "name": status.motd_line1,
        "map": status.motd_line2,
        "password": False,
        "numplayers": status.num_players,
        "maxplayers": status.max_players,
        "version": status.version_name,
        "bedrock": {"raw": asdict(status)},
    }


async def _quake1(host: str, port: int) -> Document:
    return await _quake(library().Quake1(host, port).get_status())


async def _quake2(host: str, port: int) -> Document:
    return await _quake(library().Quake2(host, port).get_status())


async def _quake3(host: str, port: int) -> Document:
    return await _quake(library().Quake3(host, port).get_status())


async def _quake(answer: Awaitable[Any]) -> Document:
    status = await _parsed(answer)
    info = status.info
    if not info:
        raise UnreadableAnswerError
    maximum = info.get("sv_maxclients") or info.get("maxclients") or ""
    return {
        **info,
        "name": info.get("sv_hostname") or info.get("hostname"),
        "map": info.get("mapname") or info.get("map"),
        "password": info.get("g_needpass") == "1",
        "numplayers": len(status.players),
        "maxplayers": int(maximum) if maximum.isdecimal() else None,
    }


_QUESTIONS: Mapping[GameProtocol, Callable[[str, int], Awaitable[Document]]] = {
    GameProtocol.VALVE: _valve,
    GameProtocol.MINECRAFT: _minecraft,
    GameProtocol.BEDROCK: _bedrock,
    GameProtocol.QUAKE1: _quake1,
    GameProtocol.QUAKE2: _quake2,
    GameProtocol.QUAKE3: _quake3,
}
