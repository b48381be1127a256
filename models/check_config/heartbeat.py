"""The configuration of a monitor of type HEARTBEAT: how long a job may keep silent."""

from typing import Annotated, ClassVar

from pydantic import Field

from models.check_config.configuration import Configuration, Line

Minutes = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]


class HeartbeatConfig(Configuration):
    """DEGRADED after `degradedRemainingMinutes` of silence, DOWN after `downRemainingMinutes`."""

    required: ClassVar[tuple[str, ...]] = ("secret_string",)

    secret_string: Annotated[Line, Field(repr=False)] = ""
    degraded_remaining_minutes: Minutes = 5.0
    down_remaining_minutes: Minutes = 10.0
