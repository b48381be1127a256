"""Making, changing and withdrawing API keys."""

from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Annotated

import strawberry
from strawberry import relay

from core.errors import DomainError
from models.api_key import ApiKey as ApiKeyRow
from models.enums import Activity, Scope
from resolvers import api_keys
from schema.api_keys.types import ApiKey
from schema.context import Info
from schema.errors import UserError, user_error

Id = Annotated[relay.GlobalID, strawberry.argument(description="The key's global id.")]


@strawberry.input(description="A new API key.")
class ApiKeyCreateInput:
    """What a key is made from."""

    name: str = strawberry.field(description="What people call it.")
    scope: Scope = strawberry.field(default=Scope.READ, description="What it may do.")
    expires_at: datetime | None = strawberry.field(
        default=None, description="From when on it opens nothing; never by default."
    )


@strawberry.type(description="What became of making an API key.")
class ApiKeyCreatePayload:
    """The key, or why there is none."""

    api_key: ApiKey | None = strawberry.field(default=None, description="The new key.")
    secret: str | None = strawberry.field(default=None, description="Its secret, which is shown this once.")
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="What was wrong with the input; empty when the key was made."
    )


@strawberry.type(description="What became of an action on an API key.")
class ApiKeyPayload:
    """The key, or why nothing was done."""

    api_key: ApiKey | None = strawberry.field(
        default=None, description="The key as it is now; of a deleted one, as it was."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="What was wrong with the input; empty when the action was carried out."
    )


@strawberry.type
class ApiKeyMutations:
    """Actions on API keys, for administrators."""

    @strawberry.mutation(description="Make an API key; its secret is in the answer, and never shown again.")
    async def api_key_create(
        self,
        info: Info,
        input: Annotated[ApiKeyCreateInput, strawberry.argument(description="The new key.")],
    ) -> ApiKeyCreatePayload:
        """Make a key."""
        expires_at = input.expires_at
        if expires_at is not None and expires_at.tzinfo is None:
            expires_at = expires_at.replace(tzinfo=UTC)
        principal = await info.context.principal()
        try:
            new = await api_keys.create(principal, name=input.name, scope=input.scope, expires_at=expires_at)
        except DomainError as error:
            return ApiKeyCreatePayload(user_errors=[user_error(error)])
        return ApiKeyCreatePayload(api_key=ApiKey.of(new.key), secret=new.secret)

    @strawberry.mutation(description="Give an API key another name.")
    async def api_key_rename(
        self,
        info: Info,
        id: Id,
        name: Annotated[str, strawberry.argument(description="The new name.")],
    ) -> ApiKeyPayload:
        """Rename a key."""
        return await _payload(api_keys.update(await info.context.principal(), _number(id), name=name))

    @strawberry.mutation(description="Set what an API key may do.")
    async def api_key_set_scope(
        self,
        info: Info,
        id: Id,
        scope: Annotated[Scope, strawberry.argument(description="The new scope.")],
    ) -> ApiKeyPayload:
        """Set a key's scope."""
        return await _payload(api_keys.update(await info.context.principal(), _number(id), scope=scope))

    @strawberry.mutation(description="Let an API key open the API again.")
    async def api_key_activate(self, info: Info, id: Id) -> ApiKeyPayload:
        """Let a key open again."""
        return await _payload(api_keys.set_status(await info.context.principal(), _number(id), Activity.ACTIVE))

    @strawberry.mutation(description="Withdraw an API key until it is activated again.")
    async def api_key_deactivate(self, info: Info, id: Id) -> ApiKeyPayload:
        """Withdraw a key for now."""
        return await _payload(api_keys.set_status(await info.context.principal(), _number(id), Activity.INACTIVE))

    @strawberry.mutation(description="Remove an API key for good.")
    async def api_key_delete(self, info: Info, id: Id) -> ApiKeyPayload:
        """Remove a key."""
        return await _payload(api_keys.delete(await info.context.principal(), _number(id)))


_NO_KEY = 0


def _number(key_id: relay.GlobalID) -> int:
    """Return the number of a key; that of no key for the global id of something else."""
    is_key = key_id.type_name == ApiKey.__name__ and key_id.node_id.isascii() and key_id.node_id.isdecimal()
    number = int(key_id.node_id[:20]) if is_key else _NO_KEY
    return number if number < 2**63 else _NO_KEY


async def _payload(action: Awaitable[ApiKeyRow]) -> ApiKeyPayload:
    try:
        return ApiKeyPayload(api_key=ApiKey.of(await action))
    except DomainError as error:
        return ApiKeyPayload(user_errors=[user_error(error)])
