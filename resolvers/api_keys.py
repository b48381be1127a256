"""API keys: made, found by their secret, listed and withdrawn.

A secret is "hg_" and 256 random bits. Only a keyed hash of it is stored, so that a copy of the database opens
nothing; finding a key is a look-up of its hash, which tells an attacker's clock nothing about other keys.
"""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core import clock, events
from core.errors import InvalidInput, NotFound, Unauthenticated
from core.events import Event, Topic
from core.principal import SYSTEM, Access, Principal
from core.secrets import keyed_hash
from core.settings import Settings
from models.api_key import ApiKey
from models.database import transaction
from models.enums import Activity, Scope
from resolvers import ids

ACCESS_OF = {Scope.READ: Access.READ, Scope.WRITE: Access.WRITE, Scope.ADMIN: Access.ADMIN}
_CACHE_SECONDS = 10.0
_CACHE_LENGTH = 1000
_USED_EVERY = timedelta(minutes=1)
_INVALID = "Invalid API key"


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was just made, with the secret that is shown this once."""

    key: ApiKey
    secret: str


class _Known:
    """The keys that were used a moment ago; a change in any process empties it, and no entry grows old."""

    def __init__(self) -> None:
        self._entries: dict[str, tuple[float, ApiKey]] = {}
        self._bus: events.EventBus | None = None

    def get(self, hashed: str) -> ApiKey | None:
        if self._bus is not events.bus():
            self._bus = events.bus()
            self._bus.on({Topic.API_KEYS}, lambda _event: self._entries.clear())
            self._entries.clear()
        found = self._entries.get(hashed)
        if found is None or clock.precise_timestamp() - found[0] > _CACHE_SECONDS:
            return None
        return found[1]

    def put(self, hashed: str, key: ApiKey) -> None:
        if len(self._entries) >= _CACHE_LENGTH:
            self._entries.clear()
        self._entries[hashed] = (clock.precise_timestamp(), key)


_known = _Known()
_hash_key = b""


def use_hash_key(key: bytes) -> None:
    """Set the installation's key, without which no hash can be made; each process does so at its start."""
    global _hash_key  # noqa: PLW0603 - a process serves one installation
    _hash_key = key


def installation_hash(purpose: str, value: str) -> str:
    """Return a hash that only this installation can make; `purpose` keeps hashes of different uses apart."""
    if not _hash_key:
        raise RuntimeError("use_hash_key was not called at the start of this process")
    return keyed_hash(_hash_key, purpose, value)


def _hash(secret: str) -> str:
    return installation_hash("api key", secret)


async def authenticate(secret: str) -> Principal:
    """Return who holds this secret; raises Unauthenticated when no active, unexpired key has it."""
    hashed = _hash(secret)
    key = _known.get(hashed)
    if key is None:
        key = await ApiKey.get_or_none(hashed_key=hashed)
        if key is None or not hmac.compare_digest(key.hashed_key, hashed):
            raise Unauthenticated(_INVALID)
        _known.put(hashed, key)
    now = clock.now()
    if key.status is not Activity.ACTIVE or (key.expires_at is not None and key.expires_at <= now):
        raise Unauthenticated(_INVALID)
    if key.last_used_at is None or now - key.last_used_at >= _USED_EVERY:
        key.last_used_at = now
        await ApiKey.filter(id=key.id).update(last_used_at=now)
    return Principal(ACCESS_OF[key.scope], key.name, key.id)


