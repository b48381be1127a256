"""The sample store: one row a monitor and minute, written and read in bulk with SQL of its own."""

from models.samples.distributions import Distribution, distributions
from models.samples.freezing import freeze_before
from models.samples.outages import Run, runs
from models.samples.rollups import recompute
from models.samples.sample import Sample
from models.samples.sketch import quantiles
from models.samples.store import at, delete_range, latest, newest_before, overwrite, overwrite_range, record, within
from models.samples.stretches import Stretch
from models.samples.sums import Piece, Totals, totals
from models.samples.verifying import Difference, Extent, differences, extents
from models.samples.versions import versions

__all__ = [
    "Difference",
    "Distribution",
    "Extent",
    "Piece",
    "Run",
    "Sample",
    "Stretch",
    "Totals",
    "at",
    "delete_range",
    "differences",
    "distributions",
    "extents",
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
    "versions",
    "within",
]
