"""The check of GAMEDIG monitors, against servers that speak the games' bytes, and others."""

import asyncio
import bz2
import json
import struct
import zlib
from contextlib import ExitStack

import pytest

from jobs.checks import game_query, run_check
from models.check_config import games, read
from models.enums import MonitorType, SampleType, Status

HEAD = b"\xff\xff\xff\xff"
INFO = (
    HEAD
    + b"I\x11Friday night\0de_dust2\0csgo\0Counter-Strike\0"
    + struct.pack("<H", 730)
    # Players, places, bots, dedicated, Linux, open, secured, and the keywords as extra data.
    + b"\x03\x10\x01dl\x00\x011.38\0\x20secure,eu\0"
)
RULES = HEAD + b"E\x02\x00mp_timelimit\x0030\x00sv_cheats\x000\x00"
CHALLENGE = HEAD + b"A\x01\x02\x03\x04"
PING = b"\x01\x12\x23\x34\x45\x56\x67\x78\x89"
MAGIC = b"\x00\xff\xff\x00\xfe\xfe\xfe\xfe\xfd\xfd\xfd\xfd\x12\x34\x56\x78"
STATUS = {
    "version": {"name": "1.21.4", "protocol": 769},
    "players": {"max": 20, "online": 2},
    "description": {"text": "A server"},
}


async def check(context, game, port, host="127.0.0.1", **type_data):
    document = {"gameId": game, "host": host, "port": port, **type_data}
    return await run_check(MonitorType.GAMEDIG, read(MonitorType.GAMEDIG, document), context)


@pytest.fixture
async def udp():
    """Start a UDP server that answers each datagram with what a function returns of it; returns its port."""
    with ExitStack() as running:

        async def start(answer) -> int:
            class Server(asyncio.DatagramProtocol):
                def connection_made(self, transport):
                    self.transport = transport

                def datagram_received(self, data, address):
                    for datagram in answer(data):
                        self.transport.sendto(datagram, address)

            loop = asyncio.get_running_loop()
            transport, _ = await loop.create_datagram_endpoint(Server, local_addr=("127.0.0.1", 0))
            running.callback(transport.close)
            return int(transport.get_extra_info("sockname")[1])

        yield start
    await asyncio.sleep(0)


def valve(data):
    """A Source server: it wants its challenge back before it says anything."""
    if not data.endswith(CHALLENGE[5:]):
        return [CHALLENGE]
    return [RULES if data[4:5] == b"V" else INFO]


def varint(number):
    encoded = b""
    while number > 0x7F:
        encoded, number = encoded + bytes([number & 0x7F | 0x80]), number >> 7
    return encoded + bytes([number])


def minecraft(status, *, heard=None):
    text = status if isinstance(status, bytes) else json.dumps(status).encode()

    async def converse(reader, writer):
        data = await reader.read(1024)
        if heard is not None:
            heard.append(data)
        packet = b"\0" + varint(len(text)) + text
        for chunk in (varint(len(packet)), packet[:10], packet[10:]):
            writer.write(chunk)
            await writer.drain()
            await asyncio.sleep(0)
        await reader.read()

    return converse


def bedrock(fields):
    text = fields.encode()

    def answer(data):
        if not (data.startswith(PING) and data[9:25] == MAGIC):
            return []
        return [b"\x1c" + data[1:9] + bytes(8) + MAGIC + struct.pack(">H", len(text)) + text]

    return answer


def quake3(data):
    if not data.startswith(HEAD + b"getstatus"):
        return []
    info = rb"\sv_hostname\^1Frag^7 house\mapname\q3dm17\sv_maxclients\16\g_needpass\1"
    return [HEAD + b"statusResponse\n" + info + b'\n5 30 "Sarge"\n0 48 "Ranger"\n']


async def test_a_valve_server_that_answers_is_up(context, udp):
    seen = await check(context, "csgo", await udp(valve))

    assert (seen.status, seen.type, seen.message) == (Status.UP, SampleType.REALTIME, None)
    assert 0 < seen.latency < 5000


@pytest.mark.parametrize("game", ["minecraft"])
async def test_a_minecraft_server_that_answers_is_up(context, talk, game):
    heard = []
    port = await talk(minecraft(STATUS, heard=heard))

    seen = await check(context, game, port, host="localhost")

    assert (seen.status, seen.message) == (Status.UP, None)
    assert b"localhost" in heard[0]


