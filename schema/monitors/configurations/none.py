"""The configuration of a NONE monitor."""

from typing import Self

import strawberry

from models.check_config import NoneConfig
from schema.monitors.configurations.fields import document, shown


@strawberry.type(description="A monitor without a check: its samples are pushed.")
class NoneConfiguration:
    """What a NONE monitor does between pushes."""

    override_with_last_known_status: bool = strawberry.field(
        description="Whether each minute repeats the last status that was pushed."
    )

    @classmethod
    def of(cls, config: NoneConfig) -> Self:
        """Return the configuration as GraphQL shows it."""
        return shown(cls, config)


@strawberry.input(description="A monitor without a check: its samples are pushed.")
class NoneConfigurationInput:
    """What a NONE monitor does between pushes."""

    override_with_last_known_status: bool | None = strawberry.field(
        default=None, description="Whether each minute repeats the last status that was pushed; false by default."
    )

    def type_data(self) -> dict[str, object]:
        """Return the keys that REST v4 knows it by."""
        return document(self)
