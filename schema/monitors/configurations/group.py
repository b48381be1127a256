"""The configuration of a GROUP monitor."""

from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from models.check_config import GroupConfig
from models.check_config.group import LatencyCalculation
from schema.context import Info
from schema.enums import described
from schema.monitors.configurations.fields import document, shown

if TYPE_CHECKING:
    from schema.monitors.types import Monitor

described(
    LatencyCalculation,
    "How a group's latency comes from its members' latencies.",
    AVG="Their mean.",
    MAX="The longest.",
    MIN="The shortest.",
)


@strawberry.type(description="A monitor of a group.")
class GroupMember:
    """One member."""

    tag: str = strawberry.field(description="The monitor's tag.")
    weight: float = strawberry.field(description="How much its status weighs; all weights sum to 1.")

    @strawberry.field(description="The monitor.")
    async def monitor(self, info: Info) -> Annotated["Monitor", strawberry.lazy("schema.monitors.types")] | None:
        """Return the monitor."""
        from schema.monitors.types import Monitor  # noqa: PLC0415 - a monitor has a configuration that has monitors

        row = await info.context.monitors.by_tag.load(self.tag)
        return None if row is None else Monitor.of(row)


@strawberry.type(description="The members of a GROUP monitor.")
class GroupConfiguration:
    """What a GROUP monitor's status is made from."""

    members: list[GroupMember] = strawberry.field(description="The monitors of the group.")
    execution_delay: int = strawberry.field(description="How long to wait for the members, in milliseconds.")
    latency_calculation: LatencyCalculation = strawberry.field(description="How its latency is made.")

    @classmethod
    def of(cls, config: GroupConfig) -> Self:
        """Return the configuration as GraphQL shows it."""
        return shown(
            cls, config, members=[GroupMember(tag=member.tag, weight=member.weight) for member in config.monitors]
        )


@strawberry.input(description="A monitor of a group.")
class GroupMemberInput:
    """One member."""

    tag: str = strawberry.field(description="The monitor's tag; it is no group itself.")
    weight: float = strawberry.field(description="How much its status weighs, from 0 to 1; all weights sum to 1.")


@strawberry.input(description="The members of a GROUP monitor.")
class GroupConfigurationInput:
    """What a GROUP monitor's status is made from; what is left out takes its default."""

    members: list[GroupMemberInput] = strawberry.field(description="The monitors of the group.")
    execution_delay: int | None = strawberry.field(
        default=None, description="How long to wait for the members, in milliseconds; 1000 by default."
    )
    latency_calculation: LatencyCalculation | None = strawberry.field(
        default=None, description="How its latency is made; AVG by default."
    )

    def type_data(self) -> dict[str, object]:
        """Return the keys that REST v4 knows it by."""
        return document(self, keys={"members": "monitors"})
