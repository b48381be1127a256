"""How the pool and its children talk: JSON in UTF-8, each message preceded by its length in four bytes."""

import json
import struct
from typing import BinaryIO

HEADER = struct.Struct(">I")


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
