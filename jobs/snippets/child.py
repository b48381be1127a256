"""A child process of the sandbox: reads requests, runs each in a fresh context, writes what came of it.

Started by `jobs.snippets.process` as `python -m jobs.snippets.child MEMORY_BYTES SECONDS`.
"""

import signal
import sys
from typing import Any

from jobs.children import frames
from jobs.children.confinement import confine
from jobs.snippets.sandbox import Sandbox

# Results nested deeper than this are refused here, as the worker, deeper in its own stack, could not read them either.
NESTING = 400
# The parser keeps the names of all elements it has met, up to some eight bytes a character of made-up HTML.
CHARACTERS_UNTIL_RETIREMENT = 4 * 2**20
# A parsed page lives beside the JavaScript heap. The worst megabyte of HTML (nothing but start tags) takes 80 MiB.
ROOM_FOR_PAGES = 96 * 2**20
# Standard streams, and the few files that are open while lxml is being loaded.
OPEN_FILES = 16


def main() -> None:
    """Say that this process is ready, then serve requests until standard input ends."""
    memory_bytes, seconds = int(sys.argv[1]), float(sys.argv[2])
    sys.setrecursionlimit(NESTING)
    confine(memory_bytes=memory_bytes + ROOM_FOR_PAGES, open_files=OPEN_FILES)
    _write(frames.encode(frames.READY))
    characters = 0
    while True:
        sandbox = Sandbox(memory_bytes)  # before there is a request: half a millisecond that nobody waits for
        request = frames.read(sys.stdin.buffer)
        if request is None:
            return
        # Processor time: the time of day is the worker's to watch. Nothing handles the signal, so that it ends this
        # process even inside a call of the engine that can't be interrupted, and when the worker is too busy to look.
        signal.setitimer(signal.ITIMER_PROF, seconds)
        outcome = sandbox.run(request.decode())
        characters += sandbox.loaded_characters
        reply = _encode(outcome | {"retires": characters > CHARACTERS_UNTIL_RETIREMENT})
        signal.setitimer(signal.ITIMER_PROF, 0)
        _write(reply)
        del sandbox, outcome  # freed before the next is made


def _encode(reply: dict[str, Any]) -> bytes:
    try:
        return frames.encode(reply)
    except ValueError:  # a number out of range, which a snippet can smuggle in as raw JSON
        return frames.encode(reply | {"value": None, "error": "the snippet returned what is no plain JSON"})


def _write(frame: bytes) -> None:
    sys.stdout.buffer.write(frame)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
