"""The sample store: one row a monitor and minute, written and read in bulk with SQL of its own."""

from models.samples.columns import Columns, columns_within
from models.samples.days import daily
from models.samples.distributions import Distribution, distributions
from models.samples.freezing import freeze_before
from models.samples.held_runs import reveal
from models.samples.look_up import at_many
from models.samples.moments import last_manual, of_minute
from models.samples.outages import Run, runs
from models.samples.presence import recorded
from models.samples.range_edits import delete_range, overwrite_range
from models.samples.rollups import recompute
from models.samples.sample import Sample
from models.samples.sketch import quantiles
from models.samples.store import at, latest, newest_before, overwrite, record, within
from models.samples.stretches import Stretch
from models.samples.sums import Piece, Totals, totals
from models.samples.verifying import Difference, Extent, differences, extents
from models.samples.versions import SETTLED_AFTER, Version, versions

__all__ = [
    "SETTLED_AFTER",
    "Columns",
    "Difference",
    "Distribution",
    "Extent",
    "Piece",
    "Run",
    "Sample",
    "Stretch",
    "Totals",
    "Version",
    "at",
    "at_many",
    "columns_within",
    "daily",
    "delete_range",
    "differences",
    "distributions",
    "extents",
    "freeze_before",
    "last_manual",
    "latest",
    "newest_before",
    "of_minute",
    "overwrite",
    "overwrite_range",
    "quantiles",
    "recompute",
    "record",
    "recorded",
    "reveal",
    "runs",
    "totals",
    "versions",
    "within",
]
