"""The games that a GAMEDIG monitor knows, by the ids that GameDig gave them: protocol and ports.

docs/checks.md lists them, too; a test holds the two together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from types import MappingProxyType


class GameProtocol(StrEnum):
    """How a game's servers are asked."""

    VALVE = "Valve A2S"
    MINECRAFT = "Minecraft Java"
    BEDROCK = "Minecraft Bedrock"
    QUAKE1 = "Quake 1"
    QUAKE2 = "Quake 2"
    QUAKE3 = "Quake 3"


@dataclass(frozen=True, slots=True)
class Game:
    """A game, the port that its players use, and the one that its servers are asked at where no port is given."""

    name: str
    protocol: GameProtocol
    port: int
    query_port: int

    def ports(self, given: int | None, *, guess: bool) -> list[int]:
        """Return the ports to ask at, the likeliest first: `given` alone, or with `guess` those that belong to it."""
        if given is None:
            return [self.query_port]
        beside = given + self.query_port - self.port
        return list(dict.fromkeys(port for port in (given, beside, self.query_port) if 0 < port <= _MAX_PORT))[
            : None if guess else 1
        ]


_MAX_PORT = 65_535


def _valve(name: str, port: int = 27015, query_port: int | None = None) -> Game:
    return Game(name, GameProtocol.VALVE, port, query_port or port)


def _quake3(name: str, port: int = 27960) -> Game:
    return Game(name, GameProtocol.QUAKE3, port, port)


