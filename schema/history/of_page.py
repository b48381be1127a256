"""How the monitors on a page were together: the active ones that the one who asks may see."""

from collections.abc import Sequence

import strawberry

from models.monitor import Monitor
from models.page import Page as PageRow
from resolvers import local_days, overall_status, set_history
from schema.context import Info
from schema.history import weights
from schema.history.arguments import DEFAULT_DAYS, BarsTimeZone, Days, End, PeriodTimeZone, bars_asked
from schema.history.inputs import TimeRange
from schema.history.types import StatusBars, Uptime


@strawberry.type
class PageHistory:
    """What the page type inherits."""

    row: strawberry.Private[PageRow]

    @strawberry.field(
        description="How its active monitors were together on each of the last local days: their minutes added up, the "
        "worst status that any of them had, and the means of their uptimes and of their average latencies.",
        directives=[weights.STATUS_BARS_OF_PAGE],
    )
    async def status_bars(
        self, info: Info, days: Days = DEFAULT_DAYS, time_zone: BarsTimeZone = "UTC", end: End = None
    ) -> StatusBars:
        """Return a bar a day."""
        asked = bars_asked(days, time_zone, end)
        wanted = local_days.until(asked.end, asked.days, asked.time_zone)
        members = await _members(info, self.row)
        parts = await info.context.history.status_bars.load_many([(monitor, asked) for monitor in members])
        return StatusBars.of(await set_history.bars(parts, wanted))

    @strawberry.field(
        description="How much of a range of time its active monitors were up: their minutes added up, and the mean of "
        "their uptimes, in which each counts the same.",
        directives=[weights.UPTIME_OF_PAGE],
    )
    async def uptime(self, info: Info, range_: TimeRange, time_zone: PeriodTimeZone = None) -> Uptime:
        """Return the mean uptime."""
        wanted = range_.wanted(time_zone)
        members = await _members(info, self.row)
        parts = await info.context.history.uptime.load_many([(monitor, wanted) for monitor in members])
        return Uptime.of(set_history.uptime(parts, wanted))


async def _members(info: Info, page: PageRow) -> Sequence[Monitor]:
    placed = await info.context.pages.placed.load(page.id)
    return overall_status.counted(each.monitor for each in placed)
