"""The connection string of an SQL monitor, taken apart. It holds a password: no part of it may be shown."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote, urlsplit

from jobs.drivers.address import Dialect, Encryption, SqlAddress
from models.check_config.sql import DatabaseType

_SCHEMES = {
    "postgres": DatabaseType.PG,
    "postgresql": DatabaseType.PG,
    "mysql": DatabaseType.MYSQL,
    "mysql2": DatabaseType.MYSQL,
    "mariadb": DatabaseType.MYSQL,
    "sqlite": DatabaseType.SQLITE3,
    "sqlite3": DatabaseType.SQLITE3,
}
_DIALECTS = {DatabaseType.PG: Dialect.POSTGRES, DatabaseType.MYSQL: Dialect.MYSQL}
_DEFAULTS = {Dialect.POSTGRES: (5432, "postgres"), Dialect.MYSQL: (3306, "root")}


# The words of PostgreSQL's and of MySQL's clients.
_ENCRYPTIONS = {
    "disable": Encryption.NONE,
    "disabled": Encryption.NONE,
    "false": Encryption.NONE,
    "0": Encryption.NONE,
    "allow": Encryption.IF_OFFERED,
    "prefer": Encryption.IF_OFFERED,
    "preferred": Encryption.IF_OFFERED,
    "require": Encryption.ANY_CERTIFICATE,
    "required": Encryption.ANY_CERTIFICATE,
    "no-verify": Encryption.ANY_CERTIFICATE,
    "true": Encryption.VERIFIED,
    "1": Encryption.VERIFIED,
    "verify-ca": Encryption.VERIFIED,
    "verify_ca": Encryption.VERIFIED,
    "verify-full": Encryption.VERIFIED,
    "verify_identity": Encryption.VERIFIED,
}


class UnusableAddressError(Exception):
    """The connection string can't be used; the message says why, and holds nothing of it."""


def is_for_sqlite(kind: DatabaseType | None, text: str) -> bool:
    """Return whether a connection string means a SQLite file."""
    return (kind or _SCHEMES.get(text.partition(":")[0])) is DatabaseType.SQLITE3


def sqlite_path(text: str) -> str:
    """Return the path of the file that a connection string (a path, or sqlite:///path) means."""
    scheme, separator, rest = text.partition(":")
    return rest.removeprefix("//") if separator and scheme in {"sqlite", "sqlite3", "file"} else text


def parse(kind: DatabaseType | None, text: str) -> SqlAddress:
    """Return what a connection string such as postgresql://user:password@host:5432/name means.

    `kind` is what the monitor says, None to go by the scheme. Raises UnusableAddressError.
    """
    scheme, separator, rest = text.partition("://")
    meant = _SCHEMES.get(scheme)
    if not separator or meant is None or meant is DatabaseType.SQLITE3:
        raise UnusableAddressError("type_data.connectionString must be like postgresql://user:password@host:5432/name")
    if kind is not None and _family(kind) is not meant:
        raise UnusableAddressError(f"type_data.connectionString is not for the database type {kind.value}")
    # Up to the last '@', so that a password with a '/' or '?' that nobody encoded is still read.
    login, _, place = rest.rpartition("@")
    user, _, password = login.partition(":")
    try:
        parts = urlsplit(f"//{place}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise UnusableAddressError("type_data.connectionString has no valid host and port") from None
    if not host or "," in host:
        raise UnusableAddressError("type_data.connectionString must name one host: no socket and no list")
    dialect = _DIALECTS[meant]
    default_port, default_user = _DEFAULTS[dialect]
    return SqlAddress(
        dialect=dialect,
        host=unquote(host),
        port=port or default_port,
        user=unquote(user) or default_user,
        password=unquote(password),
        name=unquote(parts.path.removeprefix("/")),
        encryption=_encryption(dict(parse_qsl(parts.query))),
    )


def _family(kind: DatabaseType) -> DatabaseType:
    return DatabaseType.MYSQL if kind is DatabaseType.MYSQL2 else kind


def _encryption(options: Mapping[str, str]) -> Encryption | None:
    for key in ("sslmode", "ssl-mode", "sslMode", "ssl"):
        if key in options:
            encryption = _ENCRYPTIONS.get(options[key].lower())
            if encryption is None:
                raise UnusableAddressError(f"type_data.connectionString has an {key} that is not known")
            return encryption
    return None
