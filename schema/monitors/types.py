"""The monitor type."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Self

import strawberry
from strawberry import relay

from models.monitor import Monitor as MonitorRow
from models.samples import Sample as SampleRow
from resolvers import monitors, samples
from resolvers.samples import MAX_SERIES_DAYS
from schema import ahead
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.cost import Cost
from schema.enums import Activity, MonitorType, Status
from schema.history.of_monitor import MonitorHistory
from schema.instants import instant, seconds
from schema.monitors.configurations import MonitorConfiguration, configuration_of
from schema.monitors.links import MonitorLinks
from schema.monitors.settings import MonitorSettings
from schema.node import loaded
from schema.samples.types import Sample, SampleSeries, series

if TYPE_CHECKING:
    from schema.alerts.types import Alert

Start = Annotated[datetime, strawberry.argument(description="The first minute.")]
End = Annotated[datetime, strawberry.argument(description="The minute after the last.")]
SamplesStart = Annotated[
    datetime | None, strawberry.argument(description="The first minute; from the oldest by default.")
]
SamplesEnd = Annotated[
    datetime | None, strawberry.argument(description="The minute after the last; up to the newest by default.")
]


def _settings_of(self: "Monitor") -> MonitorSettings:
    """Return a monitor's settings, when somebody asks."""
    return MonitorSettings(row=self.row)


async def _newest(info: Info, shown: Sequence["Monitor"]) -> list[SampleRow | None]:
    return await info.context.monitors.latest_sample.load_many([each.row.id for each in shown])


async def _current_status_of_all(info: Info, shown: Sequence["Monitor"]) -> list[Status]:
    return [Status.NO_DATA if newest is None else newest.status for newest in await _newest(info, shown)]


async def _current_latency_of_all(info: Info, shown: Sequence["Monitor"]) -> list[float | None]:
    return [None if newest is None else newest.latency for newest in await _newest(info, shown)]


async def _latest_sample_of_all(info: Info, shown: Sequence["Monitor"]) -> list[Sample | None]:
    return [None if newest is None else Sample.of(newest) for newest in await _newest(info, shown)]


