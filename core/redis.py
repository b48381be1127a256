"""The way to Redis: one place that reads the address, and the pool that arq and the event bus share."""

from urllib.parse import urlsplit

import orjson
from arq.connections import ArqRedis, RedisSettings, create_pool
from redis.exceptions import RedisError

from core.errors import SettingsError
from core.settings import Settings

QUEUE_NAME = "heliograph:queue"
EMBEDDED_URL_FILE = "valkey/url"
_CONNECT_TIMEOUT_SECONDS = 2


def address(settings: Settings) -> str:
    """Return the URL of Redis: the setting, or the embedded server's, which `serve` writes into the data folder.

    Raises SettingsError when there is neither.
    """
    if settings.redis_url:
        return settings.redis_url
    try:
        return (settings.data_dir / EMBEDDED_URL_FILE).read_text().strip()
    except OSError:
        raise SettingsError(
            "REDIS_URL: got nothing, and no embedded Redis runs; set it to redis://host:port, or start "
            "'heliograph serve', which brings its own"
        ) from None


def arq_settings(url: str) -> RedisSettings:
    """Return what arq needs to connect to `url`."""
    settings = RedisSettings.from_dsn(url)
    settings.conn_timeout = _CONNECT_TIMEOUT_SECONDS
    settings.conn_retries = 0
    settings.retry_on_timeout = True
    return settings


async def connect(url: str) -> ArqRedis:
    """Return a pool of connections to `url`.

    Jobs travel as JSON: unlike arq's default, pickle, it can't run code in the process that reads it.
    Raises SettingsError when nothing answers there.
    """
    try:
        return await create_pool(
            arq_settings(url),
            job_serializer=orjson.dumps,
            job_deserializer=orjson.loads,
            default_queue_name=QUEUE_NAME,
        )
    except (RedisError, OSError) as error:
        raise SettingsError(
            f"REDIS_URL: no Redis answers at {without_password(url)} ({error}); start one there or correct the address"
        ) from None


def without_password(url: str) -> str:
    """Return `url` in a form that may be shown."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    return parts._replace(netloc=f"{parts.username or ''}:***@{parts.netloc.rpartition('@')[2]}").geturl()
