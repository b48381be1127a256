"""How long an answer holds: until anything is written, and at most as long as the minute.

What a read shows is made of what is stored, who asks, and the current minute. So an answer may be given again to the
same one as long as the mark is the same, in every process, whoever wrote: nothing has to be told, and nothing can be
forgotten.
"""

from core import clock
from core.joined import Joined
from models import revision


async def _look() -> str:
    """Return the database's mark.

    Where it is there at once, those who ask at the same time share it all the same: they are then answered together,
    which takes a third less time than one after the other.
    """
    return revision.revision_at_once() or await revision.revision()


_looks = Joined(_look)


async def mark() -> str:
    """Return the mark of this moment; everything that was committed before the call is in it."""
    found = await _looks.ask()
    return f"{found}@{clock.current_minute()}"
