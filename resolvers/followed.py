"""What subscribers follow: everything, pages, or single monitors."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.errors import InvalidInput, NotFound
from core.principal import Principal
from models.monitor import Monitor
from models.page import Page
from models.subscriber import Subscription
from resolvers import monitors, pages

MAX_FOLLOWED = 50


@dataclass(frozen=True, slots=True)
class Followed:
    """What one subscriber follows; with no page and no monitor, everything, or nothing where `is_nothing` says so."""

    pages: list[Page] = field(default_factory=list)
    monitors: list[Monitor] = field(default_factory=list)
    is_nothing: bool = False

    @property
    def is_everything(self) -> bool:
        """Whether there is no limit to what is followed."""
        return not self.is_nothing and not self.pages and not self.monitors

    def described(self) -> str:
        """Return it in words."""
        if self.is_nothing:
            return "nothing"
        return ", ".join([*(page.title for page in self.pages), *(monitor.name for monitor in self.monitors)]) or (
            "everything"
        )


async def wanted(principal: Principal, paths: Sequence[str], tags: Sequence[str]) -> Followed:
    """Return what these paths of pages and tags of monitors mean for the one who asks.

    Raises InvalidInput for the first that does not exist, or when there are more than MAX_FOLLOWED.
    """
    if len(paths) + len(tags) > MAX_FOLLOWED:
        raise InvalidInput(f"At most {MAX_FOLLOWED} pages and monitors can be followed one by one", "monitors")
    found = await monitors.by_tags(principal, tags)
    for tag in tags:
        if tag not in found:
            raise InvalidInput(f"Monitor with tag '{tag[:80]}' not found", "monitors")
    followed_pages: dict[int, Page] = {}
    for path in dict.fromkeys(paths):
        try:
            page = await pages.get(principal, path)
        except NotFound:
            raise InvalidInput(f"Page with path '{path[:80]}' not found", "pages") from None
        followed_pages[page.id] = page
    return Followed(list(followed_pages.values()), [found[tag] for tag in dict.fromkeys(tags)])


async def still(principal: Principal, page_ids: Sequence[int], monitor_ids: Sequence[int]) -> Followed:
    """Return what is left of what somebody wanted to follow, for the one who asks."""
    if not page_ids and not monitor_ids:
        return Followed()
    found_pages = await pages.by_ids(principal, page_ids)
    found_monitors = await monitors.by_ids(principal, monitor_ids)
    return Followed(
        [found_pages[each] for each in page_ids if each in found_pages],
        [found_monitors[each] for each in monitor_ids if each in found_monitors],
        is_nothing=not found_pages and not found_monitors,
    )


async def replace(subscriber_id: int, followed: Followed) -> None:
    """Let a subscriber follow this and nothing else; within the caller's transaction."""
    await Subscription.filter(subscriber_id=subscriber_id).delete()
    rows = [
        *(Subscription(subscriber_id=subscriber_id, page_id=page.id) for page in followed.pages),
        *(Subscription(subscriber_id=subscriber_id, monitor_id=monitor.id) for monitor in followed.monitors),
    ]
    if followed.is_everything:
        rows.append(Subscription(subscriber_id=subscriber_id))
    await Subscription.bulk_create(rows)


async def by_subscribers(principal: Principal, subscriber_ids: Sequence[int]) -> dict[int, Followed]:
    """Return what each subscriber follows, of what the one who asks may know of."""
    rows: dict[int, list[Subscription]] = defaultdict(list)
    for row in await Subscription.filter(subscriber_id__in=list(subscriber_ids)).order_by("id"):
        rows[row.subscriber_id].append(row)
    together = [row for some in rows.values() for row in some]
    seen_pages = await pages.by_ids(principal, [row.page_id for row in together if row.page_id is not None])
    seen_monitors = await monitors.by_ids(principal, [row.monitor_id for row in together if row.monitor_id is not None])
    return {each: _followed(rows[each], seen_pages, seen_monitors) for each in subscriber_ids}


def _followed(
    rows: Sequence[Subscription], seen_pages: Mapping[int, Page], seen_monitors: Mapping[int, Monitor]
) -> Followed:
    if any(row.page_id is None and row.monitor_id is None for row in rows):
        return Followed()
    some_pages = [page for row in rows if (page := seen_pages.get(row.page_id or 0)) is not None]
    some_monitors = [each for row in rows if (each := seen_monitors.get(row.monitor_id or 0)) is not None]
    return Followed(some_pages, some_monitors, is_nothing=not some_pages and not some_monitors)