@strawberry.type(description="One watched thing.")
class Monitor(MonitorHistory, MonitorLinks, relay.Node):
    """A monitor, as far as the one who asks may see it."""

    id: relay.NodeID[int]
    tag: str = strawberry.field(description="The name that URLs and groups know it by; unique and unchangeable.")
    name: str = strawberry.field(description="What people call it.")
    description: str | None = strawberry.field(description="What it is.")
    image: str | None = strawberry.field(description="The address of its picture.")
    external_url: str | None = strawberry.field(description="Where to read more of it.")
    category_name: str | None = strawberry.field(description="The heading that it stands under.")
    type: MonitorType = strawberry.field(description="How it finds out how its target is.")
    status: Activity = strawberry.field(description="Whether it is checked at all.")
    is_hidden: bool = strawberry.field(description="Whether it is kept from public pages; it is checked all the same.")
    cron: str | None = strawberry.field(description="The minutes at which it is checked; null: at none.")
    time_zone: str = strawberry.field(description="The IANA time zone of its cron expression.")
    default_status: Status | None = strawberry.field(description="What it is when nothing else is known.")
    confirmation_threshold: int = strawberry.field(
        description="How many samples in a row must agree before a change of status is shown (1: at once)."
    )
    include_degraded_in_downtime: bool = strawberry.field(
        description="Whether minutes in which it was DEGRADED count as downtime."
    )
    settings: MonitorSettings = strawberry.field(description="How its uptime is reckoned.", resolver=_settings_of)
    created_at: datetime = strawberry.field(description="When it was made.")
    updated_at: datetime = strawberry.field(description="When it was last changed.")
    row: strawberry.Private[MonitorRow]

    @classmethod
    async def resolve_nodes(
        cls,
        *,
        info: Info,
        node_ids: Iterable[str],
        required: bool = False,
    ) -> list[Any]:
        """Return the monitors of these ids, null for those that are not there for the one who asks."""
        return await loaded(info.context.monitors.by_id.load_many, node_ids, cls.of)

    @classmethod
    async def of_all(cls, info: Info, rows: Sequence[MonitorRow]) -> list[Self]:
        """Return the monitors of a list, with what is asked of their samples and histories."""
        shown = [cls.of(row) for row in rows]
        await ahead.load(info, shown)
        return shown

    @classmethod
    def of(cls, row: MonitorRow) -> Self:
        """Return the monitor of a row."""
        # Most of it is called as the row calls it: taken over at once, that takes a third of the time of one by one.
        monitor = cls.__new__(cls)
        vars(monitor).update(vars(row), type=row.monitor_type, row=row)
        return monitor

    @strawberry.field(description="What its check is told; null for who has no key.")
    async def configuration(self, info: Info) -> MonitorConfiguration | None:
        """Return the configuration to holders of a key."""
        return configuration_of(self.row, await info.context.principal())

    @strawberry.field(description="When it is checked next; null for who has no key, and where it is never checked.")
    async def next_due_at(self, info: Info) -> datetime | None:
        """Return the next minute that its cron names."""
        due = await info.context.monitors.next_due.load(self.row.id)
        return None if due is None else instant(due)

    @strawberry.field(description="The address of a small picture of its status; null when it is not public.")
    async def badge_url(self, info: Info) -> str | None:
        """Return where its badge is."""
        return await info.context.addresses.of_badge(self.row.tag) if monitors.is_public(self.row) else None

    @strawberry.field(
        description="The status of its newest sample, or NO_DATA.", metadata=ahead.by(_current_status_of_all)
    )
    async def current_status(self, info: Info) -> Status:
        """Return how it is now."""
        (status,) = await _current_status_of_all(info, [self])
        return status

    @strawberry.field(
        description="The latency of its newest sample in milliseconds.", metadata=ahead.by(_current_latency_of_all)
    )
    async def current_latency(self, info: Info) -> float | None:
        """Return how long the target took at last."""
        (latency,) = await _current_latency_of_all(info, [self])
        return latency

    @strawberry.field(description="Its newest sample.", metadata=ahead.by(_latest_sample_of_all))
    async def latest_sample(self, info: Info) -> Sample | None:
        """Return the newest sample."""
        (sample,) = await _latest_sample_of_all(info, [self])
        return sample

    @strawberry.field(description="Its samples, oldest first, for paging.")
    async def samples(  # noqa: PLR0917 - GraphQL's arguments have names
        self,
        start: SamplesStart = None,
        end: SamplesEnd = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Sample]:
        """Return a page of samples; a cursor's position is a minute."""
        asked = window(first, last, after, before)
        rows = await samples.page(
            self.row.id,
            start=None if start is None else seconds(start),
            end=None if end is None else seconds(end),
            after=asked.after,
            before=asked.before,
            limit=asked.limit + 1,
            from_end=asked.from_end,
        )
        return connection(rows, asked, position=lambda row: row.minute, node=Sample.of)

    @strawberry.field(
        description=f"Its samples of the minutes from start until before end, {MAX_SERIES_DAYS} days at most, "
        "as columns, for drawing.",
        directives=[Cost(weight=50)],
    )
    async def sample_series(self, start: Start, end: End) -> SampleSeries:
        """Return a range of samples."""
        return series(await samples.series(self.row.id, seconds(start), seconds(end)))

    @strawberry.field(description="The alerts about it, newest first; none for who has no key.")
    async def alerts(
        self, info: Info, first: First = None, last: Last = None, after: After = None, before: Before = None
    ) -> Connection[Annotated["Alert", strawberry.lazy("schema.alerts.types")]]:
        """Return a page of alerts; a cursor's position is an id."""
        from schema.alerts.types import Alert  # noqa: PLC0415 - an alert has a monitor, which has alerts

        asked = window(first, last, after, before)
        rows = await info.context.alerts.page(self.row.id, asked)
        return connection(rows, asked, position=lambda row: row.id, node=Alert.of)
