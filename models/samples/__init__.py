"""The sample store: one row a monitor and minute, written and read in bulk with SQL of its own."""

from models.samples.freezing import freeze_before
from models.samples.rollups import recompute
from models.samples.sample import Sample
from models.samples.store import at, delete_range, latest, newest_before, overwrite, overwrite_range, record, within
from models.samples.sums import Piece, Totals, totals

__all__ = [
    "Piece",
    "Sample",
    "Totals",
    "at",
    "delete_range",
    "freeze_before",
    "latest",
    "newest_before",
    "overwrite",
    "overwrite_range",
    "recompute",
    "record",
    "totals",
    "within",
]
