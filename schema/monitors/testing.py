"""Testing a monitor now, whether it is stored or not."""

from typing import Annotated, Self

import strawberry

from core.errors import InvalidInput
from core.principal import Access, Principal
from models.observation import Observation as ObservationRow
from resolvers import monitor_test
from schema.context import Info
from schema.enums import SampleType, Status
from schema.errors import UserError
from schema.monitors.configurations import MonitorConfigurationInput, input_paths, type_and_data
from schema.outcome import outcome


@strawberry.input(one_of=True, description="What is to be tested: exactly one of these.")
class MonitorTestInput:
    """A monitor, or the configuration of one that may never be."""

    tag: str | None = strawberry.field(default=strawberry.UNSET, description="The tag of a monitor.")
    configuration: MonitorConfigurationInput | None = strawberry.field(
        default=strawberry.UNSET, description="A configuration that is not stored, of a monitor to be made or changed."
    )


@strawberry.type(description="What one run of a check saw.")
class Observation:
    """An observation that is not stored."""

    status: Status = strawberry.field(
        description="What the check makes of its target; NO_DATA where it has nothing to say."
    )
    latency: float | None = strawberry.field(description="How long the target took, in milliseconds.")
    type: SampleType = strawberry.field(description="How the status came about: REALTIME, TIMEOUT or ERROR.")
    message: str | None = strawberry.field(description="What went wrong, where something did.")

    @classmethod
    def of(cls, seen: ObservationRow) -> Self:
        """Return an observation as GraphQL shows it."""
        return cls(status=seen.status, latency=seen.latency, type=seen.type, message=seen.message)


@strawberry.type(description="What became of testing a monitor.")
class MonitorTestPayload:
    """What was seen, or why nothing was."""

    observation: Observation | None = strawberry.field(description="What the check saw; null when it was not run.")
    user_errors: list[UserError] = strawberry.field(
        description="What was wrong with the input; empty when the check was run."
    )


@strawberry.type
class MonitorTests:
    """Trying monitors out."""

    @strawberry.mutation(
        description="Run a monitor's check once, now, on a worker, and answer what it saw; nothing is stored. It takes "
        f"{monitor_test.LONGEST_SECONDS} seconds at most; without a worker there is an error UNAVAILABLE."
    )
    async def monitor_test(
        self, info: Info, input: Annotated[MonitorTestInput, strawberry.argument(description="What is to be tested.")]
    ) -> MonitorTestPayload:
        """Test a monitor."""
        paths = input_paths(input.configuration or None) or {"type_data": "tag"}
        seen, errors = await outcome(_test(await info.context.principal(), input), paths)
        return MonitorTestPayload(observation=None if seen is None else Observation.of(seen), user_errors=errors)


async def _test(principal: Principal, given: MonitorTestInput) -> ObservationRow:
    principal.require(Access.WRITE)
    if given.tag:
        return await monitor_test.of_monitor(principal, given.tag)
    if given.configuration:
        return await monitor_test.of_configuration(principal, *type_and_data(given.configuration))
    raise InvalidInput("tag must not be empty", "tag")
