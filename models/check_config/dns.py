"""The configuration of a monitor of type DNS: one question to one name server, and the answers expected."""

from enum import StrEnum
from typing import Annotated, ClassVar

import dns.rdatatype
from pydantic import AfterValidator, Field

from models.check_config.configuration import Configuration, Host, Line, Milliseconds, Port


class MatchType(StrEnum):
    """Whether one of the expected values must be among the answers, or each of them."""

    ANY = "ANY"
    ALL = "ALL"


class DnsTransport(StrEnum):
    """How the name server is asked."""

    UDP = "UDP"
    TLS = "TLS"


def _check_record_type(name: str) -> str:
    """Raise ValueError unless `name` is a type of record that one can ask for."""
    try:
        is_known = not name or not dns.rdatatype.is_metatype(dns.rdatatype.from_text(name))
    except (ValueError, dns.rdatatype.UnknownRdatatype):
        is_known = False
    if not is_known:
        raise ValueError("must be a DNS record type such as A, AAAA, CNAME, MX, NS or TXT")
    return name


class DnsConfig(Configuration):
    """An empty `nameServer` asks the machine's own; an address may carry a port, as in 192.0.2.1:5353."""

    required: ClassVar[tuple[str, ...]] = ("host", "lookup_record")

    host: Host = ""
    lookup_record: Annotated[str, AfterValidator(_check_record_type)] = "A"
    name_server: Host = ""
    match_type: Annotated[MatchType, Field(strict=False)] = MatchType.ANY
    values: Annotated[tuple[Line, ...], Field(strict=False, max_length=100)] = ()
    transport: Annotated[DnsTransport, Field(strict=False)] = DnsTransport.UDP
    tls_port: Port = 853
    tls_servername: Host = ""
    allow_self_signed_cert: bool = False
    timeout: Milliseconds = 5_000
