"""What each type of monitor needs to know for its check: the `type_data` of REST v4, read and checked.

A document is stored and given back as it was sent; these models only judge and read it.
"""

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import ValidationError

from core.errors import InvalidInput
from models.check_config.api import ApiConfig
from models.check_config.dns import DnsConfig
from models.check_config.gamedig import GamedigConfig
from models.check_config.group import GroupConfig
from models.check_config.grpc import GrpcConfig
from models.check_config.heartbeat import HeartbeatConfig
from models.check_config.none import NoneConfig
from models.check_config.ping import PingConfig
from models.check_config.refusal import sentence
from models.check_config.sql import SqlConfig
from models.check_config.ssl import SslConfig
from models.check_config.tcp import TcpConfig
from models.enums import MonitorType

__all__ = [
    "CONFIG_OF",
    "ApiConfig",
    "CheckConfig",
    "DnsConfig",
    "GamedigConfig",
    "GroupConfig",
    "GrpcConfig",
    "HeartbeatConfig",
    "NoneConfig",
    "PingConfig",
    "SqlConfig",
    "SslConfig",
    "TcpConfig",
    "read",
]

CheckConfig = (
    ApiConfig
    | PingConfig
    | TcpConfig
    | DnsConfig
    | SslConfig
    | SqlConfig
    | HeartbeatConfig
    | GamedigConfig
    | GrpcConfig
    | GroupConfig
    | NoneConfig
)

CONFIG_OF: Mapping[MonitorType, type[CheckConfig]] = MappingProxyType(
    {
        MonitorType.API: ApiConfig,
        MonitorType.PING: PingConfig,
        MonitorType.TCP: TcpConfig,
        MonitorType.DNS: DnsConfig,
        MonitorType.SSL: SslConfig,
        MonitorType.SQL: SqlConfig,
        MonitorType.HEARTBEAT: HeartbeatConfig,
        MonitorType.GAMEDIG: GamedigConfig,
        MonitorType.GRPC: GrpcConfig,
        MonitorType.GROUP: GroupConfig,
        MonitorType.NONE: NoneConfig,
    }
)


def read(monitor_type: MonitorType, type_data: Mapping[str, object]) -> CheckConfig:
    """Return the configuration that `type_data` (REST v4's keys) means for a monitor of this type.

    Raises InvalidInput, naming the first field that is wrong, what it got and what would be right.
    """
    try:
        return CONFIG_OF[monitor_type].model_validate(type_data, by_alias=True, by_name=False)
    except ValidationError as error:
        message, field = sentence(error.errors(include_url=False)[0])
        raise InvalidInput(message, field) from None
