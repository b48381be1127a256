"""A database whose rollups do not count what people set is given the counts."""

from core.settings import Settings
from models import database, samples
from models.database import transaction, writer
from models.enums import SampleType, Status
from models.monitor import Monitor
from models.samples import Sample
from tests.history import History

DAY = 86_400
START = 1_735_689_600 - 2 * DAY
BEFORE = "0011_three_hours"


async def counts() -> dict[tuple[int, int, int], int]:
    rows = await writer().execute_query_dict("SELECT monitor_id, span, bucket, manual_count FROM sample_rollup")
    return {(row["monitor_id"], row["span"], row["bucket"]): row["manual_count"] for row in rows}


async def test_the_counts_are_what_writing_makes(db: Settings) -> None:
    ids = [(await Monitor.create(tag=f"m{number}", name="M")).id for number in range(3)]
    await History(5, ids, START, START + 4 * DAY).change(30)
    written = await counts()

    await database.migrate(db, BEFORE)
    await database.migrate(db)

    assert {span for (_, span, _), count in written.items() if count} == {900, 10_800, DAY}
    assert await counts() == written


async def test_what_retention_had_removed_before_is_not_found_afterwards(db: Settings) -> None:
    shop = (await Monitor.create(tag="shop", name="Shop")).id
    said = [Sample(shop, START + days * DAY, Status.DOWN, None, SampleType.MANUAL) for days in (0, 2)]
    await samples.overwrite(said)
    await database.migrate(db, BEFORE)
    async with transaction() as connection:
        until = await samples.freeze_before(START + DAY)
        await connection.execute_query(f"DELETE FROM sample WHERE minute < {until}")

    await database.migrate(db)

    assert await samples.last_manual([shop], START + DAY) == {}
    assert await samples.last_manual([shop], START + 3 * DAY) == {shop: said[1]}
