"""Times, lengths of time and states as people read them in messages."""

from datetime import UTC, datetime
from enum import StrEnum

_UNITS = (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1))


def for_people(timestamp: int) -> str:
    """Return an instant (epoch seconds), such as `Mon 6 Jan 2025, 14:05 UTC`."""
    instant = datetime.fromtimestamp(timestamp, UTC)
    return f"{instant:%a} {instant.day} {instant:%b} {instant.year}, {instant:%H:%M} UTC"


def iso(timestamp: int) -> str:
    """Return an instant (epoch seconds) after ISO 8601."""
    return datetime.fromtimestamp(timestamp, UTC).isoformat()


def duration(seconds: int) -> str:
    """Return a length of time by its two largest units, such as `1 hour 30 minutes`."""
    parts = []
    for name, length in _UNITS:
        number, seconds = divmod(seconds, length)
        if number:
            parts.append(f"{number} {name}{'' if number == 1 else 's'}")
    return " ".join(parts[:2]) or "0 seconds"


def word(state: StrEnum) -> str:
    """Return a state as it stands in a sentence, such as `Investigating`."""
    return state.value.capitalize()
