"""What goes wrong with a query, in words for everybody: what a database says itself may hold names and data."""

from jobs.failures import reason


class QueryFailedError(Exception):
    """The database did not carry out the query; the message says why."""


LOGIN_REFUSED = "The database refuses the login"
NO_SUCH_DATABASE = "There is no such database"
CONNECTION_ENDED = "The server ended the connection"
CRASHES = "The answer crashes the driver"
KEEPS_BUSY = "The answer keeps the driver busy"


def unreachable(error: OSError) -> str:
    """Return the sentence for a connection that could not be made, or that broke."""
    return f"{reason(error)}: the database can't be reached"
