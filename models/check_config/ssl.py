"""The configuration of a monitor of type SSL: how long a server's certificate is still good."""

from typing import Annotated, ClassVar

from pydantic import Field

from models.check_config.configuration import Configuration, Host, Milliseconds, Port

Hours = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]


class SslConfig(Configuration):
    """DEGRADED from `degradedRemainingHours` left on, DOWN from `downRemainingHours` left on."""

    required: ClassVar[tuple[str, ...]] = ("host",)

    host: Host = ""
    port: Port = 443
    degraded_remaining_hours: Hours = 168.0
    down_remaining_hours: Hours = 24.0
    timeout: Milliseconds = 10_000
