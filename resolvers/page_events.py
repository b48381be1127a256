"""What pages show of incidents and maintenance events, by their display settings and the site's.

A page's settings say what it shows, how much of it and of how many days. The site's `eventDisplaySettings` may switch
a part off on all pages. What is global is on every page, unless the site's `globalPageVisibilitySettings` has
`forceExclusivity`; the home page shows that in any case, and what names no monitor.
"""

from collections.abc import Mapping, Sequence

from core import clock
from core.principal import Principal
from models import page_events
from models.incident import Incident
from models.maintenance import MaintenanceEvent
from models.page import Page
from models.page_events import Shown, Wanted
from models.page_settings import Ongoing, Past, Upcoming
from resolvers import incidents, maintenance_events, pages
from resolvers.samples import DAY
from resolvers.site_keys import SiteKey
from resolvers.timestamps import EARLIEST, LATEST

_MOST = 1_000  # of each list, whatever a page asks for
_INCIDENTS = (Shown.OPEN_INCIDENTS, Shown.PAST_INCIDENTS)
# Where the site's eventDisplaySettings has the switch of each list.
_SITE_SWITCH = {
    Shown.OPEN_INCIDENTS: ("incidents", "ongoing"),
    Shown.PAST_INCIDENTS: ("incidents", "resolved"),
    Shown.ONGOING_EVENTS: ("maintenances", "ongoing"),
    Shown.UPCOMING_EVENTS: ("maintenances", "upcoming"),
    Shown.PAST_EVENTS: ("maintenances", "past"),
}


async def incidents_on(
    principal: Principal, shown: Shown, on: Sequence[Page], entries: Mapping[SiteKey, object]
) -> dict[int, list[Incident]]:
    """Return the open or the past incidents that each page shows, newest first, by page id.

    `entries` are the site's, which the caller has read.
    """
    ids = await _ids(principal, shown, on, entries)
    found = await incidents.by_ids(principal, distinct) if (distinct := _distinct(ids)) else {}
    return {page_id: [found[each] for each in theirs if each in found] for page_id, theirs in ids.items()}


async def events_on(
    principal: Principal, shown: Shown, on: Sequence[Page], entries: Mapping[SiteKey, object]
) -> dict[int, list[MaintenanceEvent]]:
    """Return the maintenance events that each page shows, by page id: soonest first, past ones newest first.

    `entries` are the site's, which the caller has read.
    """
    ids = await _ids(principal, shown, on, entries)
    found = await maintenance_events.by_ids(principal, distinct) if (distinct := _distinct(ids)) else {}
    return {page_id: [found[each] for each in theirs if each in found] for page_id, theirs in ids.items()}


def _distinct(ids: Mapping[int, Sequence[int]]) -> list[int]:
    return sorted({each for theirs in ids.values() for each in theirs})


async def _ids(
    principal: Principal, shown: Shown, on: Sequence[Page], entries: Mapping[SiteKey, object]
) -> dict[int, list[int]]:
    if not _site_shows(shown, entries.get(SiteKey.EVENT_DISPLAY_SETTINGS)):
        return {}
    visibility = entries.get(SiteKey.GLOBAL_PAGE_VISIBILITY_SETTINGS)
    is_exclusive = isinstance(visibility, Mapping) and visibility.get("forceExclusivity") is True
    wanted = [_wanted(shown, page, is_exclusive=is_exclusive) for page in on]
    return await page_events.find(
        shown, [each for each in wanted if each is not None], sees_all=principal.may_read_private
    )


def _site_shows(shown: Shown, display: object) -> bool:
    """Return whether the site leaves a list on; only a plain `false` switches it off."""
    kind, part = _SITE_SWITCH[shown]
    of_kind = display.get(kind) if isinstance(display, Mapping) else None
    if not isinstance(of_kind, Mapping):
        return True
    of_part = of_kind.get(part)
    return of_kind.get("enabled") is not False and not (isinstance(of_part, Mapping) and of_part.get("show") is False)


def _wanted(shown: Shown, page: Page, *, is_exclusive: bool) -> Wanted | None:
    """Return what a page wants of a list; None when it does not show it."""
    part = _part(shown, page)
    if part is None or not part.show:
        return None
    # An answer is the same throughout a minute: starts and ends are minutes, too.
    now = clock.current_minute()
    is_home = page.path == pages.HOME_PATH
    return Wanted(
        page_id=page.id,
        earliest=max(now - part.days_in_past * DAY, EARLIEST) if isinstance(part, Past) else EARLIEST,
        latest=min(now + part.days_in_future * DAY, LATEST) if isinstance(part, Upcoming) else now,
        limit=_MOST if isinstance(part, Ongoing) else min(part.max_count, _MOST),
        with_global=is_home or not is_exclusive,
        with_unnamed=is_home,
    )


def _part(shown: Shown, page: Page) -> Ongoing | Past | Upcoming | None:
    """Return the settings of a list; None when the page shows nothing of its kind."""
    settings = pages.settings_of(page)
    if shown in _INCIDENTS:
        if not settings.incidents.enabled:
            return None
        return settings.incidents.ongoing if shown is Shown.OPEN_INCIDENTS else settings.incidents.resolved
    if not settings.include_maintenances.enabled:
        return None
    display = settings.include_maintenances.ongoing
    if shown is Shown.ONGOING_EVENTS:
        return Ongoing(show=display.show)
    return display.upcoming if shown is Shown.UPCOMING_EVENTS else display.past
