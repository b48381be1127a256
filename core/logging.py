"""Structured logging: one event a line, JSON when nobody is watching, with the request or job that caused it."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from core.settings import LogFormat, Settings

_REDACTED = "[hidden]"
_SECRET_NAME = re.compile(r"(key|secret|token|password|authorization|connection_?string|cookie|dsn)$", re.IGNORECASE)
_SECRET_VALUE = re.compile(r"hg_[A-Za-z0-9_-]{16,}|whsec_[A-Za-z0-9+/=_-]{8,}|(?<=://)[^/\s:@]*:[^/\s@]*(?=@)")

Event = MutableMapping[str, Any]


def hide_secrets(_logger: Any, _method: str, event: Event) -> Event:
    """Replace values whose name, or whose form, says that they are secret."""
    for name, value in event.items():
        if _SECRET_NAME.search(name):
            event[name] = _REDACTED
        elif isinstance(value, str):
            event[name] = _SECRET_VALUE.sub(_REDACTED, value)
    return event


def configure(settings: Settings, *, process: str) -> None:
    """Send structlog's and the standard library's records of this process to standard error in one form."""
    as_json = settings.log_format is LogFormat.JSON or (
        settings.log_format is LogFormat.AUTO and not sys.stderr.isatty()
    )
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: list[structlog.types.Processor] = (
        [structlog.processors.format_exc_info, hide_secrets, structlog.processors.JSONRenderer()]
        if as_json
        else [hide_secrets, structlog.dev.ConsoleRenderer()]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    for noisy in ("aiosqlite", "asyncio", "tortoise", "arq.worker"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.contextvars.bind_contextvars(process=process)


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of the module `name`."""
    return structlog.stdlib.get_logger(name)
