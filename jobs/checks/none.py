"""The check of NONE monitors: there is nothing to look at; people and the data API say how these are."""

from jobs.checks.context import CheckContext
from models.check_config.none import NoneConfig
from models.enums import Status
from models.observation import Observation


async def check(_config: NoneConfig, _context: CheckContext) -> Observation:
    """Say nothing. What was set by hand is repeated where observations are settled, if the monitor asks for it."""
    return Observation(Status.NO_DATA)
