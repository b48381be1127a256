"""The server's side of PostgreSQL's protocol, in the few messages that a login and a query take."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

Converse = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def message(kind: bytes, body: bytes) -> bytes:
    return kind + (len(body) + 4).to_bytes(4, "big") + body


READY = message(b"Z", b"I")
LOGIN = (
    message(b"R", bytes(4)),
    message(b"S", b"server_version\x0018.6\0"),
    message(b"S", b"client_encoding\0UTF8\0"),
    message(b"S", b"standard_conforming_strings\0on\0"),
    message(b"K", b"\0\0\x11\x22\x33\x44\x55\x66"),
    READY,
)
ONE_ROW = (
    message(b"T", b"\0\1?column?\0" + bytes(7) + b"\x17\0\4\xff\xff\xff\xff\0\0"),
    message(b"D", b"\0\1\0\0\0\0011"),
    message(b"C", b"SELECT 1\0"),
    READY,
)
# The length of a message that is negative: the driver reads memory that is not its own.
CRASH = (b"C\x80\0\0\x0d", READY)
# A message of the type NUL during the login: the driver does not see that it has ended, and reads it again.
LOOP = (b"\0\0\0\0\4",)
ENCRYPTION_REQUEST = (8).to_bytes(4, "big") + (80877103).to_bytes(4, "big")


async def introduce(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Decline encryption, and return when the client has introduced itself."""
    if await reader.read(65536) == ENCRYPTION_REQUEST:
        writer.write(b"N")
        await reader.read(65536)


async def hear(reader: asyncio.StreamReader) -> bytes:
    """Return the next message's type when all of it has come: Q for a query, X for a farewell."""
    header = await reader.readexactly(5)
    await reader.readexactly(int.from_bytes(header[1:], "big") - 4)
    return header[:1]


def answering(*then: bytes, first: Sequence[bytes] = LOGIN) -> Converse:
    """Return a conversation that answers the login and the query, and ends when the client takes its leave."""

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await introduce(reader, writer)
        writer.write(b"".join(first))
        await hear(reader)
        writer.write(b"".join(then))
        await hear(reader)

    return converse
