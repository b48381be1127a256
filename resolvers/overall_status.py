"""The status of several statuses taken together: the worst wins."""

from models.enums import Status


def worst_of(up: int, down: int, degraded: int, maintenance: int, _no_data: int = 0) -> Status:
    """Return the worst status that occurs, given how often each does; NO_DATA when nothing is known."""
    if down:
        return Status.DOWN
    if degraded:
        return Status.DEGRADED
    if maintenance:
        return Status.MAINTENANCE
    return Status.UP if up else Status.NO_DATA
