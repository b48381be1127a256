"""How the worker and its children talk: JSON in UTF-8, each message preceded by its length in four bytes."""

import json
import struct
from typing import BinaryIO

HEADER = struct.Struct(">I")
# The first thing that a child says, when it is confined and can be asked.
READY = "ready"


def encode(message: object) -> bytes:
    """Return the frame of a JSON value.

    Lone surrogates, which no database and no terminal takes, become question marks. Raises ValueError for NaN,
    infinities and cycles, TypeError for what JSON does not know.
    """
    body = json.dumps(message, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
    return HEADER.pack(len(body)) + body


def read(stream: BinaryIO) -> bytes | None:
    """Return the body of the next frame, or None at the end of the stream. Blocks."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    (length,) = HEADER.unpack(header)
    body = stream.read(length)
    return body if len(body) == length else None


def take(received: bytearray) -> bytes | None:
    """Take the first frame from what has been received, and return its body; None as long as it is not all there."""
    if len(received) < HEADER.size:
        return None
    (length,) = HEADER.unpack_from(received)
    end = HEADER.size + length
    if len(received) < end:
        return None
    body = bytes(received[HEADER.size : end])
    del received[:end]
    return body