async def create(
    principal: Principal, *, name: str, scope: Scope, expires_at: datetime | None = None, secret: str | None = None
) -> NewKey:
    """Make a key; `secret` is given where the operator chose it.

    Raises InvalidInput for an empty name, an expiry in the past, or a secret that is known already.
    """
    principal.require(Access.ADMIN)
    name = name.strip()
    if not name:
        raise InvalidInput("name must be a non-empty string", "name")
    if expires_at is not None and expires_at <= clock.now():
        raise InvalidInput(f"expires_at must be in the future; got {expires_at.isoformat()}", "expires_at")
    secret = secret or f"hg_{secrets.token_urlsafe(32)}"
    hashed = _hash(secret)
    async with transaction():
        if await ApiKey.exists(hashed_key=hashed):
            raise InvalidInput("A key with this secret exists already", "key")
        key = await ApiKey.create(
            name=name, hashed_key=hashed, masked_key=f"{secret[:6]}...{secret[-4:]}", scope=scope, expires_at=expires_at
        )
    await _changed(key.id)
    return NewKey(key, secret)


async def ensure_administrator(settings: Settings) -> str | None:
    """At the first start, make an administrator's key, or register the one that the settings give.

    Returns the secret of a key that was made just now, to be shown once; otherwise None.
    """
    if settings.admin_key is not None:
        secret = settings.admin_key.get_secret_value()
        if not await ApiKey.exists(hashed_key=_hash(secret)) and not await ApiKey.exists():
            await create(SYSTEM, name="administrator", scope=Scope.ADMIN, secret=secret)
        return None
    if await ApiKey.exists():
        return None
    return (await create(SYSTEM, name="administrator", scope=Scope.ADMIN)).secret


async def list_keys(principal: Principal) -> list[ApiKey]:
    """Return all keys, newest first."""
    principal.require(Access.ADMIN)
    return await ApiKey.all()


async def page(principal: Principal, *, after: int | None, before: int | None, limit: int, last: bool) -> list[ApiKey]:
    """Return up to `limit` keys, newest first, with ids below `after` and above `before`.

    With `last` they are the oldest of these instead, still newest first.
    """
    principal.require(Access.ADMIN)
    found = ApiKey.all()
    if after is not None:
        found = found.filter(id__lt=ids.clamp(after))
    if before is not None:
        found = found.filter(id__gt=ids.clamp(before))
    if last:
        return list(reversed(await found.order_by("id").limit(limit)))
    return await found.order_by("-id").limit(limit)


async def by_ids(principal: Principal, key_ids: Sequence[int]) -> dict[int, ApiKey]:
    """Return those of the keys that exist for the one who asks, by their ids: none but for administrators."""
    if principal.access < Access.ADMIN:
        return {}
    return {key.id: key for key in await ApiKey.filter(id__in=[each for each in key_ids if ids.can_exist(each)])}


async def get(principal: Principal, key_id: int) -> ApiKey:
    """Return a key; raises NotFound."""
    principal.require(Access.ADMIN)
    key = await ApiKey.get_or_none(id=key_id)
    if key is None:
        raise NotFound(f"API key with id '{key_id}' not found", "id")
    return key


async def update(
    principal: Principal,
    key_id: int,
    *,
    name: str | None = None,
    scope: Scope | None = None,
    status: Activity | None = None,
) -> ApiKey:
    """Change what is given; raises NotFound, and InvalidInput for an empty name."""
    principal.require(Access.ADMIN)
    if name is not None and not name.strip():
        raise InvalidInput("name must be a non-empty string", "name")
    async with transaction():
        key = await get(principal, key_id)
        if name is not None:
            key.name = name.strip()
        key.scope = scope or key.scope
        key.status = status or key.status
        await key.save()
    await _changed(key_id)
    return key


async def set_status(principal: Principal, key_id: int, status: Activity) -> ApiKey:
    """Make a key ACTIVE or INACTIVE; raises NotFound."""
    return await update(principal, key_id, status=status)


async def delete(principal: Principal, key_id: int) -> ApiKey:
    """Remove a key for good; returns what it was, raises NotFound."""
    async with transaction():
        key = await get(principal, key_id)
        await key.delete()
    await _changed(key_id)
    return key


async def _changed(key_id: int) -> None:
    await events.publish(Event(Topic.API_KEYS, (key_id,)))
