"""Retention's job: once a day, samples that are too old are removed."""

from core.logging import logger
from resolvers import retention, subscriptions

RETENTION = "retention"
_log = logger(__name__)


async def remove_expired() -> int:
    """Remove what the site's policy no longer keeps, old signals and messages, and who never confirmed, or has left.

    Makes room for the samples of the coming months, too. Returns how many samples went one by one.
    """
    await retention.make_room()
    await subscriptions.forget()
    signals, deliveries = await retention.remove_leftovers()
    _log.info("leftovers_removed", signals=signals, deliveries=deliveries)
    removed = await retention.remove_expired()
    _log.info("samples_expired", samples=removed.samples, partitions=removed.partitions)
    return removed.samples
