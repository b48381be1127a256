"""Pushing and removing samples."""

from datetime import datetime
from typing import Annotated

import strawberry

from core.principal import Access, Principal
from models.monitor import Monitor
from models.samples import Sample as SampleRow
from resolvers import monitors, samples
from resolvers.samples import RangeEdit
from schema.context import Info
from schema.enums import Status
from schema.errors import UserError
from schema.instants import seconds
from schema.outcome import outcome
from schema.samples.types import Sample

_PATHS = {"timestamp": "minute", "start_ts": "start", "end_ts": "end"}


@strawberry.input(description="A status and latency for one minute; it is kept as MANUAL.")
class SampleSetInput:
    """One minute."""

    tag: str = strawberry.field(description="The monitor's tag.")
    minute: datetime = strawberry.field(description="The minute, or an instant within it.")
    status: Status = strawberry.field(description="UP, DOWN or DEGRADED.")
    latency: float = strawberry.field(default=0, description="How long the target took, in milliseconds.")


@strawberry.input(description="A status and latency for every minute of a range; they are kept as MANUAL.")
class SampleRangeSetInput:
    """A range of minutes."""

    tag: str = strawberry.field(description="The monitor's tag.")
    start: datetime = strawberry.field(description="The first minute.")
    end: datetime = strawberry.field(description="The last minute, which is written too.")
    status: Status = strawberry.field(description="UP, DOWN or DEGRADED.")
    latency: float = strawberry.field(default=0, description="How long the target took, in milliseconds.")
    deviation: float = strawberry.field(
        default=0, description="How far each minute's latency may lie from it, at random, in milliseconds."
    )


@strawberry.input(description="A range of minutes whose samples are to go.")
class SampleRangeDeleteInput:
    """A range of minutes."""

    tag: str = strawberry.field(description="The monitor's tag.")
    start: datetime = strawberry.field(description="The first minute.")
    end: datetime = strawberry.field(description="The minute after the last.")


@strawberry.type(description="What became of setting a sample.")
class SampleSetPayload:
    """The sample, or why there is none."""

    sample: Sample | None = strawberry.field(description="The sample as it is now.")
    user_errors: list[UserError] = strawberry.field(
        description="What was wrong with the input; empty when the sample was set."
    )


@strawberry.type(description="What became of an action on a range of samples.")
class SampleRangePayload:
    """How much was changed, or why nothing was."""

    count: int | None = strawberry.field(description="How many minutes were changed.")
    user_errors: list[UserError] = strawberry.field(
        description="What was wrong with the input; empty when the action was carried out."
    )


@strawberry.type
class SampleMutations:
    """Actions on samples."""

    @strawberry.mutation(description="Set a monitor's sample of one minute.")
    async def sample_set(
        self, info: Info, input: Annotated[SampleSetInput, strawberry.argument(description="The sample.")]
    ) -> SampleSetPayload:
        """Set one sample."""
        row, errors = await outcome(_set(await info.context.principal(), input), _PATHS)
        return SampleSetPayload(sample=None if row is None else Sample.of(row), user_errors=errors)

    @strawberry.mutation(description="Set a monitor's samples of a range of minutes.")
    async def sample_range_set(
        self, info: Info, input: Annotated[SampleRangeSetInput, strawberry.argument(description="The samples.")]
    ) -> SampleRangePayload:
        """Set a range of samples."""
        count, errors = await outcome(_set_range(await info.context.principal(), input), _PATHS)
        return SampleRangePayload(count=count, user_errors=errors)

    @strawberry.mutation(description="Remove a monitor's samples of a range of minutes.")
    async def sample_range_delete(
        self, info: Info, input: Annotated[SampleRangeDeleteInput, strawberry.argument(description="The minutes.")]
    ) -> SampleRangePayload:
        """Remove a range of samples."""
        count, errors = await outcome(_delete_range(await info.context.principal(), input), _PATHS)
        return SampleRangePayload(count=count, user_errors=errors)


async def _monitor(principal: Principal, tag: str) -> Monitor:
    """Return the monitor whose samples change; who may not change them is not told whether it is there."""
    principal.require(Access.WRITE)
    return await monitors.get(principal, tag)


async def _set(principal: Principal, given: SampleSetInput) -> SampleRow:
    monitor = await _monitor(principal, given.tag)
    return await samples.set_one(principal, monitor, seconds(given.minute), status=given.status, latency=given.latency)


async def _set_range(principal: Principal, given: SampleRangeSetInput) -> int:
    edit = RangeEdit(
        start=seconds(given.start),
        end=seconds(given.end),
        status=given.status,
        latency=given.latency,
        deviation=given.deviation,
    )
    return await samples.set_range(principal, await _monitor(principal, given.tag), edit)


async def _delete_range(principal: Principal, given: SampleRangeDeleteInput) -> int:
    monitor = await _monitor(principal, given.tag)
    return await samples.delete_range(principal, monitor, seconds(given.start), seconds(given.end))
