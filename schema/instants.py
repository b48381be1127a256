"""Instants: aware datetimes in GraphQL, epoch seconds in the domain."""

from datetime import UTC, datetime


def instant(seconds: float) -> datetime:
    """Return epoch seconds as GraphQL shows them: a DateTime in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def seconds(given: datetime) -> int:
    """Return the epoch seconds of an instant; one without a zone is UTC."""
    return int((given if given.tzinfo else given.replace(tzinfo=UTC)).timestamp())


def optional_seconds(given: datetime | None) -> int | None:
    """Return the epoch seconds of an instant, where one is given."""
    return None if given is None else seconds(given)
