"""The configuration of a DNS monitor."""

from typing import Self

import strawberry

from models.check_config import DnsConfig
from models.check_config.dns import DnsTransport, MatchType
from schema.enums import described
from schema.monitors.configurations.fields import document, shown

described(
    MatchType,
    "How many of the expected values must be among the answers.",
    ANY="One of them.",
    ALL="Each of them.",
)
described(
    DnsTransport,
    "How a name server is asked.",
    UDP="In the clear, as DNS usually is.",
    TLS="Encrypted (RFC 7858).",
)


@strawberry.type(description="The question of a DNS monitor, and the answers expected.")
class DnsConfiguration:
    """What a DNS monitor's check is told."""

    host: str = strawberry.field(description="The name asked for.")
    lookup_record: str = strawberry.field(description="The type of record asked for, such as A or MX.")
    name_server: str = strawberry.field(description="Who is asked, with an optional port; empty: the machine's own.")
    match_type: MatchType = strawberry.field(description="How many of the expected values must be answered.")
    values: list[str] = strawberry.field(description="The answers expected.")
    transport: DnsTransport = strawberry.field(description="How the name server is asked.")
    tls_port: int = strawberry.field(description="The port asked over TLS.")
    tls_servername: str = strawberry.field(description="The name that the server's certificate must have.")
    allow_self_signed_cert: bool = strawberry.field(description="Whether any certificate is taken.")
    timeout: int = strawberry.field(description="How long the answer may take, in milliseconds.")

    @classmethod
    def of(cls, config: DnsConfig) -> Self:
        """Return the configuration as GraphQL shows it."""
        return shown(cls, config, values=list(config.values))


@strawberry.input(description="The question of a DNS monitor, and the answers expected.")
class DnsConfigurationInput:
    """What a DNS monitor's check is told; what is left out takes its default."""

    host: str = strawberry.field(description="The name to ask for.")
    lookup_record: str | None = strawberry.field(
        default=None, description="The type of record to ask for; A by default."
    )
    name_server: str | None = strawberry.field(
        default=None, description="Whom to ask, with an optional port; the machine's own name server by default."
    )
    match_type: MatchType | None = strawberry.field(
        default=None, description="How many of the expected values must be answered; ANY by default."
    )
    values: list[str] | None = strawberry.field(default=None, description="The answers expected.")
    transport: DnsTransport | None = strawberry.field(
        default=None, description="How to ask the name server; UDP by default."
    )
    tls_port: int | None = strawberry.field(default=None, description="The port to ask over TLS; 853 by default.")
    tls_servername: str | None = strawberry.field(
        default=None, description="The name that the server's certificate must have."
    )
    allow_self_signed_cert: bool | None = strawberry.field(
        default=None, description="Whether any certificate is taken; false by default."
    )
    timeout: int | None = strawberry.field(
        default=None, description="How long the answer may take, in milliseconds; 5000 by default."
    )

    def type_data(self) -> dict[str, object]:
        """Return the keys that REST v4 knows it by."""
        return document(self)
