import pytest

from models.database import transaction
from models.delivery import Delivery
from models.enums import DeliveryState, MessageKind, TriggerType
from models.trigger import Trigger
from resolvers import outbox
from resolvers.outbox import Message
from tests.conftest import START

pytestmark = pytest.mark.usefixtures("db", "now")


async def message(**more) -> Message:
    trigger, _ = await Trigger.get_or_create(name="hook", defaults={"trigger_type": TriggerType.WEBHOOK})
    return Message(
        **{
            "key": "alert:7:TRIGGERED:trigger:1",
            "kind": MessageKind.ALERT_TRIGGERED,
            "variables": {"alert_name": "Shop is down"},
            "trigger_id": trigger.id,
            **more,
        }
    )


async def test_a_message_is_a_row_that_is_due_at_once():
    await outbox.put([await message()])

    (row,) = await Delivery.all()
    assert (row.key, row.kind, row.message) == (
        "alert:7:TRIGGERED:trigger:1",
        MessageKind.ALERT_TRIGGERED,
        {"alert_name": "Shop is down"},
    )
    assert (row.state, row.attempt_count, row.next_attempt_at) == (DeliveryState.PENDING, 0, START)


async def test_a_message_that_is_written_twice_is_one_row_and_stays_as_it_was():
    await outbox.put([await message()])

    await outbox.put([await message(variables={"alert_name": "other"}), await message(key="another")])

    rows = await Delivery.all().order_by("id")
    assert [(row.key, row.message) for row in rows] == [
        ("alert:7:TRIGGERED:trigger:1", {"alert_name": "Shop is down"}),
        ("another", {"alert_name": "Shop is down"}),
    ]


async def write_and_fail(new: Message) -> None:
    async with transaction():
        await outbox.put([new])
        raise ZeroDivisionError


async def test_a_message_goes_with_the_transaction_that_it_was_written_in():
    new = await message()

    with pytest.raises(ZeroDivisionError):
        await write_and_fail(new)

    assert await Delivery.all().count() == 0


async def test_without_a_queue_nobody_is_told_and_nothing_fails():
    await outbox.announce()
