"""The sample store: one row a monitor and minute, written and read in bulk with SQL of its own."""

from models.samples.distributions import Distribution, distributions
from models.samples.freezing import freeze_before
from models.samples.outages import Run, runs
from models.samples.rollups import recompute
from models.samples.sample import Sample
from models.samples.sketch import quantiles
from models.samples.store import at, delete_range, latest, newest_before, overwrite, overwrite_range, record, within
from models.samples.sums import Piece, Totals, totals

__all__ = [
    "Distribution",
    "Piece",
    "Run",
    "Sample",
    "Totals",
    "at",
    "delete_range",
    "distributions",
    "freeze_before",
    "latest",
    "newest_before",
    "overwrite",
    "overwrite_range",
    "quantiles",
    "recompute",
    "record",
    "runs",
    "totals",
    "within",
]
