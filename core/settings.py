"""Every setting of Heliograph, with its default and what it means.

A setting `x` is read from the environment variable `HELIOGRAPH_X`; only DATABASE_URL and REDIS_URL go without the
prefix, because hosting platforms set them under these names.
"""

import re
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from core.errors import SettingsError

UNPREFIXED = {"database_url": "DATABASE_URL", "redis_url": "REDIS_URL"}
ADMIN_KEY_FORM = r"hg_[A-Za-z0-9_-]{32,128}"


class LogFormat(StrEnum):
    """How log lines look."""

    AUTO = "auto"
    JSON = "json"
    CONSOLE = "console"


class Settings(BaseSettings):
    """The settings of one installation; read once, at the start of each process."""

    model_config = SettingsConfigDict(env_prefix="HELIOGRAPH_", extra="ignore", frozen=True)

    host: str = Field("127.0.0.1", description="Address that the API listens on.")
    port: int = Field(8000, ge=1, le=65535, description="Port that the API listens on.")
    data_dir: Path = Field(
        Path("data"), description="Folder of the embedded database, the embedded Redis and the secret key."
    )
    site_url: str = Field(
        "", description="Public address of this installation; used in links until the site entry siteURL is set."
    )
    admin_key: SecretStr | None = Field(
        None, description="Registered as the administrator's API key at the first start, instead of making one."
    )
    secret_key: SecretStr | None = Field(
        None,
        min_length=32,
        description="Key of all keyed hashes and signatures, 32 characters or more; the same for every process of an "
        "installation. Made and kept in the data folder when it is not set.",
    )
    database_url: str = Field(
        "",
        validation_alias="DATABASE_URL",
        description="postgres://user:password@host:port/name, or sqlite:///path. Empty: SQLite in the data folder.",
    )
    redis_url: str = Field(
        "",
        validation_alias="REDIS_URL",
        description="redis://, rediss:// or unix://. Empty: 'serve' starts an embedded Valkey in the data folder.",
    )
    database_pool_size: int = Field(10, ge=1, le=200, description="PostgreSQL connections of each process.")
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="DEBUG, INFO, WARNING or ERROR.")
    log_format: LogFormat = Field(
        LogFormat.AUTO, description="json, console, or auto: JSON when the output is not a terminal."
    )
    workers: int = Field(1, ge=1, le=64, description="API processes that 'serve' and 'api' run.")
    batch_size: int = Field(50, ge=1, le=1000, description="Monitors that one job checks.")
    batches_at_once: int = Field(200, ge=1, le=1000, description="Jobs that one worker process runs at once.")
    minute_grace_seconds: int = Field(
        50, ge=5, le=59, description="How long after its second 0 a minute may still be checked."
    )
    maintenance_days_ahead: int = Field(
        7, ge=1, le=90, description="For how many days ahead maintenance events are made."
    )
    secrets_allow: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Comma-separated globs of environment variables that $NAME in a monitor or trigger may read."
    )
    check_networks_allow: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Comma-separated networks that checks may reach; empty: all but the denied ones."
    )
    check_networks_deny: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Comma-separated networks that checks may not reach. Cloud metadata is always denied."
    )
    webhook_networks_allow: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Comma-separated private networks that webhooks may reach; by default they reach none."
    )
    smtp_url: SecretStr | None = Field(
        None,
        description="The mail server: smtp://user:password@host:587 (encrypted where it offers that), "
        "smtp+starttls:// (always encrypted) or smtps://host:465. Without it no mail can be sent.",
    )
    smtp_from: str = Field(
        "heliograph@localhost",
        max_length=254,
        description="The address that mail comes from, unless a trigger has one.",
    )
    apprise_services_allow: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Comma-separated services of Apprise that triggers may use beyond the public ones, such as "
        "gotifys,ntfys. They may lead anywhere: webhook networks are not judged there.",
    )
    deliveries_at_once: int = Field(50, ge=1, le=1000, description="Messages that one worker process sends at once.")
    deliveries_at_once_per_receiver: int = Field(
        4, ge=1, le=100, description="Of these, how many may go to one trigger or subscriber."
    )
    delivery_timeout_seconds: int = Field(15, ge=1, le=300, description="How long sending a message once may take.")
    delivery_attempts: int = Field(10, ge=1, le=50, description="How often sending a message is tried.")
    delivery_first_retry_seconds: int = Field(
        5, ge=1, le=86_400, description="How long after the first failure it is tried again, give or take a quarter."
    )
    delivery_last_retry_seconds: int = Field(
        21_600, ge=1, le=604_800, description="How long after the last failure but one; in between it grows evenly."
    )
    sqlite_checks: bool = Field(
        default=False, description="Whether SQL monitors may open SQLite files on this machine."
    )
    clock_file: Path | None = Field(
        None, description="For tests: a file that holds the epoch seconds that all processes go by."
    )

    @field_validator(
        "secrets_allow",
        "check_networks_allow",
        "check_networks_deny",
        "webhook_networks_allow",
        "apprise_services_allow",
        mode="before",
    )
    @classmethod
    def _split(cls, value: Any) -> Any:
        """Read a comma-separated list."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("admin_key")
    @classmethod
    def _check_admin_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(ADMIN_KEY_FORM, value.get_secret_value()):
            raise ValueError("an API key is 'hg_' and 32 to 128 letters, digits, '-' or '_'")
        return value

    @field_validator("site_url")
    @classmethod
    def _check_site_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.netloc):
            raise ValueError("a site's URL starts with http:// or https:// and a host name")
        return value.rstrip("/")

    @field_validator("smtp_url")
    @classmethod
    def _check_smtp_url(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value():
            return None
        parts = urlsplit(value.get_secret_value())
        if parts.scheme not in {"smtp", "smtps", "smtp+starttls"} or not parts.hostname or parts.port == 0:
            raise ValueError("a mail server's URL is smtp://, smtp+starttls:// or smtps:// and a host name")
        return value

    @field_validator("smtp_from")
    @classmethod
    def _check_smtp_from(cls, value: str) -> str:
        if not re.fullmatch(r"[!-?A-~]+@[!-?A-~]+", value):
            raise ValueError("it must be a mail address such as status@example.com")
        return value

    @field_validator("database_url")
    @classmethod
    def _check_database_url(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in {"postgres", "postgresql", "asyncpg", "sqlite"}:
            raise ValueError("a database's URL starts with postgres:// or sqlite://")
        return value

    @field_validator("redis_url")
    @classmethod
    def _check_redis_url(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in {"redis", "rediss", "unix"}:
            raise ValueError("a Redis URL starts with redis://, rediss:// or unix://")
        return value

    @property
    def public_url(self) -> str:
        """The address that links start with until the site entry siteURL says otherwise."""
        if self.site_url:
            return self.site_url
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 - compared, not bound
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def load(**overrides: Any) -> Settings:
    """Read the settings from the environment; `overrides` (by field name) win, as command-line options do.

    Raises SettingsError with one line naming the variable, what it got and what it takes.
    """
    try:
        return Settings(**{UNPREFIXED.get(name, name): value for name, value in overrides.items()})
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        variable = name if name in UNPREFIXED.values() else f"HELIOGRAPH_{name.upper()}"
        secret = name in {"admin_key", "secret_key", "smtp_url"} or name in UNPREFIXED.values()
        got = "a value that is not shown" if secret else repr(first["input"])
        raise SettingsError(f"{variable}: got {got}; {first['msg'].removeprefix('Value error, ')}") from None


@lru_cache(maxsize=1)
def current() -> Settings:
    """Return this process's settings, read from the environment once."""
    return load()
