"""A fresh JavaScript context for one run of one snippet."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import quickjs

if TYPE_CHECKING:
    from jobs.snippets.pages import Pages

STACK_BYTES = 512 * 2**10
LONGEST_RESULT = 64 * 2**10
# The part of its memory from which on a snippet that fell silent is taken to have used it up.
NEARLY_ALL = 0.9

_OUT_OF_MEMORY = "InternalError: out of memory"

_HERE = Path(__file__).parent
_HARNESS = f"{(_HERE / 'harness.js').read_text('utf-8')}({(_HERE / 'cheerio.js').read_text('utf-8')})"


class Sandbox:
    """A JavaScript context in which one snippet can run, once."""

    def __init__(self, memory_bytes: int) -> None:
        self._memory_bytes = memory_bytes
        self._bridge = _Bridge()
        self._context = quickjs.Context()
        self._context.set_memory_limit(memory_bytes)
        self._context.set_max_stack_size(STACK_BYTES)
        # The engine's own time limit would forbid calls into Python; the child's timer takes its place.
        self._context.add_callable("ask", self._bridge.ask)
        self._context.add_callable("settle", self._bridge.settle)
        self._start = self._context.eval(_HARNESS)

    @property
    def loaded_characters(self) -> int:
        """How much HTML the snippet has had parsed."""
        return 0 if self._bridge.pages is None else self._bridge.pages.loaded_characters

    def run(self, request: str) -> dict[str, Any]:
        """Run the snippet of a JSON request `{"code": ..., "arguments": [...]}`.

        Returns `{"value": ...}`, what it resolved to, or `{"error": message}`. Does not return while the snippet
        loops: the caller's timer then ends the process.
        """
        try:
            report = self._start(self._context.parse_json(request))
            while not self._bridge.settled and self._context.execute_pending_job():
                pass
            if not self._bridge.settled:
                return {"error": self._explain_silence()}
            return self._read(report())
        except quickjs.JSException as error:
            return {"error": self._explain(str(error).partition("\n")[0])}

    def _read(self, outcome: str) -> dict[str, Any]:
        if len(outcome) > LONGEST_RESULT:
            return {"error": f"the snippet returned more than {LONGEST_RESULT // 2**10} KiB"}
        try:
            ended: dict[str, Any] = json.loads(outcome)
        except (ValueError, RecursionError):
            return {"error": "the snippet returned what is no plain JSON"}
        if "error" in ended:
            return {"error": self._explain(ended["error"])}
        return ended

    def _explain_silence(self) -> str:
        """Return why nothing is left to do although the snippet has not ended."""
        is_full = self._context.memory()["malloc_size"] > self._memory_bytes * NEARLY_ALL
        return self._explain(_OUT_OF_MEMORY if is_full else "the snippet's promise never settles")

    def _explain(self, message: str) -> str:
        """Return the message for people of a message of the engine."""
        excess = f"the snippet used more than {self._memory_bytes / 2**20:g} MiB"
        # The engine throws null when it has no memory left to make an error of.
        return {_OUT_OF_MEMORY: excess, "null": f"{excess}, or threw null"}.get(message, message)


class _Bridge:
    """What a context can call in Python. Knows nothing of the context, so that both are freed at once."""

    def __init__(self) -> None:
        self.settled = False
        self.pages: Pages | None = None

    def settle(self) -> None:
        self.settled = True

    def ask(self, request: str) -> str:
        if self.pages is None:
            # lxml takes as long to load as all the rest of a child, and most snippets do not need it.
            from jobs.snippets.pages import Pages  # noqa: PLC0415 - lxml is slow to import, and most snippets don't need it

            self.pages = Pages()
        return self.pages.answer(request)
