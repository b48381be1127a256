"""Text that people sent: what can be stored, and what must not be empty."""

from core.errors import InvalidInput


def storable(value: str | None, field: str) -> str | None:
    """Return the text as it is; raises InvalidInput when no database could hold it.

    PostgreSQL has no character NUL, and half a surrogate pair is no character at all.
    """
    if value is None:
        return None
    if "\0" in value:
        raise InvalidInput(f"{field} must not contain the character NUL", field)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InvalidInput(f"{field} contains half of a surrogate pair, which is no character", field) from None
    return value


def required(value: str, field: str, label: str) -> str:
    """Return the text without surrounding blanks; raises InvalidInput when nothing is left of it."""
    storable(value, field)
    if not value.strip():
        raise InvalidInput(f"{label} is required and must be a non-empty string", field)
    return value.strip()


def not_blank(value: str, field: str) -> str:
    """Return the text that replaces another, without surrounding blanks; raises InvalidInput when nothing is left."""
    storable(value, field)
    if not value.strip():
        raise InvalidInput(f"{field} must be a non-empty string", field)
    return value.strip()
