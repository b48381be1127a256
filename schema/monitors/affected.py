"""The monitors that an incident or a maintenance affects, with what happens to each."""

from collections.abc import Sequence
from typing import Self

import strawberry

from resolvers.affected import Affected, MonitorImpact
from schema.enums import Impact
from schema.monitors.types import Monitor


@strawberry.type(description="A monitor that an incident or a maintenance affects, and how.")
class AffectedMonitor:
    """One impact."""

    monitor: Monitor = strawberry.field(description="The monitor.")
    impact: Impact = strawberry.field(description="The status that the monitor has while it lasts.")

    @classmethod
    def of(cls, affected: Affected) -> Self:
        """Return the impact as GraphQL shows it."""
        return cls(monitor=Monitor.of(affected.monitor), impact=affected.impact)


@strawberry.input(description="A monitor that is affected, and how.")
class MonitorImpactInput:
    """One impact."""

    tag: str = strawberry.field(description="The monitor's tag.")
    impact: Impact = strawberry.field(description="The status that the monitor has while it lasts.")


def impacts(given: Sequence[MonitorImpactInput]) -> list[MonitorImpact]:
    """Return what the resolvers take."""
    return [MonitorImpact(each.tag, each.impact) for each in given]
