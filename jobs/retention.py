"""Retention's job: once a day, samples that are too old are removed."""

from core.logging import logger
from resolvers import retention, subscriptions

RETENTION = "retention"
_log = logger(__name__)


async def remove_expired() -> int:
    """Remove what the site's policy no longer keeps, and who never confirmed a subscription, or has left.

    Returns how many samples went one by one.
    """
    await subscriptions.forget()
    removed = await retention.remove_expired()
    _log.info("samples_expired", samples=removed.samples, partitions=removed.partitions)
    return removed.samples
