"""What goes wrong with a query, in words for everybody: what a database says itself may hold names and data."""


class QueryFailedError(Exception):
    """The database did not carry out the query; the message says why."""


LOGIN_REFUSED = "The database refuses the login"
NO_SUCH_DATABASE = "There is no such database"
CONNECTION_ENDED = "The server ended the connection"
