"""The sample store: one row a monitor and minute, written and read in bulk with SQL of its own."""

from models.samples.columns import Columns, columns_within
from models.samples.look_up import at_many
from models.samples.moments import last_manual, of_minute
from models.samples.runs import reveal
from models.samples.sample import Sample
from models.samples.store import at, delete_range, latest, newest_before, overwrite, overwrite_range, record, within

__all__ = [
    "Columns",
    "Sample",
    "at",
    "at_many",
    "columns_within",
    "delete_range",
    "last_manual",
    "latest",
    "newest_before",
    "of_minute",
    "overwrite",
    "overwrite_range",
    "record",
    "reveal",
    "within",
]
