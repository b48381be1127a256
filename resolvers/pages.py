"""Pages: made, found, changed and removed, and the monitors on them, in order.

The home page has the empty path and always exists: it is made when somebody asks for it first.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tortoise.exceptions import IntegrityError

from core import events
from core.errors import Conflict, InvalidInput, NotFound
from core.events import Event, Topic
from core.principal import Access, Principal
from core.unset import UNSET, Unset
from models import page_settings
from models.database import transaction
from models.monitor import Monitor
from models.page import Page, PageMonitor
from models.page_settings import PageSettings
from resolvers import monitors, text

HOME_PATH = ""
HOME_TOKEN = "~home"  # noqa: S105 - how REST v4 writes the empty path, no secret
_MAX_PATH_LENGTH = 255
_PATH = re.compile(rf"[a-z0-9_-]{{0,{_MAX_PATH_LENGTH}}}")


@dataclass(frozen=True, slots=True)
class Placed:
    """A monitor on a page; after others were deleted, positions have gaps."""

    monitor: Monitor
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPage:
    """What a page is made from; `monitors` are tags in their order, `settings` a JSON object of what differs."""

    path: str
    title: str
    header: str
    subheader: str | None = None
    logo: str | None = None
    monitors: Sequence[str] = ()
    settings: object = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class PageChanges:
    """What is to become different; `monitors` replaces all, `settings` changes the leaves that it names."""

    path: str | Unset = UNSET
    title: str | Unset = UNSET
    header: str | Unset = UNSET
    subheader: str | Unset | None = UNSET
    logo: str | Unset | None = UNSET
    monitors: Sequence[str] | Unset = UNSET
    settings: object = UNSET


def written_path(page: Page) -> str:
    """Return the page's path as clients write it."""
    return page.path or HOME_TOKEN


def settings_of(page: Page) -> PageSettings:
    """Return all settings of a page, with the defaults of what was never set."""
    return page_settings.DEFAULTS.merged(page.settings)


def normalised(path: str) -> str:
    """Return what a page's path becomes: lower case, blanks as hyphens, nothing else than letters, digits, _ and -.

    Raises InvalidInput when it is too long.
    """
    kept = re.sub(r"[^a-z0-9_-]", "", re.sub(r"\s+", "-", path.lower().strip()))
    if len(kept) > _MAX_PATH_LENGTH:
        raise InvalidInput(f"page_path must have at most {_MAX_PATH_LENGTH} characters; got {len(kept)}", "page_path")
    return kept


async def ensure_home() -> Page:
    """Return the home page; make it where there is none yet."""
    home = await Page.get_or_none(path=HOME_PATH)
    if home is not None:
        return home
    try:
        async with transaction():
            return await Page.create(
                path=HOME_PATH,
                title="Status",
                header="Service status",
                settings=page_settings.DEFAULTS.to_json(),
            )
    except IntegrityError:
        # Somebody else asked for it first at the same moment.
        return await Page.get(path=HOME_PATH)


async def get(_principal: Principal, path: str) -> Page:
    """Return the page with this path, `~home` or the empty one meaning the home page; raises NotFound."""
    if path in {HOME_PATH, HOME_TOKEN}:
        return await ensure_home()
    page = await Page.get_or_none(path=path) if _PATH.fullmatch(path) else None
    if page is None:
        raise _not_found(path)
    return page


def _not_found(path: str) -> NotFound:
    return NotFound(f"Page with path '{path}' not found", "page_path")


async def _for_change(principal: Principal, path: str) -> Page:
    """Return a page that nobody else changes until the caller's transaction ends; raises NotFound."""
    page = await get(principal, path)
    locked = await Page.filter(id=page.id).select_for_update().first()
    if locked is None:
        raise _not_found(path)
    return locked


async def by_ids(_principal: Principal, ids: Sequence[int]) -> dict[int, Page]:
    """Return those of the pages that exist, by their ids."""
    return {page.id: page for page in await Page.filter(id__in=list(ids))}


