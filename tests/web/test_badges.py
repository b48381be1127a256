from collections.abc import AsyncIterator
from xml.etree import ElementTree as ET

import httpx
import pytest
from fastapi import FastAPI

from core.principal import SYSTEM
from models.enums import SampleType, Status
from models.samples import Sample, overwrite
from resolvers import monitors
from resolvers.monitors import NewMonitor
from tests.conftest import START
from web.badges import draw, router


@pytest.fixture
async def client(db, now) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        yield client


async def test_a_badge_shows_the_name_and_the_newest_status(client):
    monitor = await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop"))
    await overwrite([Sample(monitor.id, START - 60, Status.DOWN, None, SampleType.REALTIME)])

    badge = await client.get("/badges/shop.svg")

    assert badge.headers["content-type"] == "image/svg+xml"
    assert ET.fromstring(badge.text).attrib["aria-label"] == "Shop: down"


async def test_a_monitor_without_samples_has_a_badge_without_data(client):
    await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop"))

    assert "Shop: no data" in (await client.get("/badges/shop.svg")).text


async def test_what_is_not_public_has_no_badge(client):
    await monitors.create(SYSTEM, NewMonitor(tag="hidden", name="Hidden", is_hidden=True))

    assert [(await client.get(f"/badges/{tag}.svg")).status_code for tag in ("hidden", "nowhere")] == [404, 404]


@pytest.mark.parametrize("name", ['<script>"x"</script>', "&amp;", "ü" * 300])
def test_any_name_makes_a_well_formed_picture(name):
    picture = ET.fromstring(draw(name, Status.UP))

    assert [element.tag.rpartition("}")[2] for element in picture] == ["title", "rect", "path", "g"]
    assert len(picture.attrib["aria-label"]) <= 64
