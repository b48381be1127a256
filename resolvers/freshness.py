"""How long an answer holds: until anything is written, and at most as long as the minute.

What a read shows is made of what is stored, who asks, and the current minute. So an answer may be given again to the
same one as long as the mark is the same, in every process, whoever wrote: nothing has to be told, and nothing can be
forgotten.
"""

from core import clock
from core.joined import Joined
from models import revision

_looks = Joined(revision.revision)


async def mark() -> str:
    """Return the mark of this moment; everything that was committed before the call is in it."""
    found = revision.revision_at_once() or await _looks.ask()
    return f"{found}@{clock.current_minute()}"
