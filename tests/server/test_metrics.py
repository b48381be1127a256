"""What `/metrics` tells Prometheus."""

import httpx
import pytest
from fastapi import FastAPI

from core import queue, worker_presence
from core.principal import SYSTEM
from core.queue import Queue
from core.worker_presence import Facts
from models import database
from resolvers import check_batches, monitors
from resolvers.check_batches import BatchKey
from resolvers.due import DueMonitors
from resolvers.monitors import NewMonitor
from server import metrics
from tests.conftest import START


async def scrape() -> httpx.Response:
    app = FastAPI()
    app.include_router(metrics.router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        return await client.get("/metrics")


async def test_the_figures_are_those_of_the_checks(db, now, redis_pool):
    queue.use(Queue(redis_pool))
    await worker_presence.announce(redis_pool, "one", Facts("here", 7, START, 1))
    shop = await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop", cron="* * * * *"))
    now.move_to(START + 120.25)
    await check_batches.plan(START + 120, DueMonitors([shop.id], {}, [shop.id], START + 60), {0: [shop.id]})
    await check_batches.claim(BatchKey(START + 120, 0), "one")

    answer = await scrape()

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "shop" not in answer.text
    assert [line for line in answer.text.splitlines() if not line.startswith("#")] == [
        'heliograph_check_start_delay_seconds{quantile="0.5"} 0.25',
        'heliograph_check_start_delay_seconds{quantile="0.99"} 0.25',
        'heliograph_check_start_delay_seconds{quantile="1"} 0.25',
        "heliograph_checks_begun 1",
        "heliograph_missed_minutes 1",
        "heliograph_overdue_monitors 1",
        "heliograph_running_batches 1",
        "heliograph_workers 1",
    ]


async def test_every_figure_has_its_meaning_and_what_is_not_known_is_left_out(db, now):
    lines = (await scrape()).text.splitlines()

    named = {line.split()[2] for line in lines if line.startswith("# HELP")}
    assert named == {line.split()[2] for line in lines if line.startswith("# TYPE") and line.endswith(" gauge")}
    assert "heliograph_check_start_delay_seconds" in named
    assert [line for line in lines if not line.startswith("#")] == [
        "heliograph_checks_begun 0",
        "heliograph_missed_minutes 0",
        "heliograph_overdue_monitors 0",
        "heliograph_running_batches 0",
    ]


@pytest.mark.usefixtures("db")
async def test_a_database_that_does_not_answer_has_no_figures(now):
    await database.disconnect()

    answer = await scrape()

    assert (answer.status_code, answer.text) == (503, "# The database does not answer\n")
