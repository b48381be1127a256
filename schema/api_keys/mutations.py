"""Making, changing and withdrawing API keys."""

from collections.abc import Awaitable
from datetime import UTC
from typing import Annotated

import strawberry

from core.principal import Principal
from models.api_key import ApiKey as ApiKeyRow
from models.enums import Activity
from resolvers import api_keys
from resolvers.api_keys import NewKey
from schema.api_keys.inputs import (
    ApiKeyActivateInput,
    ApiKeyCreateInput,
    ApiKeyDeactivateInput,
    ApiKeyDeleteInput,
    ApiKeyRenameInput,
    ApiKeySetScopeInput,
)
from schema.api_keys.types import ApiKey
from schema.context import Info
from schema.errors import UserError
from schema.node import row_id
from schema.outcome import outcome


@strawberry.type(description="What became of making an API key.")
class ApiKeyCreatePayload:
    """The key, or why there is none."""

    api_key: ApiKey | None = strawberry.field(description="The new key; null when none was made.")
    secret: str | None = strawberry.field(description="Its secret, which is shown this once.")
    user_errors: list[UserError] = strawberry.field(
        description="What was wrong with the input; empty when the key was made."
    )


@strawberry.type(description="What became of an action on an API key.")
class ApiKeyPayload:
    """The key, or why nothing was done."""

    api_key: ApiKey | None = strawberry.field(
        description="The key as it is now; of a deleted one, as it was. Null when nothing was done."
    )
    user_errors: list[UserError] = strawberry.field(
        description="What was wrong with the input; empty when the action was carried out."
    )


@strawberry.type
class ApiKeyMutations:
    """Actions on API keys, for administrators."""

    @strawberry.mutation(description="Make an API key; its secret is in the answer, and never shown again.")
    async def api_key_create(
        self, info: Info, input: Annotated[ApiKeyCreateInput, strawberry.argument(description="The new key.")]
    ) -> ApiKeyCreatePayload:
        """Make a key."""
        new, errors = await outcome(_create(await info.context.principal(), input))
        return ApiKeyCreatePayload(
            api_key=None if new is None else ApiKey.of(new.key),
            secret=None if new is None else new.secret,
            user_errors=errors,
        )

    @strawberry.mutation(description="Give an API key another name.")
    async def api_key_rename(
        self, info: Info, input: Annotated[ApiKeyRenameInput, strawberry.argument(description="The key and its name.")]
    ) -> ApiKeyPayload:
        """Rename a key."""
        return await _payload(api_keys.update(await info.context.principal(), _number(input.id), name=input.name))

    @strawberry.mutation(description="Set what an API key may do.")
    async def api_key_set_scope(
        self,
        info: Info,
        input: Annotated[ApiKeySetScopeInput, strawberry.argument(description="The key and its scope.")],
    ) -> ApiKeyPayload:
        """Set a key's scope."""
        return await _payload(api_keys.update(await info.context.principal(), _number(input.id), scope=input.scope))

    @strawberry.mutation(description="Let an API key open the API again.")
    async def api_key_activate(
        self, info: Info, input: Annotated[ApiKeyActivateInput, strawberry.argument(description="The key.")]
    ) -> ApiKeyPayload:
        """Let a key open again."""
        return await _payload(api_keys.set_status(await info.context.principal(), _number(input.id), Activity.ACTIVE))

    @strawberry.mutation(description="Withdraw an API key until it is activated again.")
    async def api_key_deactivate(
        self, info: Info, input: Annotated[ApiKeyDeactivateInput, strawberry.argument(description="The key.")]
    ) -> ApiKeyPayload:
        """Withdraw a key for now."""
        return await _payload(api_keys.set_status(await info.context.principal(), _number(input.id), Activity.INACTIVE))

    @strawberry.mutation(description="Remove an API key for good.")
    async def api_key_delete(
        self, info: Info, input: Annotated[ApiKeyDeleteInput, strawberry.argument(description="The key.")]
    ) -> ApiKeyPayload:
        """Remove a key."""
        return await _payload(api_keys.delete(await info.context.principal(), _number(input.id)))


def _number(given: strawberry.ID) -> int:
    return row_id(given, ApiKey.__name__)


async def _create(principal: Principal, given: ApiKeyCreateInput) -> NewKey:
    expires_at = given.expires_at
    if expires_at is not None and expires_at.tzinfo is None:
        expires_at = expires_at.replace(tzinfo=UTC)
    return await api_keys.create(principal, name=given.name, scope=given.scope, expires_at=expires_at)


async def _payload(action: Awaitable[ApiKeyRow]) -> ApiKeyPayload:
    row, errors = await outcome(action)
    return ApiKeyPayload(api_key=None if row is None else ApiKey.of(row), user_errors=errors)
