"""The configuration of each type of monitor: a union on the way out, a @oneOf input on the way in."""

import strawberry

from core.errors import InvalidInput
from models import check_config
from models.check_config import ApiConfig
from models.enums import MonitorType
from models.monitor import Monitor
from schema.monitors.configurations.api import ApiConfiguration, ApiConfigurationInput

MonitorConfiguration = ApiConfiguration


def configuration_of(monitor: Monitor) -> MonitorConfiguration | None:
    """Return what the monitor's check is told, in the type that belongs to it."""
    try:
        config = check_config.read(monitor.monitor_type, monitor.type_data)
    except InvalidInput:
        # A row that an older version wrote; REST v4 shows it as it is.
        return None
    return ApiConfiguration.of(config) if isinstance(config, ApiConfig) else None


@strawberry.input(
    one_of=True, description="What a monitor's check is told: exactly one of these, which gives its type."
)
class MonitorConfigurationInput:
    """A configuration, by the monitor's type."""

    api: ApiConfigurationInput | None = strawberry.field(default=strawberry.UNSET, description="An HTTP request.")


def type_and_data(given: MonitorConfigurationInput) -> tuple[MonitorType, dict[str, object]]:
    """Return the monitor's type and its type_data."""
    if given.api:
        return MonitorType.API, given.api.type_data()
    raise InvalidInput("configuration must have one of its fields set", "configuration")