async def list_pages(_principal: Principal) -> list[Page]:
    """Return all pages: the home page first, then the others as they were made."""
    home = await ensure_home()
    return [home, *await Page.exclude(id=home.id).order_by("id")]


async def placed_on(principal: Principal, page_ids: Sequence[int]) -> dict[int, list[Placed]]:
    """Return the monitors on each page in their order, of those that the one who asks may know of."""
    placed: dict[int, list[Placed]] = {page_id: [] for page_id in page_ids}
    places = await PageMonitor.filter(page_id__in=list(page_ids)).order_by("position", "id")
    seen = await monitors.by_ids(principal, list({place.monitor_id for place in places}))
    for place in places:
        if place.monitor_id in seen:
            placed[place.page_id].append(Placed(seen[place.monitor_id], place.position))
    return placed


async def of_monitors(_principal: Principal, monitor_ids: Sequence[int]) -> dict[int, list[Page]]:
    """Return the pages that each monitor is on: the home page first, then the others as they were made."""
    found: dict[int, list[Page]] = {}
    places = await PageMonitor.filter(monitor_id__in=list(monitor_ids)).select_related("page").order_by("page_id")
    for place in sorted(places, key=lambda each: each.page.path != HOME_PATH):
        found.setdefault(place.monitor_id, []).append(place.page)
    return found


async def create(principal: Principal, new: NewPage) -> Page:
    """Make a page.

    Raises InvalidInput naming the first field that is wrong, and Conflict for a path that is taken.
    """
    principal.require(Access.WRITE)
    path = normalised(new.path)
    title = text.required(new.title, "page_title", "page_title")
    header = text.required(new.header, "page_header", "page_header")
    subheader = text.storable(new.subheader, "page_subheader")
    logo = text.storable(new.logo, "page_logo")
    await ensure_home()
    try:
        async with transaction():
            await _refuse_taken(path)
            order = await _order(principal, new.monitors)
            settings = page_settings.DEFAULTS.merged({} if new.settings is UNSET else new.settings)
            page = await Page.create(
                path=path, title=title, header=header, subheader=subheader, logo=logo, settings=settings.to_json()
            )
            await _place(page.id, order)
    except IntegrityError:
        # On PostgreSQL another process may have taken the path since we looked.
        raise _taken(path) from None
    await _changed(page.id)
    return page


async def update(principal: Principal, path: str, changes: PageChanges) -> Page:
    """Change what is given; raises NotFound, and as `create` does, also for another path of the home page."""
    principal.require(Access.WRITE)
    await ensure_home()
    try:
        async with transaction():
            page = await _for_change(principal, path)
            before = page.path
            _change_texts(page, changes)
            if page.path != before:
                await _refuse_taken(page.path)
            if changes.monitors is not UNSET:
                await _place(page.id, await _order(principal, changes.monitors))
            if changes.settings is not UNSET:
                page.settings = settings_of(page).merged(changes.settings).to_json()
            await page.save()
    except IntegrityError:
        raise _taken(page.path) from None
    await _changed(page.id)
    return page


def _change_texts(page: Page, changes: PageChanges) -> None:
    if changes.path is not UNSET:
        if page.path != HOME_PATH:
            page.path = normalised(changes.path)
        elif changes.path not in {HOME_PATH, HOME_TOKEN}:
            raise InvalidInput("Home page path cannot be changed", "page_path")
    if changes.title is not UNSET:
        page.title = text.not_blank(changes.title, "page_title")
    if changes.header is not UNSET:
        page.header = text.not_blank(changes.header, "page_header")
    if changes.subheader is not UNSET:
        page.update_from_dict({"subheader": text.storable(changes.subheader, "page_subheader")})
    if changes.logo is not UNSET:
        page.update_from_dict({"logo": text.storable(changes.logo, "page_logo")})


