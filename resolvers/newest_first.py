"""Pages of what is listed by its id, newest first."""

from typing import TypeVar

from tortoise.models import Model
from tortoise.queryset import QuerySet

Row = TypeVar("Row", bound=Model)


async def page(found: QuerySet[Row], *, after: int | None, before: int | None, limit: int, last: bool) -> list[Row]:
    """Return up to `limit` rows, newest first, with ids below `after` and above `before`.

    With `last` they are the oldest of these instead, still newest first.
    """
    if after is not None:
        found = found.filter(id__lt=after)
    if before is not None:
        found = found.filter(id__gt=before)
    if last:
        return list(reversed(await found.order_by("id").limit(limit)))
    return await found.order_by("-id").limit(limit)
