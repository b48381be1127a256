"""Categories: declared by the site, named by monitors."""

import pytest

from core.principal import PUBLIC, SYSTEM, Principal
from resolvers import categories, monitors, site
from resolvers.monitors import NewMonitor

pytestmark = pytest.mark.usefixtures("db", "now")


async def watched(tag: str, category: str | None, *, is_hidden: bool = False) -> None:
    await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag, category_name=category, is_hidden=is_hidden))


async def seen_by(principal: Principal) -> list[tuple[str, list[str]]]:
    return [(each.name, [monitor.tag for monitor in each.monitors]) for each in await categories.list_(principal)]


async def test_declared_categories_come_first_then_the_others_by_name() -> None:
    await site.put(SYSTEM, "categories", [{"name": "Shops"}, {"name": "Empty", "description": "Nothing"}])
    for tag, category in (("b", "Web"), ("a", "Shops"), ("c", "Shops"), ("d", "Apps"), ("e", None), ("f", "")):
        await watched(tag, category)

    assert await seen_by(PUBLIC) == [("Shops", ["a", "c"]), ("Empty", []), ("Apps", ["d"]), ("Web", ["b"])]


async def test_hidden_monitors_and_hidden_categories_are_not_the_publics() -> None:
    await site.put(SYSTEM, "categories", [{"name": "Inside", "isHidden": True}, {"name": "Shops"}])
    await watched("a", "Shops")
    await watched("secret", "Shops", is_hidden=True)
    await watched("known", "Inside")
    await watched("core", "Reactor", is_hidden=True)

    assert await seen_by(PUBLIC) == [("Shops", ["a"])]
    assert await seen_by(SYSTEM) == [("Inside", ["known"]), ("Shops", ["a", "secret"]), ("Reactor", ["core"])]


@pytest.mark.parametrize("entry", [None, {}, "x", [1, None, {}, {"name": 5}, {"name": ""}]])
async def test_what_is_no_declaration_is_passed_over(entry: object) -> None:
    await site.put(SYSTEM, "categories", entry)

    assert await seen_by(SYSTEM) == []