async def add_monitor(principal: Principal, path: str, tag: str, *, position: int | None = None) -> Page:
    """Put a monitor on a page, before the one at `position` or at the end; one that is there already moves.

    Raises NotFound for the page, and InvalidInput for a monitor that does not exist.
    """
    principal.require(Access.WRITE)
    async with transaction():
        page = await _for_change(principal, path)
        (monitor_id,) = await _order(principal, [tag])
        order = [placed for placed in await _placed_ids(page.id) if placed != monitor_id]
        order.insert(len(order) if position is None else max(position, 0), monitor_id)
        await _place(page.id, order)
        await page.save()
    await _changed(page.id)
    return page


async def remove_monitor(principal: Principal, path: str, tag: str) -> Page:
    """Take a monitor off a page; raises NotFound, also when it is not on it."""
    principal.require(Access.WRITE)
    async with transaction():
        page = await _for_change(principal, path)
        monitor = await monitors.get(principal, tag)
        order = await _placed_ids(page.id)
        if monitor.id not in order:
            raise NotFound(f"Monitor with tag '{tag}' is not on the page '{written_path(page)}'", "monitor_tag")
        order.remove(monitor.id)
        await _place(page.id, order)
        await page.save()
    await _changed(page.id)
    return page


async def reorder(principal: Principal, path: str, tags: Sequence[str]) -> Page:
    """Put the monitors of a page into this order.

    Raises NotFound for the page, and InvalidInput unless `tags` are those of the monitors on it, each once.
    """
    principal.require(Access.WRITE)
    async with transaction():
        page = await _for_change(principal, path)
        order = await _order(principal, tags)
        before = await _placed_ids(page.id)
        if len(order) != len(tags) or set(order) != set(before):
            found = await monitors.by_ids(principal, before)
            known = ", ".join(f"'{found[monitor_id].tag}'" for monitor_id in before if monitor_id in found)
            raise InvalidInput(f"monitors must be those of the page, each once: {known or 'none'}", "monitors")
        await _place(page.id, order)
        await page.save()
    await _changed(page.id)
    return page


async def _placed_ids(page_id: int) -> list[int]:
    return [place.monitor_id for place in await PageMonitor.filter(page_id=page_id).order_by("position", "id")]


async def delete(principal: Principal, path: str) -> Page:
    """Remove a page, not the monitors on it; returns what it was.

    Raises NotFound, and InvalidInput for the home page.
    """
    principal.require(Access.WRITE)
    async with transaction():
        page = await _for_change(principal, path)
        if page.path == HOME_PATH:
            raise InvalidInput("Cannot delete the home page", "page_path")
        await Page.filter(id=page.id).delete()
    await _changed(page.id)
    return page


async def _refuse_taken(path: str) -> None:
    if await Page.exists(path=path):
        raise _taken(path)


def _taken(path: str) -> Conflict:
    return Conflict(f"Page with path '{path}' already exists", "page_path")


async def _order(principal: Principal, tags: Sequence[str]) -> list[int]:
    """Return the monitors' ids in order; a tag given twice counts where it stands last.

    Raises InvalidInput for the first tag that no monitor has.
    """
    found = await monitors.by_tags(principal, tags)
    order: dict[int, None] = {}
    for tag in tags:
        if tag not in found:
            raise InvalidInput(f"Monitor with tag '{tag}' does not exist", "monitors")
        order.pop(found[tag].id, None)
        order[found[tag].id] = None
    return list(order)


async def _place(page_id: int, order: Sequence[int]) -> None:
    """Put these monitors on the page and no others; who stays keeps the settings of its place."""
    before: Mapping[int, object] = {
        place.monitor_id: place.settings for place in await PageMonitor.filter(page_id=page_id)
    }
    await PageMonitor.filter(page_id=page_id).delete()
    await PageMonitor.bulk_create(
        [
            PageMonitor(page_id=page_id, monitor_id=monitor_id, position=position, settings=before.get(monitor_id, {}))
            for position, monitor_id in enumerate(order)
        ]
    )


async def _changed(page_id: int) -> None:
    await events.publish(Event(Topic.PAGES, (page_id,)))
