"""Subscribers, as administrators see and change them. Addresses are personal data: nobody else may read them."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from tortoise.exceptions import IntegrityError
from tortoise.queryset import QuerySet

from core import clock, events
from core.errors import Conflict, InvalidInput, NotFound
from core.events import Event, Topic
from core.principal import Access, Principal
from core.unset import UNSET, Unset
from models.database import transaction
from models.enums import SubscriberChannel, SubscriberStatus
from models.subscriber import Subscriber
from resolvers import followed, ids, subscription_links, text
from resolvers.followed import Followed
from resolvers.subscriber_addresses import checked

MAX_EXPORTED = 100_000
_COLUMNS = ("id", "channel", "address", "status", "incidents", "maintenances", "follows", "confirmed_at", "created_at")
# What a spreadsheet would read as a formula when it stands first in a cell.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubscriber:
    """Who is added; without pages and monitors they follow everything."""

    channel: SubscriberChannel
    address: str
    pages: Sequence[str] = ()
    monitors: Sequence[str] = ()
    wants_incidents: bool = True
    wants_maintenances: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriberChanges:
    """What is to become different; `pages` and `monitors` replace all that is followed, if either is given."""

    pages: Sequence[str] | Unset = UNSET
    monitors: Sequence[str] | Unset = UNSET
    wants_incidents: bool | Unset = UNSET
    wants_maintenances: bool | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriberFilter:
    """Which subscribers are wanted; None asks for any."""

    statuses: Sequence[SubscriberStatus] | None = None
    channels: Sequence[SubscriberChannel] | None = None
    address_contains: str | None = None


def _all(principal: Principal) -> QuerySet[Subscriber]:
    principal.require(Access.ADMIN)
    return Subscriber.all()


async def by_ids(principal: Principal, subscriber_ids: Sequence[int]) -> dict[int, Subscriber]:
    """Return those of the subscribers that exist, by their ids; for who is no administrator, none."""
    if principal.access < Access.ADMIN:
        return {}
    wanted = [each for each in subscriber_ids if ids.can_exist(each)]
    return {subscriber.id: subscriber for subscriber in await _all(principal).filter(id__in=wanted)}


async def follows_of(principal: Principal, subscriber_ids: Sequence[int]) -> dict[int, Followed]:
    """Return what each subscriber follows."""
    principal.require(Access.ADMIN)
    return await followed.by_subscribers(principal, subscriber_ids)


async def get(principal: Principal, subscriber_id: int) -> Subscriber:
    """Return a subscriber; raises NotFound."""
    principal.require(Access.ADMIN)
    subscriber = (await by_ids(principal, [subscriber_id])).get(subscriber_id)
    if subscriber is None:
        raise _not_found(subscriber_id)
    return subscriber


async def page(
    principal: Principal,
    wanted: SubscriberFilter,
    *,
    after: int | None,
    before: int | None,
    limit: int,
    last: bool,
) -> list[Subscriber]:
    """Return up to `limit` subscribers, newest first, with ids below `after` and above `before`.

    With `last` they are the oldest of these instead, still newest first.
    """
    found = _wanted(_all(principal), wanted)
    if after is not None:
        found = found.filter(id__lt=after)
    if before is not None:
        found = found.filter(id__gt=before)
    if last:
        return list(reversed(await found.order_by("id").limit(limit)))
    return await found.order_by("-id").limit(limit)


def _wanted(found: QuerySet[Subscriber], wanted: SubscriberFilter) -> QuerySet[Subscriber]:
    if wanted.statuses is not None:
        found = found.filter(status__in=list(wanted.statuses))
    if wanted.channels is not None:
        found = found.filter(channel__in=list(wanted.channels))
    if wanted.address_contains is not None:
        text.storable(wanted.address_contains, "address_contains")
        found = found.filter(address__icontains=wanted.address_contains)
    return found


async def create(principal: Principal, new: NewSubscriber) -> Subscriber:
    """Add a subscriber, who counts as having confirmed.

    Raises InvalidInput naming the first field that is wrong, and Conflict for an address that is there already, also
    when it has unsubscribed: only its reader may take that back. One that has not confirmed yet is taken over.
    """
    principal.require(Access.ADMIN)
    address = checked(new.channel, new.address, "address")
    _check_wants(incidents=new.wants_incidents, maintenances=new.wants_maintenances)
    wanted = await followed.wanted(principal, new.pages, new.monitors)
    async with transaction():
        subscriber = await Subscriber.filter(channel=new.channel, address=address).select_for_update().first()
        if subscriber is None:
            subscriber = Subscriber(channel=new.channel, address=address)
        elif subscriber.status is not SubscriberStatus.PENDING:
            raise _taken(address, subscriber.status)
        subscriber.status = SubscriberStatus.ACTIVE
        subscriber.confirmed_at = clock.now()
        subscriber.wants_incidents, subscriber.wants_maintenances = new.wants_incidents, new.wants_maintenances
        try:
            await subscriber.save()
        except IntegrityError:
            # On PostgreSQL somebody may have asked for it since we looked.
            raise _taken(address, SubscriberStatus.PENDING) from None
        await followed.replace(subscriber.id, wanted)
    await _changed(subscriber.id)
    return subscriber


async def update(principal: Principal, subscriber_id: int, changes: SubscriberChanges) -> Subscriber:
    """Change what is given; raises NotFound, and InvalidInput naming the first field that is wrong."""
    principal.require(Access.ADMIN)
    async with transaction():
        subscriber = await _for_change(subscriber_id)
        if changes.wants_incidents is not UNSET:
            subscriber.wants_incidents = changes.wants_incidents
        if changes.wants_maintenances is not UNSET:
            subscriber.wants_maintenances = changes.wants_maintenances
        _check_wants(incidents=subscriber.wants_incidents, maintenances=subscriber.wants_maintenances)
        if changes.pages is not UNSET or changes.monitors is not UNSET:
            paths = () if changes.pages is UNSET else changes.pages
            tags = () if changes.monitors is UNSET else changes.monitors
            await followed.replace(subscriber_id, await followed.wanted(principal, paths, tags))
        await subscriber.save()
    await _changed(subscriber_id)
    return subscriber


async def delete(principal: Principal, subscriber_id: int) -> Subscriber:
    """Remove a subscriber, and all messages to them; returns who it was, raises NotFound."""
    principal.require(Access.ADMIN)
    async with transaction():
        subscriber = await _for_change(subscriber_id)
        await Subscriber.filter(id=subscriber_id).delete()
    await _changed(subscriber_id)
    return subscriber


def secret_of(principal: Principal, subscriber: Subscriber) -> str | None:
    """Return what signs the messages to a webhook; None for mail."""
    principal.require(Access.ADMIN)
    return subscription_links.webhook_secret(subscriber) if subscriber.channel is SubscriberChannel.WEBHOOK else None


async def export(principal: Principal, wanted: SubscriberFilter) -> str:
    """Return the subscribers as CSV (RFC 4180) with a line of names, oldest first.

    Raises InvalidInput when there are more than MAX_EXPORTED.
    """
    rows = await _wanted(_all(principal), wanted).order_by("id").limit(MAX_EXPORTED + 1)
    if len(rows) > MAX_EXPORTED:
        raise InvalidInput(f"More than {MAX_EXPORTED} subscribers are meant; narrow the filter", "filter")
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(_COLUMNS)
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        follows = await follows_of(principal, [row.id for row in some])
        writer.writerows([_cell(value) for value in _line(row, follows[row.id])] for row in some)
    return written.getvalue()


def _line(row: Subscriber, follows: Followed) -> list[str]:
    confirmed_at = row.confirmed_at
    return [
        str(row.id),
        row.channel.value,
        row.address,
        row.status.value,
        "yes" if row.wants_incidents else "no",
        "yes" if row.wants_maintenances else "no",
        follows.described(),
        "" if confirmed_at is None else confirmed_at.isoformat(),
        row.created_at.isoformat(),
    ]


def _cell(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value


def _check_wants(*, incidents: bool, maintenances: bool) -> None:
    if not incidents and not maintenances:
        raise InvalidInput("incidents or maintenances must be wanted", "wants_incidents")


async def _for_change(subscriber_id: int) -> Subscriber:
    found = Subscriber.filter(id=subscriber_id if ids.can_exist(subscriber_id) else 0)
    subscriber = await found.select_for_update().first()
    if subscriber is None:
        raise _not_found(subscriber_id)
    return subscriber


def _not_found(subscriber_id: int) -> NotFound:
    return NotFound(f"Subscriber with id '{subscriber_id}' not found", "id")


def _taken(address: str, status: SubscriberStatus) -> Conflict:
    return Conflict(f"'{address}' is a subscriber already, and {status.value}", "address")


async def _changed(subscriber_id: int) -> None:
    await events.publish(Event(Topic.SUBSCRIBERS, (subscriber_id,)))