GAMES: Mapping[str, Game] = MappingProxyType(
    {
        # Minecraft
        "minecraft": Game("Minecraft: Java Edition", GameProtocol.MINECRAFT, 25565, 25565),
        "mbe": Game("Minecraft: Bedrock Edition", GameProtocol.BEDROCK, 19132, 19132),
        # id Software's protocols
        "quake": Game("Quake", GameProtocol.QUAKE1, 27500, 27500),
        "quake2": Game("Quake 2", GameProtocol.QUAKE2, 27910, 27910),
        "alienarena": Game("Alien Arena", GameProtocol.QUAKE2, 27910, 27910),
        "q3a": _quake3("Quake 3: Arena"),
        "cod": _quake3("Call of Duty", 28960),
        "cod2": _quake3("Call of Duty 2", 28960),
        "cod4mw": _quake3("Call of Duty 4: Modern Warfare", 28960),
        "coduo": _quake3("Call of Duty: United Offensive", 28960),
        "codwaw": _quake3("Call of Duty: World at War", 28960),
        "nexuiz": _quake3("Nexuiz", 26000),
        "openarena": _quake3("OpenArena"),
        "rtcw": _quake3("Return to Castle Wolfenstein"),
        "sof2": _quake3("Soldier of Fortune 2", 20100),
        "stvef": _quake3("Star Trek: Voyager - Elite Force"),
        "stvef2": _quake3("Star Trek: Voyager - Elite Force 2", 29253),
        "swjk2jo": _quake3("Star Wars Jedi Knight II: Jedi Outcast", 28070),
        "swjkja": _quake3("Star Wars Jedi Knight: Jedi Academy", 29070),
        "tremulous": _quake3("Tremulous", 30720),
        "urbanterror": _quake3("Urban Terror"),
        "warfork": _quake3("Warfork", 44400),
        "warsow": _quake3("Warsow", 44400),
        "wet": _quake3("Wolfenstein: Enemy Territory"),
        "xonotic": _quake3("Xonotic", 26000),
        # Valve's protocol
        "a2oa": _valve("ARMA 2: Operation Arrowhead", 2302, 2303),
        "abioticfactor": _valve("Abiotic Factor"),
        "ahl": _valve("Action Half-Life"),
        "alienswarm": _valve("Alien Swarm"),
        "americasarmy3": _valve("America's Army 3", 8777, 27020),
        "aoc": _valve("Age of Chivalry"),
        "arma2": _valve("ARMA 2", 2302, 2303),
        "arma3": _valve("ARMA 3", 2302, 2303),
        "armareforger": _valve("ARMA: Reforger", 2001, 17777),
        "ase": _valve("Ark: Survival Evolved", 7777, 27015),
        "atlas": _valve("Atlas", 5761, 57561),
        "avorion": _valve("Avorion", 27000, 27020),
        "barotrauma": _valve("Barotrauma", 27015, 27016),
        "battalion1944": _valve("Battalion 1944", 7777, 7780),
        "blackmesa": _valve("Black Mesa"),
        "brainbread2": _valve("BrainBread 2"),
        "cmw": _valve("Chivalry: Medieval Warfare", 7777, 7779),
        "codbo3": _valve("Call of Duty: Black Ops 3", 27017),
        "colonysurvival": _valve("Colony Survival", 27004),
        "conanexiles": _valve("Conan Exiles", 7777, 27015),
        "contagion": _valve("Contagion"),
        "corekeeper": _valve("Core Keeper", 1234, 1235),
        "counterstrike16": _valve("Counter-Strike 1.6"),
        "counterstrike2": _valve("Counter-Strike 2"),
        "creativerse": _valve("Creativerse", 26900, 26901),
        "cscz": _valve("Counter-Strike: Condition Zero"),
        "csgo": _valve("Counter-Strike: Global Offensive"),
        "css": _valve("Counter-Strike: Source"),
        "dal": _valve("Dark and Light", 7777, 27015),
        "dayofdragons": _valve("Day of Dragons", 7777, 27015),
        "dayz": _valve("DayZ", 2302, 27016),
        "dayzmod": _valve("DayZ Mod", 2302, 2303),
        "deathmatchclassic": _valve("Deathmatch Classic"),
        "dod": _valve("Day of Defeat"),
        "dods": _valve("Day of Defeat: Source"),
        "doi": _valve("Day of Infamy"),
        "dota2": _valve("Dota 2"),
        "dow": _valve("Days of War"),
        "dst": _valve("Don't Starve Together", 10999, 27016),
        "dystopia": _valve("Dystopia"),
        "egs": _valve("Empyrion - Galactic Survival", 30000, 30001),
        "empiresmod": _valve("Empires Mod"),
        "enshrouded": _valve("Enshrouded", 15636, 15637),
        "ets2": _valve("Euro Truck Simulator 2", 27015, 27016),
        "fof": _valve("Fistful of Frags"),
        "fortressforever": _valve("Fortress Forever"),
        "foundry": _valve("FOUNDRY"),
        "garrysmod": _valve("Garry's Mod"),
        "goldeneyesource": _valve("GoldenEye: Source"),
        "hl2d": _valve("Half-Life 2: Deathmatch"),
        "hld": _valve("Half-Life Deathmatch"),
        "hlds": _valve("Half-Life Deathmatch: Source"),
        "hll": _valve("Hell Let Loose"),
        "hlof": _valve("Half-Life: Opposing Force"),
        "homefront": _valve("Homefront"),
        "hurtworld": _valve("Hurtworld", 12871, 12881),
        "icarus": _valve("Icarus"),
        "insurgency": _valve("Insurgency"),
        "insurgencysandstorm": _valve("Insurgency: Sandstorm", 27015, 27016),
        "jc3m": _valve("Just Cause 3 - Multiplayer", 4200, 4201),
        "killingfloor2": _valve("Killing Floor 2", 7777, 27015),
        "l4d": _valve("Left 4 Dead"),
        "l4d2": _valve("Left 4 Dead 2"),
        "medievalengineers": _valve("Medieval Engineers"),
        "mnc": _valve("Monday Night Combat", 7777, 27016),
        "moe": _valve("Myth of Empires", 12888),
        "mordhau": _valve("Mordhau", 7777, 27015),
        "naturalselection": _valve("Natural Selection"),
        "nmrih": _valve("No More Room in Hell"),
        "nucleardawn": _valve("Nuclear Dawn"),
        "ohd": _valve("Operation: Harsh Doorstop", 7777, 27005),
        "onset": _valve("Onset", 7777, 7776),
        "pce": _valve("Primal Carnage: Extinction", 7777, 27015),
        "pixark": _valve("PixARK", 7777, 27015),
        "postscriptum": _valve("Post Scriptum", 10037),
        "projectcars2": _valve("Project Cars 2", 27015, 27016),
        "projectzomboid": _valve("Project Zomboid", 16261),
        "pvak2": _valve("Pirates, Vikings, and Knights II"),
        "quakelive": _valve("Quake Live", 27960),
        "redorchestra2": _valve("Red Orchestra 2", 7777, 27015),
        "ricochet": _valve("Ricochet"),
        "risingworld": _valve("Rising World", 4255, 4254),
        "ror2": _valve("Risk of Rain 2", 27015, 27016),
        "rs2v": _valve("Rising Storm 2: Vietnam"),
        "rust": _valve("Rust", 28015),
        "sdtd": _valve("7 Days to Die", 26900, 26901),
        "sotf": _valve("Sons Of The Forest", 8766, 27016),
        "soulmask": _valve("Soulmask", 8777, 27015),
        "spaceengineers": _valve("Space Engineers"),
        "squad": _valve("Squad", 7787, 27165),
        "starbound": _valve("Starbound", 21025),
        "stn": _valve("Survive the Nights", 7950, 7951),
        "svencoop": _valve("Sven Coop"),
        "synergy": _valve("Synergy"),
        "teamfortress2": _valve("Team Fortress 2"),
        "tfc": _valve("Team Fortress Classic"),
        "theforest": _valve("The Forest", 27015, 27016),
        "thefront": _valve("The Front"),
        "theisle": _valve("The Isle", 7707, 7708),
        "theship": _valve("The Ship"),
        "towerunite": _valve("Tower Unite"),
        "unturned": _valve("Unturned", 27015, 27016),
        "valheim": _valve("Valheim", 2456, 2457),
        "vrising": _valve("V Rising", 27015, 27016),
        "wurmunlimited": _valve("Wurm Unlimited", 3724, 27016),
        "zps": _valve("Zombie Panic: Source"),
    }
)

# The ids of before GameDig 5, which monitors still carry.
OLD_IDS: Mapping[str, str] = MappingProxyType(
    {
        "7d2d": "sdtd",
        "arkse": "ase",
        "armare": "armareforger",
        "bat1944": "battalion1944",
        "chivalry": "cmw",
        "cod4": "cod4mw",
        "cs16": "counterstrike16",
        "cs2": "counterstrike2",
        "forrest": "theforest",
        "hl2dm": "hl2d",
        "hldm": "hld",
        "isle": "theisle",
        "left4dead": "l4d",
        "left4dead2": "l4d2",
        "minecraftbe": "mbe",
        "przomboid": "projectzomboid",
        "quake1": "quake",
        "quake3": "q3a",
        "ship": "theship",
        "sonsoftheforest": "sotf",
        "tf2": "teamfortress2",
        "wolfensteinet": "wet",
        "wurm": "wurmunlimited",
    }
)


def find(game_id: str) -> Game | None:
    """Return the game that an id means, in any of its spellings; None if there is none."""
    return GAMES.get(OLD_IDS.get(game_id, game_id))


def similar(game_id: str) -> list[str]:
    """Return up to three ids that somebody may have meant."""
    return get_close_matches(game_id.lower(), [*GAMES, *OLD_IDS], n=3)
