"""Counts what is asked of the database."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from tortoise.log import db_client_logger


class _Recorder(logging.Handler):
    """Keeps every statement that the ORM's clients send; BEGIN and COMMIT are not among them."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.statements: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg.startswith(("Created connection", "Closed connection")):
            return
        self.statements.append(str(record.args[0]) if record.args else record.msg)


@contextmanager
def recorded() -> Iterator[list[str]]:
    """Return the list that the statements of this context are put into."""
    recorder, level = _Recorder(), db_client_logger.level
    db_client_logger.addHandler(recorder)
    db_client_logger.setLevel(logging.DEBUG)
    try:
        yield recorder.statements
    finally:
        db_client_logger.setLevel(level)
        db_client_logger.removeHandler(recorder)
