"""What lists of monitors are ordered and narrowed by: SQL expressions that mean the same on both engines.

Text is compared by its bytes, with the 26 English letters folded: what else an engine folds or sorts depends on the
engine and on where it was set up, and a cursor must stay right when an installation moves.
"""

import string

from tortoise.expressions import RawSQL

from models.database import is_postgres, reader
from models.enums import Status
from models.samples.sample import STATUS_CODE

_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def fold(text: str) -> str:
    """Return the text as `folded` compares it."""
    return text.translate(_SMALL)


def folded(column: str) -> RawSQL:
    """Return the text of a column of `monitor` with its English letters made small; of NULL, an empty text."""
    text = f"""coalesce("monitor"."{column}", '')"""
    return RawSQL(f'lower({text} COLLATE "C")' if is_postgres(reader()) else f"lower({text})")


def current_status(before: int) -> RawSQL:
    """Return the code of the status of a monitor's newest sample of a minute before `before`; NO_DATA without one."""
    return RawSQL(
        f"""coalesce((SELECT sample.status FROM sample WHERE sample.monitor_id = "monitor"."id"
        AND sample.minute < {before:d} ORDER BY sample.minute DESC LIMIT 1), {STATUS_CODE[Status.NO_DATA]})"""  # noqa: S608 - numbers of our own
    )
