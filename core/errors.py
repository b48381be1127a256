"""What can go wrong in the domain, said once; every door shows it in its own shape.

| error            | REST v4               | GraphQL mutation | GraphQL query             |
| ---------------- | --------------------- | ---------------- | ------------------------- |
| InvalidInput     | 400 BAD_REQUEST       | userErrors       | errors[].extensions.code  |
| Unauthenticated  | 401 UNAUTHORIZED      | top-level error  | top-level error           |
| Forbidden        | 403 FORBIDDEN         | top-level error  | top-level error           |
| NotFound         | 404 NOT_FOUND         | userErrors       | null                      |
| Conflict         | 400 BAD_REQUEST       | userErrors       | errors[].extensions.code  |
"""


class DomainError(Exception):
    """An error that is meant to be read by the person who caused it."""

    def __init__(self, message: str, field: str | None = None) -> None:
        """Keep the sentence for people and, where one is to blame, the input field (as REST v4 spells it)."""
        super().__init__(message)
        self.message = message
        self.field = field


class InvalidInput(DomainError):
    """The request can't be carried out as it was written."""


class Unauthenticated(DomainError):
    """Nobody, or somebody whose key is not valid, asked for what needs a key."""


class Forbidden(DomainError):
    """The key is valid, but its scopes don't reach this far."""


class NotFound(DomainError):
    """What the request addresses does not exist, or not for whom asks."""


class Conflict(DomainError):
    """What the request wants to make is there already, or stands in the way of its own rule."""


class Unavailable(DomainError):
    """A part that the request needs (a worker, Redis) does not answer at the moment."""


class SettingsError(Exception):
    """A setting keeps the program from starting: one line that names it, what it got and what it takes."""
