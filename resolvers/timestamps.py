"""Timestamps that people sent: which instants can be stored, and the minute that they belong to."""

from core.clock import floor_to_minute
from core.errors import InvalidInput

# What both engines, and the languages of the clients, can show as a date: the years 1 to 9999.
EARLIEST = -62_135_596_800
LATEST = 253_402_300_799


def minute_of(value: float, field: str) -> int:
    """Return the minute (epoch seconds) of an instant; raises InvalidInput for one outside the years 1 to 9999."""
    if not EARLIEST <= value <= LATEST:
        raise InvalidInput(f"{field} must be a valid timestamp (UTC seconds)", field)
    return floor_to_minute(int(value // 1))


def clamp(value: int) -> int:
    """Return a bound that means the same to every stored timestamp, but fits into a database's integers."""
    return max(EARLIEST - 1, min(value, LATEST + 1))
