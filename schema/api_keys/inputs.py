"""What API keys are made from and changed by."""

from datetime import datetime

import strawberry

from schema.enums import Scope


@strawberry.input(description="A new API key.")
class ApiKeyCreateInput:
    """What a key is made from."""

    name: str = strawberry.field(description="What people call it.")
    scope: Scope = strawberry.field(default=Scope.READ, description="What it may do.")
    expires_at: datetime | None = strawberry.field(
        default=None, description="From when on it opens nothing; never by default."
    )


@strawberry.input(description="Another name for an API key.")
class ApiKeyRenameInput:
    """A key, and its name."""

    id: strawberry.ID = strawberry.field(description="The key's global id.")
    name: str = strawberry.field(description="What people will call it.")


@strawberry.input(description="What an API key may do from now on.")
class ApiKeySetScopeInput:
    """A key, and its scope."""

    id: strawberry.ID = strawberry.field(description="The key's global id.")
    scope: Scope = strawberry.field(description="What it may do.")


@strawberry.input(description="An API key that is to open the API again.")
class ApiKeyActivateInput:
    """A key."""

    id: strawberry.ID = strawberry.field(description="The key's global id.")


@strawberry.input(description="An API key that is to be withdrawn until it is activated again.")
class ApiKeyDeactivateInput:
    """A key."""

    id: strawberry.ID = strawberry.field(description="The key's global id.")


@strawberry.input(description="An API key that is to be removed for good.")
class ApiKeyDeleteInput:
    """A key."""

    id: strawberry.ID = strawberry.field(description="The key's global id.")
