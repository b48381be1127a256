"""The configuration of each type of monitor: a union on the way out, a @oneOf input on the way in."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import strawberry

from core.errors import InvalidInput
from core.principal import Access, Principal
from models import check_config
from models.check_config import HeartbeatConfig, SqlConfig
from models.enums import MonitorType
from models.monitor import Monitor
from schema.monitors.configurations.api import ApiConfiguration, ApiConfigurationInput
from schema.monitors.configurations.dns import DnsConfiguration, DnsConfigurationInput
from schema.monitors.configurations.gamedig import GamedigConfiguration, GamedigConfigurationInput
from schema.monitors.configurations.group import GroupConfiguration, GroupConfigurationInput
from schema.monitors.configurations.grpc import GrpcConfiguration, GrpcConfigurationInput
from schema.monitors.configurations.heartbeat import HeartbeatConfiguration, HeartbeatConfigurationInput
from schema.monitors.configurations.none import NoneConfiguration, NoneConfigurationInput
from schema.monitors.configurations.ping import PingConfiguration, PingConfigurationInput
from schema.monitors.configurations.sql import SqlConfiguration, SqlConfigurationInput
from schema.monitors.configurations.ssl import SslConfiguration, SslConfigurationInput
from schema.monitors.configurations.tcp import TcpConfiguration, TcpConfigurationInput

MonitorConfiguration = Annotated[
    ApiConfiguration
    | PingConfiguration
    | TcpConfiguration
    | DnsConfiguration
    | SslConfiguration
    | SqlConfiguration
    | HeartbeatConfiguration
    | GamedigConfiguration
    | GrpcConfiguration
    | GroupConfiguration
    | NoneConfiguration,
    strawberry.union("MonitorConfiguration", description="What a monitor's check is told, by the monitor's type."),
]


_OUT_OF: Mapping[MonitorType, Callable[[Any], MonitorConfiguration]] = {
    MonitorType.API: ApiConfiguration.of,
    MonitorType.PING: PingConfiguration.of,
    MonitorType.TCP: TcpConfiguration.of,
    MonitorType.DNS: DnsConfiguration.of,
    MonitorType.SSL: SslConfiguration.of,
    MonitorType.GAMEDIG: GamedigConfiguration.of,
    MonitorType.GRPC: GrpcConfiguration.of,
    MonitorType.GROUP: GroupConfiguration.of,
    MonitorType.NONE: NoneConfiguration.of,
}


def configuration_of(monitor: Monitor, viewer: Principal) -> MonitorConfiguration | None:
    """Return what the monitor's check is told, in the type that belongs to it; null for who has no key."""
    if not viewer.may_read_private:
        return None
    try:
        config = check_config.read(monitor.monitor_type, monitor.type_data)
    except InvalidInput:
        # A row that an older version wrote; REST v4 shows it as it is.
        return None
    with_secrets = viewer.access >= Access.WRITE
    if isinstance(config, SqlConfig):
        return SqlConfiguration.of(config, with_secrets=with_secrets)
    if isinstance(config, HeartbeatConfig):
        return HeartbeatConfiguration.of(config, with_secrets=with_secrets)
    return _OUT_OF[monitor.monitor_type](config)


@strawberry.input(
    one_of=True, description="What a monitor's check is told: exactly one of these, which gives its type."
)
class MonitorConfigurationInput:
    """A configuration, by the monitor's type: each field is a type's name in small letters."""

    api: ApiConfigurationInput | None = strawberry.field(default=strawberry.UNSET, description="An HTTP request.")
    ping: PingConfigurationInput | None = strawberry.field(default=strawberry.UNSET, description="ICMP echo requests.")
    tcp: TcpConfigurationInput | None = strawberry.field(default=strawberry.UNSET, description="TCP connections.")
    dns: DnsConfigurationInput | None = strawberry.field(default=strawberry.UNSET, description="A DNS query.")
    ssl: SslConfigurationInput | None = strawberry.field(
        default=strawberry.UNSET, description="A TLS certificate's remaining time."
    )
    sql: SqlConfigurationInput | None = strawberry.field(default=strawberry.UNSET, description="A database query.")
    heartbeat: HeartbeatConfigurationInput | None = strawberry.field(
        default=strawberry.UNSET, description="Signals that the target sends."
    )
    gamedig: GamedigConfigurationInput | None = strawberry.field(
        default=strawberry.UNSET, description="A game server's query protocol."
    )
    grpc: GrpcConfigurationInput | None = strawberry.field(
        default=strawberry.UNSET, description="The gRPC health protocol."
    )
    group: GroupConfigurationInput | None = strawberry.field(
        default=strawberry.UNSET, description="The status of other monitors."
    )
    none: NoneConfigurationInput | None = strawberry.field(
        default=strawberry.UNSET, description="No check: samples are pushed."
    )


def type_and_data(given: MonitorConfigurationInput) -> tuple[MonitorType, dict[str, object]]:
    """Return the monitor's type and its type_data."""
    for monitor_type in MonitorType:
        configuration = getattr(given, monitor_type.value.lower())
        if configuration:
            return monitor_type, configuration.type_data()
    raise InvalidInput("configuration must have one of its fields set", "configuration")


def input_paths(given: MonitorConfigurationInput | None) -> dict[str, str]:
    """Return where in this input stands what REST v4 calls `type_data` and `monitor_type`."""
    if not given:
        return {}
    name = type_and_data(given)[0].value.lower()
    path = f"configuration.{name}"
    return {"type_data.monitors": f"{path}.members", "type_data": path, "monitor_type": path}
