"""Loaders of alerts, and of those of many monitors and incidents."""

from collections.abc import Awaitable
from dataclasses import dataclass

from models.alert import Alert
from resolvers import alerts
from schema.connections import Window
from schema.loading import DataLoader, Request, by_id, lists_of


@dataclass(frozen=True, slots=True)
class AlertsAsked:
    """A page of a monitor's alerts."""

    monitor_id: int
    page: Window[int]


class AlertLoaders:
    """One request's loaders."""

    def __init__(self, request: Request) -> None:
        """Load for the one who makes `request`."""

        async def load_pages(asked: list[AlertsAsked]) -> list[list[Alert]]:
            found = {page: await pages_of(page, asked) for page in {each.page for each in asked}}
            return [found[each.page].get(each.monitor_id, []) for each in asked]

        async def pages_of(page: Window[int], asked: list[AlertsAsked]) -> dict[int, list[Alert]]:
            return await alerts.pages_of(
                await request.principal(),
                [each.monitor_id for each in asked if each.page == page],
                limit=page.limit + 1,
                after=page.after,
                before=page.before,
                last=page.from_end,
            )

        self.by_id = by_id(request, alerts.by_ids)
        self.of_incident = lists_of(request, alerts.of_incidents)
        self.pages: DataLoader[AlertsAsked, list[Alert]] = DataLoader(load_pages)

    def page(self, monitor_id: int, page: Window[int]) -> Awaitable[list[Alert]]:
        """Return a page of a monitor's alerts, and one more at its far end; the same pages are gathered."""
        return self.pages.load(AlertsAsked(monitor_id, page))
