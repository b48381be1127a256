"""PostgreSQL's samples are laid out anew, and what is there stays."""

import pytest
from tortoise.exceptions import IntegrityError

from core.settings import Settings
from models import database, samples
from models.database import is_postgres, writer
from models.enums import SampleType, Status
from models.monitor import Monitor
from models.samples import Sample
from tests.history import History

DAY = 86_400
# The first of a year, so that there are partitions of two months.
START = 1_735_689_600
BEFORE, SINCE = "0013_past_versions", "0014_room_for_edits"
WAYS = pytest.mark.parametrize("way", [(BEFORE, SINCE), (BEFORE,)], ids=["there and back", "back"])


@pytest.fixture
async def history(db: Settings) -> History:
    ids = [(await Monitor.create(tag=f"m{number}", name="M")).id for number in range(3)]
    made = History(3, ids, START - 2 * DAY, START + 2 * DAY)
    await made.change(30)
    return made


async def stored() -> set[Sample]:
    rows = await writer().execute_query_dict("SELECT DISTINCT monitor_id FROM sample")
    return {
        sample for row in rows for sample in await samples.within(row["monitor_id"], START - 9 * DAY, START + 99 * DAY)
    }


async def migrated(settings: Settings, way: tuple[str, ...]) -> None:
    for target in way:
        await database.migrate(settings, target)


@WAYS
async def test_samples_stay_and_more_can_be_written_in_months_old_and_new(
    db: Settings, history: History, way: tuple[str, ...]
) -> None:
    before = await stored()

    await migrated(db, way)

    assert await stored() == before == set(history.minutes.values())
    await history.change(10)
    one = Sample(history.monitor_ids[0], START + 70 * DAY, Status.DOWN, 3.0, SampleType.ERROR, "late", Status.UP)
    await samples.record([one])
    assert await stored() == {*history.minutes.values(), one}


@WAYS
@pytest.mark.parametrize(
    "values",
    [
        "{monitor} + 1000, {minute}, 0, NULL, 1.0, 0",
        "{monitor}, {minute} + 1, 0, NULL, 1.0, 0",
        "{monitor}, {minute}, 5, NULL, 1.0, 0",
        "{monitor}, {minute}, 0, 5, 1.0, 0",
        "{monitor}, {minute}, 0, NULL, -1.0, 0",
        "{monitor}, {minute}, 0, NULL, 1.0, 7",
        "{monitor}, {minute}, NULL, NULL, 1.0, 0",
        "{monitor}, {there}, 0, NULL, 1.0, 0",
    ],
)
async def test_what_no_sample_may_be_is_refused_as_before(
    db: Settings, history: History, way: tuple[str, ...], values: str
) -> None:
    await migrated(db, way)
    monitor_id, there = next(iter(history.minutes))
    free = next(minute for minute in range(START, START + DAY, 60) if (monitor_id, minute) not in history.minutes)

    with pytest.raises(IntegrityError):
        await writer().execute_query(
            "INSERT INTO sample (monitor_id, minute, status, raw_status, latency, type) VALUES ("
            + values.format(monitor=monitor_id, minute=free, there=there)
            + ")"
        )

    assert await stored() == set(history.minutes.values())


@WAYS
async def test_a_monitor_still_takes_its_samples_with_it(db: Settings, history: History, way: tuple[str, ...]) -> None:
    gone = history.monitor_ids[0]
    await migrated(db, way)

    await Monitor.filter(id=gone).delete()

    assert await stored() == {sample for sample in history.minutes.values() if sample.monitor_id != gone}


async def test_months_made_before_and_after_keep_room(db: Settings, history: History) -> None:
    await database.migrate(db, BEFORE)
    await database.migrate(db, SINCE)
    await samples.record([Sample(history.monitor_ids[0], START + 70 * DAY, Status.UP, 3.0, SampleType.REALTIME)])

    if is_postgres(writer()):
        rows = await writer().execute_query_dict(
            "SELECT relname, reloptions FROM pg_class WHERE relname ~ '^sample_(2024_12|2025_0[13])(_pkey)?$'"
        )
        assert {row["relname"]: row["reloptions"] for row in rows} == {
            f"sample_{month}{index}": [option]
            for month in ("2024_12", "2025_01", "2025_03")
            for index, option in (("", "fillfactor=88"), ("_pkey", "deduplicate_items=off"))
        }
