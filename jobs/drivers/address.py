"""Where a database is and how it is spoken to. It holds a password: no part of it may be shown."""

from dataclasses import asdict, dataclass
from enum import StrEnum, auto
from typing import Any, Self


class Dialect(StrEnum):
    """What a database server speaks."""

    POSTGRES = auto()
    MYSQL = auto()


class Encryption(StrEnum):
    """How a connection to a database is encrypted."""

    NONE = auto()
    IF_OFFERED = auto()
    ANY_CERTIFICATE = auto()
    VERIFIED = auto()


@dataclass(frozen=True, slots=True, repr=False)
class SqlAddress:
    """Where a database is, and who asks: `name` is the database's, `encryption` None when nothing is said of it."""

    dialect: Dialect
    host: str
    port: int
    user: str
    password: str
    name: str
    encryption: Encryption | None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Self:
        """Return the address that `to_json` wrote."""
        encryption = document["encryption"]
        return cls(
            **document
            | {
                "dialect": Dialect(document["dialect"]),
                "encryption": None if encryption is None else Encryption(encryption),
            }
        )
