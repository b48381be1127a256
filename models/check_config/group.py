"""The configuration of a monitor of type GROUP: its members and their weights."""

import math
from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator

from models.check_config.configuration import Configuration, Line

WEIGHT_TOLERANCE = 0.001


class LatencyCalculation(StrEnum):
    """How a group's latency comes from its members' latencies."""

    AVG = "AVG"
    MAX = "MAX"
    MIN = "MIN"


class GroupMember(Configuration):
    """One monitor of a group, and how much its status weighs, from 0 to 1."""

    tag: Annotated[Line, Field(min_length=1)]
    weight: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class GroupConfig(Configuration):
    """The members' weights sum to 1; a group without members is not yet complete, and allowed.

    That the members exist, and are no groups themselves, is checked where monitors are known.
    """

    monitors: Annotated[tuple[GroupMember, ...], Field(strict=False, max_length=1_000)] = ()
    execution_delay: Annotated[int, Field(ge=0, le=60_000)] = 1_000
    latency_calculation: Annotated[LatencyCalculation, Field(strict=False)] = LatencyCalculation.AVG

    @field_validator("monitors")
    @classmethod
    def _check_members(cls, members: tuple[GroupMember, ...]) -> tuple[GroupMember, ...]:
        seen: set[str] = set()
        for member in members:
            if member.tag in seen:
                raise ValueError(f"must name each monitor once, but names '{member.tag}' twice")
            seen.add(member.tag)
        total = math.fsum(member.weight for member in members)
        # The tolerance itself still passes: 0.333 + 0.333 + 0.333 is what forms send for thirds.
        if members and abs(total - 1) > WEIGHT_TOLERANCE + 1e-9:
            raise ValueError(f"must have weights that sum to 1, but they sum to {total:g}")
        return members

    def missing(self) -> str | None:
        """Return "monitors" while there are none."""
        return None if self.monitors else "monitors"
