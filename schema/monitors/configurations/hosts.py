"""How the hosts of PING and TCP monitors are written."""

from models.check_config.configuration import HostType
from schema.enums import described

__all__ = ["HostType"]

described(
    HostType,
    "How a host is written, and by which address family it is reached.",
    IP4="An IPv4 address.",
    IP6="An IPv6 address.",
    DOMAIN="A name.",
)
