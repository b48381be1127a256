"""Loaders of what hangs on monitors: many monitors that are asked the same are asked at once."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from core.principal import Principal
from models.enums import MaintenanceEventStatus
from models.incident import Incident
from models.maintenance import Maintenance, MaintenanceEvent
from resolvers import membership, monitor_links, pages
from resolvers.monitor_links import Slice
from schema.loading import DataLoader, Request, lists_of

Asked = TypeVar("Asked", bound=tuple[object, ...])
Row = TypeVar("Row")
Statuses = tuple[MaintenanceEventStatus, ...]


class LinkLoaders:
    """One request's loaders; where a list takes arguments, they are part of the key."""

    def __init__(self, request: Request) -> None:
        """Load for the one who makes `request`."""
        self.incidents = _asked(request, _incidents)
        self.maintenances = _asked(request, _maintenances)
        self.events = _asked(request, _events)
        self.pages = lists_of(request, pages.of_monitors)
        self.groups = lists_of(request, membership.groups_of)
        self.members = lists_of(request, membership.members_of)


def _asked(
    request: Request, find: Callable[[Principal, Sequence[int], Asked], Awaitable[dict[int, list[Row]]]]
) -> DataLoader[tuple[int, Asked], list[Row]]:
    async def load(keys: list[tuple[int, Asked]]) -> list[list[Row]]:
        principal = await request.principal()
        ids: dict[Asked, list[int]] = {}
        for monitor_id, asked in keys:
            ids.setdefault(asked, []).append(monitor_id)
        found = {asked: await find(principal, theirs, asked) for asked, theirs in ids.items()}
        return [found[asked].get(monitor_id, []) for monitor_id, asked in keys]

    return DataLoader(load)


async def _incidents(
    principal: Principal, ids: Sequence[int], asked: tuple[Slice, bool | None]
) -> dict[int, list[Incident]]:
    part, ongoing = asked
    return await monitor_links.incidents_of(principal, ids, part, ongoing=ongoing)


async def _maintenances(principal: Principal, ids: Sequence[int], asked: tuple[Slice]) -> dict[int, list[Maintenance]]:
    return await monitor_links.maintenances_of(principal, ids, *asked)


async def _events(principal: Principal, ids: Sequence[int], asked: Statuses) -> dict[int, list[MaintenanceEvent]]:
    return await monitor_links.events_of(principal, ids, asked)
