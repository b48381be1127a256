"""The site's entries: what an installation says of itself, and how it behaves, by a fixed set of keys."""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from core import events, settings
from core.errors import InvalidInput, NotFound
from core.events import Event, Topic
from core.principal import Access, Principal
from models.database import transaction
from models.site import SiteEntry
from resolvers.site_keys import Kind, SiteKey, key_of
from resolvers.site_values import kind_of, read

_DEFAULT_REMINDER_HOURS = 1.0
_MAX_REMINDER_HOURS = 366 * 24.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A key that was set, with its value."""

    key: SiteKey
    value: object

    @property
    def kind(self) -> Kind:
        """What kind of value the key holds."""
        return kind_of(self.key)


async def values() -> Mapping[SiteKey, object]:
    """Return what was set, by key, in the order of the keys."""
    stored = {entry.key: entry.document for entry in await SiteEntry.all()}
    return {key: stored[key] for key in SiteKey if key in stored}


async def list_entries(principal: Principal) -> list[Entry]:
    """Return the entries that were set, in the order of their keys."""
    principal.require(Access.READ)
    return [Entry(key, value) for key, value in (await values()).items()]


async def get(principal: Principal, name: str) -> Entry:
    """Return an entry; raises NotFound for a name that is no key, and for a key that was never set."""
    principal.require(Access.READ)
    key = key_of(name)
    entry = await SiteEntry.get_or_none(key=key)
    if entry is None:
        raise NotFound(f"Config key '{name}' not found", "config_key")
    return Entry(key, entry.document)


async def put(principal: Principal, name: str, value: object) -> Entry:
    """Set an entry; raises NotFound for a name that is no key, and InvalidInput for a value that it may not hold."""
    principal.require(Access.WRITE)
    key = key_of(name)
    stored = read(key, value)
    async with transaction():
        await SiteEntry.update_or_create(key=key, defaults={"value": orjson.dumps(stored).decode()})
    await events.publish(Event(Topic.SITE))
    return Entry(key, stored)


async def update(principal: Principal, changes: Mapping[SiteKey, object]) -> None:
    """Set several entries in one piece; None resets one.

    Raises InvalidInput for the first value that its key may not hold; its field is the key.
    """
    principal.require(Access.WRITE)
    gone = [key for key, value in changes.items() if value is None]
    rows = [
        SiteEntry(key=key, value=orjson.dumps(_read_as(key, value)).decode())
        for key, value in changes.items()
        if value is not None
    ]
    async with transaction():
        await SiteEntry.filter(key__in=gone).delete()
        await SiteEntry.bulk_create(rows, on_conflict=["key"], update_fields=["value", "updated_at"])
    await events.publish(Event(Topic.SITE))


def _read_as(key: SiteKey, value: object) -> object:
    try:
        return read(key, value)
    except InvalidInput as error:
        raise InvalidInput(error.message, key) from None


async def reset(principal: Principal, name: str) -> None:
    """Forget an entry, so that its default counts again; raises NotFound for a name that is no key."""
    principal.require(Access.WRITE)
    key = key_of(name)
    async with transaction():
        await SiteEntry.filter(key=key).delete()
    await events.publish(Event(Topic.SITE))


async def site_url() -> str:
    """Return the public address of this installation, without a slash at its end."""
    entry = await SiteEntry.get_or_none(key=SiteKey.SITE_URL)
    return url_in({} if entry is None else {SiteKey.SITE_URL: entry.document})


def url_in(entries: Mapping[SiteKey, object]) -> str:
    """Return the public address of this installation by its entries, without a slash at its end."""
    return str(entries[SiteKey.SITE_URL]).rstrip("/") if SiteKey.SITE_URL in entries else settings.current().public_url


async def reminder_buffer_hours() -> float:
    """Return how many hours before its start a maintenance event is READY; a year at most."""
    entry = await SiteEntry.get_or_none(key=SiteKey.GLOBAL_MAINTENANCE_NOTIFICATION_SETTINGS)
    configured = None if entry is None else entry.document
    hours = configured.get("reminder_buffer_hours") if isinstance(configured, dict) else None
    if isinstance(hours, bool) or not isinstance(hours, int | float) or hours < 0:
        return _DEFAULT_REMINDER_HOURS
    return min(float(hours), _MAX_REMINDER_HOURS)