@pytest.mark.parametrize(
    "fields",
    [
        "MCPE;Our world;766;1.21.50;3;10;123;level;Survival;1;19132;19133;",
        "MCPE;Our world;766;1.21.50;3;10;123;PocketMine-MP;Survival;",
        "MCPE;Our world;766;1.21.50;3;10",
    ],
)
async def test_a_bedrock_server_that_answers_is_up(context, udp, snippets, fields):
    snippets.result = {"status": "UP", "latency": 1}

    seen = await check(context, "mbe", await udp(bedrock(fields)), eval="code")

    assert (seen.status, seen.message) == (Status.UP, None)
    [(_, (_, document))] = snippets.calls
    assert (document["name"], document["numplayers"], document["maxplayers"]) == ("Our world", 3, 10)


async def test_a_quake_3_server_that_answers_is_up(context, udp, snippets):
    snippets.result = {"status": "UP", "latency": 1}

    seen = await check(context, "q3a", await udp(quake3), eval="code")

    assert (seen.status, seen.message) == (Status.UP, None)
    [(_, (_, document))] = snippets.calls
    assert {key: document[key] for key in ("name", "map", "password", "numplayers", "maxplayers", "mapname")} == {
        "name": "Frag house",
        "map": "q3dm17",
        "password": True,
        "numplayers": 2,
        "maxplayers": 16,
        "mapname": "q3dm17",
    }


@pytest.mark.parametrize("rules", [False, True])
async def test_a_snippet_gets_what_a_valve_server_says_and_judges(context, udp, snippets, rules):
    snippets.result = {"status": "DEGRADED", "latency": 7}

    seen = await check(context, "cs2", await udp(valve), eval="code", requestRules=rules)

    assert (seen.status, seen.latency) == (Status.DEGRADED, 7.0)
    [(code, (latency, document))] = snippets.calls
    assert (code, 0 < latency < 5000) == ("code", True)
    assert document == {
        "name": "Friday night",
        "map": "de_dust2",
        "password": False,
        "numplayers": 3,
        "maxplayers": 16,
        "numbots": 1,
        "protocol": 17,
        "folder": "csgo",
        "game": "Counter-Strike",
        "appId": 730,
        "secure": 1,
        "version": "1.38",
        "tags": "secure,eu",
        "rules": {"mp_timelimit": "30", "sv_cheats": "0"} if rules else {},
    }


async def test_rules_that_are_kept_secret_are_none(context, udp, snippets):
    snippets.result = {"status": "UP", "latency": 7}
    port = await udp(lambda data: [] if data[4:5] == b"V" else valve(data))

    seen = await check(context, "csgo", port, eval="code", requestRules=True, timeout=200)

    assert seen.status is Status.UP
    assert snippets.calls[0][1][1]["rules"] == {}


async def test_a_snippet_gets_the_whole_answer_of_minecraft(context, talk, snippets):
    snippets.result = {"status": "UP", "latency": 7}

    await check(context, "minecraft", await talk(minecraft(STATUS)), eval="code")

    document = snippets.calls[0][1][1]
    assert (document["numplayers"], document["maxplayers"], document["version"]) == (2, 20, "1.21.4")
    assert document["vanilla"]["raw"] == STATUS


