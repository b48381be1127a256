"""Pushing and removing samples."""

from datetime import datetime
from typing import Annotated

import strawberry

from core.errors import DomainError
from resolvers import monitors, samples
from resolvers.samples import RangeEdit
from schema.context import Info
from schema.enums import Status
from schema.errors import UserError, user_error
from schema.samples.types import Sample, sample, seconds

Tag = Annotated[str, strawberry.argument(description="The monitor's tag.")]
Start = Annotated[datetime, strawberry.argument(description="The first minute.")]
End = Annotated[datetime, strawberry.argument(description="The minute after the last.")]
_PATHS = {"timestamp": "minute", "start_ts": "start", "end_ts": "end"}


@strawberry.input(description="A status and latency for one minute; it is kept as MANUAL.")
class SampleSetInput:
    """One minute."""

    minute: datetime = strawberry.field(description="The minute, or an instant within it.")
    status: Status = strawberry.field(description="UP, DOWN or DEGRADED.")
    latency: float = strawberry.field(default=0, description="How long the target took, in milliseconds.")


@strawberry.input(description="A status and latency for every minute of a range; they are kept as MANUAL.")
class SampleRangeSetInput:
    """A range of minutes."""

    start: datetime = strawberry.field(description="The first minute.")
    end: datetime = strawberry.field(description="The last minute, which is written too.")
    status: Status = strawberry.field(description="UP, DOWN or DEGRADED.")
    latency: float = strawberry.field(default=0, description="How long the target took, in milliseconds.")
    deviation: float = strawberry.field(
        default=0, description="How far each minute's latency may lie from it, at random, in milliseconds."
    )


@strawberry.type(description="What became of setting a sample.")
class SampleSetPayload:
    """The sample, or why there is none."""

    sample: Sample | None = strawberry.field(default=None, description="The sample as it is now.")
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="What was wrong with the input; empty when the sample was set."
    )


@strawberry.type(description="What became of an action on a range of samples.")
class SampleRangePayload:
    """How much was changed, or why nothing was."""

    count: int | None = strawberry.field(default=None, description="How many minutes were changed.")
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="What was wrong with the input; empty when the action was carried out."
    )


@strawberry.type
class SampleMutations:
    """Actions on samples."""

    @strawberry.mutation(description="Set a monitor's sample of one minute.")
    async def sample_set(
        self,
        info: Info,
        tag: Tag,
        input: Annotated[SampleSetInput, strawberry.argument(description="The sample.")],
    ) -> SampleSetPayload:
        """Set one sample."""
        principal = await info.context.principal()
        try:
            monitor = await monitors.get(principal, tag)
            row = await samples.set_one(
                principal, monitor, seconds(input.minute), status=input.status, latency=input.latency
            )
        except DomainError as error:
            return SampleSetPayload(user_errors=[user_error(error, _PATHS)])
        return SampleSetPayload(sample=sample(row))

    @strawberry.mutation(description="Set a monitor's samples of a range of minutes.")
    async def sample_range_set(
        self,
        info: Info,
        tag: Tag,
        input: Annotated[SampleRangeSetInput, strawberry.argument(description="The samples.")],
    ) -> SampleRangePayload:
        """Set a range of samples."""
        principal = await info.context.principal()
        edit = RangeEdit(
            start=seconds(input.start),
            end=seconds(input.end),
            status=input.status,
            latency=input.latency,
            deviation=input.deviation,
        )
        try:
            monitor = await monitors.get(principal, tag)
            return SampleRangePayload(count=await samples.set_range(principal, monitor, edit))
        except DomainError as error:
            return SampleRangePayload(user_errors=[user_error(error, _PATHS)])

    @strawberry.mutation(description="Remove a monitor's samples of a range of minutes.")
    async def sample_range_delete(self, info: Info, tag: Tag, start: Start, end: End) -> SampleRangePayload:
        """Remove a range of samples."""
        principal = await info.context.principal()
        try:
            monitor = await monitors.get(principal, tag)
            count = await samples.delete_range(principal, monitor, seconds(start), seconds(end))
        except DomainError as error:
            return SampleRangePayload(user_errors=[user_error(error, _PATHS)])
        return SampleRangePayload(count=count)
