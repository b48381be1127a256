"""Asking how the checks run."""

from typing import Annotated

import strawberry

from resolvers import job_health
from schema.context import Info
from schema.jobs.types import Jobs


@strawberry.type
class JobQueries:
    """Questions about the checks."""

    @strawberry.field(description="How the checks run: lateness, missed minutes, workers. Needs a key.")
    async def jobs(
        self,
        info: Info,
        minutes: Annotated[
            int, strawberry.argument(description="Over how many of the last minutes lateness is taken: 1 to 1440.")
        ] = 60,
    ) -> Jobs:
        """Return how the checks run."""
        # Who lives is known to Redis alone, and how late things are changes with every second.
        info.context.is_lasting = False
        return Jobs.of(await job_health.health(await info.context.principal(), minutes=minutes))