@pytest.mark.parametrize("game", ["csgo", "mbe", "q3a", "minecraft"])
class TestOtherServers:
    @pytest.fixture
    async def serving(self, udp, talk, game):
        async def start(answers):
            async def converse(reader, writer):
                await reader.read(1)
                for answer in answers:
                    writer.write(answer)
                    await writer.drain()
                await reader.read()

            return await (udp(lambda _data: answers) if game != "minecraft" else talk(converse))

        return start

    async def test_silence_times_out(self, context, game, serving):
        port = await serving([])

        seen = await check(context, game, port, timeout=100)

        assert (seen.status, seen.type) == (Status.DOWN, SampleType.TIMEOUT)
        assert seen.message == f"No answer within 100 ms from 127.0.0.1:{port}"
        assert 100 <= seen.latency < 2000

    async def test_a_closed_port_is_an_error_at_once(self, context, game, unused_tcp_port):
        seen = await check(context, game, unused_tcp_port)

        assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)
        assert seen.message == f"Connection refused: 127.0.0.1:{unused_tcp_port}"
        assert seen.latency < 2000

    @pytest.mark.parametrize(
        "answer",
        [b"\0" * 40, b"\xff" * 40, b"HTTP/1.1 400 Bad Request\r\n\r\n", HEAD, HEAD + b"I", b"\x1c", b"x" * 60_000],
    )
    async def test_garbage_is_an_error_or_silence(self, context, game, serving, answer):
        seen = await check(context, game, await serving([answer]), timeout=200)

        assert seen.status is Status.DOWN
        assert seen.type in {SampleType.ERROR, SampleType.TIMEOUT}

    async def test_a_refused_address_is_no_evidence(self, public_only, game, unused_tcp_port):
        seen = await check(public_only, game, unused_tcp_port)

        assert (seen.status, seen.type, seen.is_evidence) == (Status.DOWN, SampleType.ERROR, False)

    async def test_a_name_that_does_not_exist_is_an_error(self, context, game):
        seen = await check(context, game, 1, host="nowhere.invalid")

        assert (seen.type, seen.message) == (SampleType.ERROR, "The host name can't be resolved: nowhere.invalid:1")


async def test_an_endless_answer_of_minecraft_is_an_error(context, talk):
    async def flood(reader, writer):
        await reader.read(1)
        writer.write(b"\xff\xff\xff\xff\x07")
        while True:
            writer.write(bytes(65536))
            await writer.drain()

    seen = await check(context, "minecraft", await talk(flood))

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)


@pytest.mark.parametrize(
    "text", [b"[]", b"5", b"{", b'{"version": NaN}', b'{"a":' * 5000 + b"1" + b"}" * 5000, b"\xff"]
)
async def test_json_that_is_no_status_is_an_error(context, talk, text):
    seen = await check(context, "minecraft", await talk(minecraft(text)))

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)
    assert seen.message.startswith("The answer is not that of a server of Minecraft: Java Edition: 127.0.0.1:")


async def test_an_answer_that_hangs_up_is_an_error(context, talk):
    async def hang_up(_reader, writer):
        writer.transport.abort()

    assert (await check(context, "minecraft", await talk(hang_up))).type is SampleType.ERROR


async def test_packed_answers_are_not_unpacked(context, udp):
    header = struct.pack("<LLBBLL", 0xFFFF_FFFE, 0x8000_0001, 1, 0, len(INFO), zlib.crc32(INFO))

    seen = await check(context, "csgo", await udp(lambda _data: [header + bz2.compress(INFO)]))

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)


async def test_parts_without_end_are_an_error(context, udp):
    parts = [b"\xfe\xff\xff\xff" + struct.pack("<LBBH", 1, 255, number, 1200) + bytes(1200) for number in range(100)]

    seen = await check(context, "csgo", await udp(lambda _data: parts), timeout=1000)

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)


async def test_the_ports_that_belong_to_the_given_one_are_tried_if_wanted(context, udp, unused_tcp_port):
    port = await udp(valve)

    given_alone = await check(context, "valheim", port - 1, timeout=500)
    guessed = await check(context, "valheim", port - 1, timeout=500, guessPort=True)

    assert (given_alone.status, guessed.status) == (Status.DOWN, Status.UP)


def test_a_games_ports():
    ark, rust = games.GAMES["ase"], games.GAMES["rust"]

    assert ark.ports(None, guess=False) == [27015]
    assert ark.ports(7780, guess=False) == [7780]
    assert ark.ports(7780, guess=True) == [7780, 27018, 27015]
    assert rust.ports(28015, guess=True) == [28015]
    assert ark.ports(65_000, guess=True) == [65_000, 27015]


def test_old_ids_lead_to_games():
    assert [old for old, new in games.OLD_IDS.items() if new not in games.GAMES or old in games.GAMES] == []


async def test_a_fault_of_ours_is_raised(context, udp, monkeypatch):
    monkeypatch.setattr(game_query.json, "dumps", None)

    with pytest.raises(TypeError):
        await check(context, "csgo", await udp(valve))
