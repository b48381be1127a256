"""`heliograph worker`, which also writes how many statements it has sent to the database, on SIGUSR1, into a file."""

import logging
import os
import signal
import sys
from pathlib import Path

from tortoise.log import db_client_logger

from server.cli import main

_FILE = Path(os.environ["STATEMENTS_FILE"])


class Counter(logging.Filter):
    """Counts what the ORM's clients say that they send; nothing of it is formatted or written."""

    count = 0

    def filter(self, _record: logging.LogRecord) -> bool:
        """Count a statement, and drop the record."""
        Counter.count += 1
        return False


def tell(_number: int, _frame: object) -> None:
    draft = _FILE.with_suffix(".new")
    draft.write_text(str(Counter.count))
    draft.replace(_FILE)


if __name__ == "__main__":
    import core.logging

    configure = core.logging.configure

    def configure_and_count(*arguments: object, **options: object) -> None:
        configure(*arguments, **options)  # type: ignore[arg-type] # handed through
        db_client_logger.setLevel(logging.DEBUG)
        db_client_logger.addFilter(Counter())

    core.logging.configure = configure_and_count
    signal.signal(signal.SIGUSR1, tell)
    sys.argv[1:] = ["worker"]
    main()
