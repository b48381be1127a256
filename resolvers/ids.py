"""Ids that people sent: which ones a row can have at all."""

_HIGHEST = 2**63 - 1


def can_exist(number: int) -> bool:
    """Return whether a row can have this id; others must not reach a database, which would refuse them loudly."""
    return 0 < number <= _HIGHEST


def clamp(number: int) -> int:
    """Return a bound that means the same to every id, but fits into a database's integers."""
    return max(0, min(number, _HIGHEST))
