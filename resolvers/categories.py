"""Categories: the headings that monitors stand under.

A monitor names its category; the site may say more of it: in which order they come, and that one is hidden.
"""

from dataclasses import dataclass, field

from core.principal import Principal
from models.monitor import Monitor
from resolvers import monitors, site
from resolvers.site_keys import SiteKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A heading, and the monitors under it by name, of those that the one who asks may know of."""

    name: str
    description: str | None = None
    is_hidden: bool = False
    monitors: list[Monitor] = field(default_factory=list)


async def list_(principal: Principal) -> list[Category]:
    """Return the categories: those that the site declares in its order, then the others by name.

    The public sees neither hidden ones, nor a category that is known from monitors alone which it may not know of.
    """
    categories = {category.name: category for category in declared((await site.values()).get(SiteKey.CATEGORIES))}
    others: dict[str, Category] = {}
    for monitor in await monitors.visible_to(principal).order_by("name", "id"):
        name = monitor.category_name
        if name:
            category = categories.get(name) or others.setdefault(name, Category(name=name))
            category.monitors.append(monitor)
    found = [*categories.values(), *(others[name] for name in sorted(others))]
    return [category for category in found if principal.may_read_private or not category.is_hidden]


def declared(entry: object) -> list[Category]:
    """Return the categories that the site's entry declares; what can't be read as one is left out."""
    named = [each for each in entry if isinstance(each, dict)] if isinstance(entry, list) else []
    return [
        Category(
            name=each["name"],
            description=each["description"] if isinstance(each.get("description"), str) else None,
            is_hidden=each.get("isHidden") is True,
        )
        for each in named
        if isinstance(each.get("name"), str) and each["name"]
    ]
