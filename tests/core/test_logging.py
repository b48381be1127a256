import json
import logging

import structlog

from core.logging import configure, logger
from core.settings import load


def test_a_line_is_json_with_what_was_bound_and_without_secrets(capsys):
    handlers, level = logging.getLogger().handlers[:], logging.getLogger().level
    configure(load(log_format="json"), process="api")
    try:
        structlog.contextvars.bind_contextvars(request_id="r-1")
        logger("test").info(
            "called", api_key="hg_0123456789abcdef0123", url="postgres://me:pw@db/x", text="key hg_0123456789abcdef0123"
        )
        line = json.loads(capsys.readouterr().err)
    finally:
        logging.getLogger().handlers[:] = handlers
        logging.getLogger().setLevel(level)
        structlog.contextvars.clear_contextvars()
        structlog.reset_defaults()

    line.pop("timestamp")
    assert line == {
        "event": "called",
        "level": "info",
        "logger": "test",
        "process": "api",
        "request_id": "r-1",
        "api_key": "[hidden]",
        "url": "postgres://[hidden]@db/x",
        "text": "key [hidden]",
    }
