import asyncio
import itertools
import json
import random
from contextlib import asynccontextmanager

import asyncpg
import orjson
import pytest
from arq.worker import Worker
from pydantic import SecretStr

from core import clock, queue, redis, worker_presence
from core.principal import SYSTEM
from core.queue import Queue
from core.settings import Settings
from jobs.channels.context import opened
from jobs.deliver import Deliverer
from models import delivery_queue
from models.alert import Alert, AlertConfiguration
from models.delivery import Delivery, DeliveryAttempt
from models.enums import (
    Activity,
    AlertFor,
    DeliveryState,
    MessageKind,
    SubscriberChannel,
    SubscriberStatus,
    TriggerType,
)
from models.subscriber import Subscriber
from models.trigger import Trigger
from resolvers import deliveries, monitors, outbox, sending, trigger_tests, triggers
from resolvers.monitors import NewMonitor
from resolvers.outbox import Message
from resolvers.triggers import NewTrigger
from tests.arq_worker import working
from tests.conftest import START
from tests.receivers import close, drip, hang, http_receiver, mail_receiver, status

FIRST, LAST = 5, 21_600
TRIGGERED, RESOLVED = MessageKind.ALERT_TRIGGERED, MessageKind.ALERT_RESOLVED
_WAITING = "SELECT count(*) FROM pg_locks WHERE objid = 7 AND NOT granted"
_numbers = itertools.count(1)


@pytest.fixture
def sending_settings(db: Settings) -> Settings:
    return db.model_copy(update={"webhook_networks_allow": ("127.0.0.0/8",), "delivery_timeout_seconds": 1})


@pytest.fixture
async def deliverer(sending_settings, now):
    async with opened(sending_settings) as context:
        yield Deliverer(sending_settings, context, random.Random(7))


async def settle(deliverer: Deliverer) -> None:
    """Send all that is due, and what its being sent lets follow."""
    while True:
        was_idle = not deliverer._running
        deliverer._woken.clear()
        await deliverer.start_due()
        if deliverer._running:
            await asyncio.wait(deliverer._running, return_when=asyncio.FIRST_COMPLETED)
        elif was_idle and not deliverer._woken.is_set():
            return


async def webhook(url: str, name: str = "hook") -> Trigger:
    return await triggers.create(
        SYSTEM, NewTrigger(name=name, trigger_type=TriggerType.WEBHOOK, configuration={"url": url})
    )


async def alert() -> Alert:
    monitor = await monitors.create(SYSTEM, NewMonitor(tag=f"m{next(_numbers)}", name="m"))
    configuration = await AlertConfiguration.create(name="c", alert_for=AlertFor.STATUS, alert_value="DOWN")
    return await Alert.create(configuration=configuration, monitor=monitor, triggered_at=START)


async def put(trigger: Trigger, about: Alert | None = None, kind: MessageKind = TRIGGERED) -> Delivery:
    key = f"message {next(_numbers)}"
    await outbox.put(
        [
            Message(
                key=key,
                kind=kind,
                variables={"alert_name": key},
                trigger_id=trigger.id,
                alert_id=None if about is None else about.id,
            )
        ]
    )
    return await Delivery.get(key=key)


async def state_of(delivery: Delivery) -> tuple[DeliveryState, int, int | None]:
    row = await Delivery.get(id=delivery.id)
    return row.state, row.attempt_count, row.claimed_until


async def test_what_is_due_is_sent_once_and_its_attempt_written_down(deliverer):
    async with http_receiver(status(200, "thanks")) as receiver:
        delivery = await put(await webhook(receiver.url))
        await settle(deliverer)
        await settle(deliverer)

    (request,) = receiver.received
    (attempt,) = await DeliveryAttempt.all()
    row = await Delivery.get(id=delivery.id)
    assert request.headers["webhook-id"] == sending.message_id(delivery)
    assert (row.state, row.attempt_count, row.claimed_until, row.sent_at) == (DeliveryState.SENT, 1, None, START)
    assert (attempt.number, attempt.attempted_at, attempt.status_code, attempt.error, attempt.answer) == (
        1,
        START,
        200,
        None,
        "thanks",
    )
    assert attempt.duration_ms > 0


async def test_failures_are_tried_again_at_the_times_that_the_settings_and_chance_say_and_then_given_up(deliverer, now):
    chance = random.Random(7)
    waits = [-(-FIRST * (LAST / FIRST) ** (n / 8) * chance.uniform(0.75, 1.25) // 1) for n in range(9)]  # rounded up
    async with http_receiver(status(500, "no")) as receiver:
        delivery = await put(await webhook(receiver.url))
        at = START
        for number, wait in enumerate(waits, 1):
            await settle(deliverer)
            row = await Delivery.get(id=delivery.id)
            assert (row.state, row.attempt_count, row.next_attempt_at) == (DeliveryState.FAILED, number, at + wait)
            at += int(wait)
            now.move_to(at - 1)
            await settle(deliverer)
            assert len(receiver.received) == number
            now.move_to(at)
        await settle(deliverer)
        now.advance(10 * LAST)
        await settle(deliverer)

    attempts = await DeliveryAttempt.all().order_by("number")
    assert await state_of(delivery) == (DeliveryState.DEAD, 10, None)
    assert [(each.number, each.status_code, each.error) for each in attempts] == [
        (number, 500, "The receiver answered 500") for number in range(1, 11)
    ]
    assert {request.headers["webhook-id"] for request in receiver.received} == {sending.message_id(delivery)}
    assert 4 <= waits[0] <= 7
    assert 16_200 <= waits[-1] <= 27_000


async def test_a_receiver_that_asks_for_a_longer_wait_gets_it_within_bounds(deliverer, now):
    async with http_receiver(status(429, Retry_After="99999999"), status(429, Retry_After="600")) as receiver:
        delivery = await put(await webhook(receiver.url))
        await settle(deliverer)
        assert (await Delivery.get(id=delivery.id)).next_attempt_at == START + 600
        now.advance(600)
        await settle(deliverer)

    assert (await Delivery.get(id=delivery.id)).next_attempt_at == START + 600 + LAST


async def test_a_receiver_that_is_gone_makes_its_trigger_inactive_and_what_waits_for_it_waits(deliverer):
    async with http_receiver(status(410)) as receiver:
        trigger = await webhook(receiver.url)
        gone = await put(trigger, await alert())
        await settle(deliverer)
        later = await put(trigger, await alert())
        await settle(deliverer)

    assert (await Trigger.get(id=trigger.id)).status is Activity.INACTIVE
    assert await state_of(gone) == (DeliveryState.DEAD, 1, None)
    assert await state_of(later) == (DeliveryState.PENDING, 0, None)
    assert len(receiver.received) == 1


async def test_resolved_never_overtakes_triggered_and_other_alerts_go_on(deliverer, now):
    async with http_receiver(status(204), status(500)) as receiver:
        trigger, about = await webhook(receiver.url), await alert()
        triggered = await put(trigger, about)
        await settle(deliverer)
        resolved, other = await put(trigger, about, RESOLVED), await put(trigger, await alert(), RESOLVED)
        await settle(deliverer)
        assert await state_of(triggered) == (DeliveryState.FAILED, 1, None)
        assert await state_of(resolved) == (DeliveryState.PENDING, 0, None)
        assert await state_of(other) == (DeliveryState.SENT, 1, None)
        now.advance(LAST)
        await settle(deliverer)

    assert [json.loads(request.body)["data"]["alert_name"] for request in receiver.received] == [
        each.key for each in (triggered, other, triggered, resolved)
    ]
    assert {(await state_of(each))[0] for each in (triggered, resolved)} == {DeliveryState.SENT}


async def test_when_triggered_is_dead_resolved_may_go(deliverer):
    async with http_receiver() as receiver:
        trigger, about = await webhook(receiver.url), await alert()
        triggered, resolved = await put(trigger, about), await put(trigger, about, RESOLVED)
        await Delivery.filter(id=triggered.id).update(state=DeliveryState.FAILED, next_attempt_at=START + 60)
        await settle(deliverer)
        assert receiver.received == []

        await Delivery.filter(id=triggered.id).update(state=DeliveryState.DEAD)
        await settle(deliverer)

    assert [(await state_of(each))[0] for each in (triggered, resolved)] == [DeliveryState.DEAD, DeliveryState.SENT]


async def test_within_one_round_resolved_follows_triggered(deliverer):
    async with http_receiver() as receiver:
        trigger, about = await webhook(receiver.url), await alert()
        messages = [await put(trigger, about, kind) for kind in (TRIGGERED, MessageKind.ALERT_REMINDER, RESOLVED)]
        await settle(deliverer)

    assert [json.loads(request.body)["data"]["alert_name"] for request in receiver.received] == [
        message.key for message in messages
    ]


@pytest.mark.parametrize("put_aside", ["paused", "inactive"])
async def test_what_is_for_a_trigger_that_is_put_aside_waits_until_it_is_not(deliverer, put_aside, now):
    async with http_receiver() as receiver:
        trigger = await webhook(receiver.url)
        if put_aside == "paused":
            await triggers.set_paused(SYSTEM, trigger.id, is_paused=True)
        else:
            await triggers.set_status(SYSTEM, trigger.id, Activity.INACTIVE)
        delivery = await put(trigger)
        now.advance(86_400)
        await settle(deliverer)
        assert (receiver.received, await state_of(delivery)) == ([], (DeliveryState.PENDING, 0, None))

        await triggers.set_paused(SYSTEM, trigger.id, is_paused=False)
        await triggers.set_status(SYSTEM, trigger.id, Activity.ACTIVE)
        await settle(deliverer)

    assert await state_of(delivery) == (DeliveryState.SENT, 1, None)


async def test_a_dead_and_a_slow_receiver_delay_no_other_and_get_few_at_once(deliverer):
    async with http_receiver(hang) as slow, http_receiver() as quick, http_receiver(drip) as dripping:
        slow_one, quick_one = await webhook(slow.url, "slow"), await webhook(quick.url, "quick")
        dripping_one = await webhook(dripping.url, "dripping")
        for _ in range(30):
            await put(slow_one)
            await put(dripping_one)
        for _ in range(10):
            await put(quick_one)
        loop = asyncio.create_task(deliverer.run())
        try:
            await until(lambda: len(quick.received) == 10)
            assert len(slow.received) <= 8  # 4 at once for 1 second each, and nobody waited for them
            assert slow.most_open <= 4
            assert dripping.most_open <= 4
        finally:
            loop.cancel()
            await asyncio.gather(loop, return_exceptions=True)


async def test_what_a_worker_that_died_had_taken_is_sent_when_its_claim_has_run_out(deliverer, sending_settings, now):
    async with http_receiver() as receiver:
        delivery = await put(await webhook(receiver.url))
        (taken,) = await sending.claim(sending_settings, clock.timestamp(), limit=10)
        assert taken.claim.until == START + 31
        now.move_to(START + 30)
        await settle(deliverer)
        assert receiver.received == []
        assert await sending.next_due(START + 30) == START + 31

        now.move_to(START + 31)
        await settle(deliverer)

    attempts = await DeliveryAttempt.filter(delivery_id=delivery.id).order_by("number")
    assert await state_of(delivery) == (DeliveryState.SENT, 2, None)
    assert [(each.number, each.error) for each in attempts] == [
        (1, "The worker that sent it ended before there was an answer"),
        (2, None),
    ]


async def test_a_delivery_whose_worker_died_over_the_last_attempt_is_dead(deliverer, sending_settings, now):
    async with http_receiver() as receiver:
        delivery = await put(await webhook(receiver.url))
        await sending.claim(sending_settings, clock.timestamp(), limit=10)
        await Delivery.filter(id=delivery.id).update(attempt_count=10)
        now.advance(31)
        await settle(deliverer)

    assert receiver.received == []
    assert await state_of(delivery) == (DeliveryState.DEAD, 10, None)


async def test_two_workers_never_take_the_same_delivery(sending_settings, now):
    trigger = await webhook("http://127.0.0.1/")
    settings = sending_settings.model_copy(update={"deliveries_at_once_per_receiver": 100})
    expected = [(await put(trigger)).id for _ in range(40)]

    ids: list[int] = []
    while len(ids) < 40:
        taken = await asyncio.gather(*(sending.claim(settings, clock.timestamp(), limit=7) for _ in range(8)))
        assert any(taken)
        ids += [envelope.claim.delivery_id for each in taken for envelope in each]

    assert sorted(ids) == expected
    assert await DeliveryAttempt.all().count() == 40


async def test_a_late_failure_does_not_undo_what_another_worker_did(sending_settings, now):
    delivery = await put(await webhook("http://127.0.0.1/"))
    (stale,) = await sending.claim(sending_settings, clock.timestamp(), limit=1)
    now.advance(31)
    (fresh,) = await sending.claim(sending_settings, clock.timestamp(), limit=1)
    failed = sending.DeliveryOutcome(error="too late")
    chance = random.Random(1)

    assert await sending.record(sending_settings, stale, failed, duration_ms=1, chance=chance) is DeliveryState.PENDING
    assert await state_of(delivery) == (DeliveryState.PENDING, 2, fresh.claim.until)
    await sending.record(sending_settings, fresh, sending.DeliveryOutcome(), duration_ms=1, chance=chance)
    await sending.record(sending_settings, stale, failed, duration_ms=1, chance=chance)

    assert await state_of(delivery) == (DeliveryState.SENT, 2, None)


async def test_a_late_success_counts_and_a_failure_after_it_does_not(sending_settings, now):
    delivery = await put(await webhook("http://127.0.0.1/"))
    (stale,) = await sending.claim(sending_settings, clock.timestamp(), limit=1)
    now.advance(31)
    (fresh,) = await sending.claim(sending_settings, clock.timestamp(), limit=1)
    chance = random.Random(1)

    await sending.record(sending_settings, stale, sending.DeliveryOutcome(), duration_ms=1, chance=chance)
    await sending.record(sending_settings, fresh, sending.DeliveryOutcome(error="later"), duration_ms=1, chance=chance)

    assert (await state_of(delivery))[0] is DeliveryState.SENT


async def test_what_is_removed_while_it_is_sent_leaves_nothing(sending_settings, now):
    trigger = await webhook("http://127.0.0.1/")
    await put(trigger)
    (taken,) = await sending.claim(sending_settings, clock.timestamp(), limit=1)
    await triggers.delete(SYSTEM, trigger.id)

    state = await sending.record(
        sending_settings, taken, sending.DeliveryOutcome(), duration_ms=1, chance=random.Random(1)
    )

    assert state is None
    assert await DeliveryAttempt.all().count() == 0


async def test_the_loop_sends_at_the_time_of_the_retry_without_being_woken_and_sweeps_each_minute(deliverer, now):
    async with http_receiver(status(204), close) as receiver:
        trigger = await webhook(receiver.url)
        delivery = await put(trigger)
        loop = asyncio.create_task(deliverer.run())
        try:
            await until(lambda: len(receiver.received) == 1)
            await until_state(delivery, DeliveryState.FAILED)
            now.move_to((await Delivery.get(id=delivery.id)).next_attempt_at)
            await until_state(delivery, DeliveryState.SENT)
            unheard = await put(trigger)  # Redis forgot to tell
            await asyncio.sleep(0)
            now.advance(60)
            await until_state(unheard, DeliveryState.SENT)
            told = await put(trigger)
            deliverer.wake()
            await until_state(told, DeliveryState.SENT)
        finally:
            loop.cancel()
            await asyncio.gather(loop, return_exceptions=True)


async def until(holds):
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - the servers tell nobody
            await asyncio.sleep(0.01)


async def until_state(delivery, state):
    async with asyncio.timeout(5):
        while (await state_of(delivery))[0] is not state:  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.01)


async def test_a_subscriber_gets_the_mail_that_was_written_with_one_click_to_leave(sending_settings, now):
    subscriber = await Subscriber.create(
        channel=SubscriberChannel.EMAIL, address="me@example.com", status=SubscriberStatus.ACTIVE
    )
    variables = {
        "subject": "Shop\r\nBcc: x@example.com",
        "html": "<p>down</p>",
        "text": "down",
        "unsubscribe_url": "https://status.example/u/1",
    }
    await outbox.put(
        [Message(key="s", kind=MessageKind.INCIDENT_CREATED, variables=variables, subscriber_id=subscriber.id)]
    )
    async with mail_receiver() as receiver:
        settings = sending_settings.model_copy(update={"smtp_url": SecretStr(f"smtp://127.0.0.1:{receiver.port}")})
        async with opened(settings) as context:
            await settle(Deliverer(settings, context))

    (mail,) = receiver.received
    assert mail.recipients == ("me@example.com",)
    assert (mail.message["Subject"], mail.message["Bcc"]) == ("Shop Bcc: x@example.com", None)
    assert mail.message["List-Unsubscribe"] == "<https://status.example/u/1>"
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


async def test_a_subscribers_webhook_gets_the_message_as_data(deliverer):
    async with http_receiver() as receiver:
        subscriber = await Subscriber.create(
            channel=SubscriberChannel.WEBHOOK, address=receiver.url, status=SubscriberStatus.ACTIVE
        )
        message = Message(
            key="s", kind=MessageKind.INCIDENT_CREATED, variables={"title": "Shop"}, subscriber_id=subscriber.id
        )
        await outbox.put([message])
        await settle(deliverer)

    (request,) = receiver.received
    assert json.loads(request.body)["type"] == "incident.created"
    assert json.loads(request.body)["data"] == {"title": "Shop"}
    assert request.headers["webhook-id"] == sending.message_id(await Delivery.get(key="s"))


async def test_who_does_not_want_messages_any_more_gets_none_but_the_question_whether_they_do(deliverer):
    async with http_receiver() as receiver:
        subscriber = await Subscriber.create(
            channel=SubscriberChannel.WEBHOOK, address=receiver.url, status=SubscriberStatus.UNSUBSCRIBED
        )
        for kind in (MessageKind.INCIDENT_CREATED, MessageKind.SUBSCRIPTION_CONFIRMATION):
            await outbox.put([Message(key=kind, kind=kind, variables={}, subscriber_id=subscriber.id)])
        await settle(deliverer)

    assert [json.loads(request.body)["type"] for request in receiver.received] == ["subscription.confirmation"]
    assert (await Delivery.get(key=MessageKind.INCIDENT_CREATED)).state is DeliveryState.DEAD


async def test_a_stored_configuration_that_can_not_be_read_is_a_failure_that_says_why(deliverer):
    trigger = await webhook("http://127.0.0.1/")
    await Trigger.filter(id=trigger.id).update(configuration={"url": 7})
    delivery = await put(trigger)

    await settle(deliverer)

    (attempt,) = await DeliveryAttempt.filter(delivery_id=delivery.id)
    assert attempt.error == "configuration.url must be a string; got a number"
    assert (await state_of(delivery))[0] is DeliveryState.FAILED


async def test_a_fault_of_ours_is_a_failure_that_says_so_and_stops_nothing(deliverer, monkeypatch):
    async with http_receiver() as receiver:
        delivery = await put(await webhook(receiver.url))
        with monkeypatch.context() as broken:
            broken.setattr("jobs.channels.webhook.payload", lambda *_: 1 / 0)
            await settle(deliverer)
        (attempt,) = await DeliveryAttempt.filter(delivery_id=delivery.id)

    assert attempt.error == "Sending failed by a fault of this program; its log says more"
    assert (await state_of(delivery))[0] is DeliveryState.FAILED


async def test_an_answer_is_kept_to_500_characters_that_can_be_shown(deliverer):
    async with http_receiver(status(200, "a\0b\x1b[31m\n" + "é" * 1_000)) as receiver:
        await put(await webhook(receiver.url))
        await settle(deliverer)

    (attempt,) = await DeliveryAttempt.all()
    assert attempt.answer == "a\ufffdb\ufffd[31m\n" + "é" * 491


async def test_a_dead_delivery_is_sent_once_more_with_the_same_id_and_all_its_attempts(deliverer, now):
    async with http_receiver(status(204), status(410)) as receiver:
        trigger = await webhook(receiver.url)
        delivery = await put(trigger)
        await settle(deliverer)
        await triggers.set_status(SYSTEM, trigger.id, Activity.ACTIVE)
        await deliveries.redeliver(SYSTEM, delivery.id)
        await settle(deliverer)

    first, second = receiver.received
    attempts = await DeliveryAttempt.filter(delivery_id=delivery.id).order_by("number")
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert [(each.number, each.status_code) for each in attempts] == [(1, 410), (2, 204)]
    assert await state_of(delivery) == (DeliveryState.SENT, 1, None)


async def test_a_test_message_is_sent_by_a_worker_and_its_answer_comes_back(deliverer, redis_pool, redis_server):
    queue.use(Queue(redis_pool))
    async with worker(await redis.connect(redis_server.url), deliverer), http_receiver(status(403, "who?")) as receiver:
        trigger = await webhook(receiver.url)
        await triggers.set_paused(SYSTEM, trigger.id, is_paused=True)
        await worker_presence.announce(redis_pool, "worker", worker_presence.Facts("host", 1, 0))
        tried = await trigger_tests.send_test(SYSTEM, trigger.id)

    (request,) = receiver.received
    assert (tried.status_code, tried.error, tried.answer) == (403, "The receiver answered 403", "who?")
    assert tried.duration_ms > 0
    assert json.loads(request.body)["type"] == "test"
    assert await Delivery.all().count() == 0


async def test_an_announced_message_is_sent_at_once_by_a_worker(deliverer, redis_pool, redis_server):
    queue.use(Queue(redis_pool))
    loop = asyncio.create_task(deliverer.run())
    try:
        async with worker(await redis.connect(redis_server.url), deliverer), http_receiver() as receiver:
            delivery = await put(await webhook(receiver.url))
            await outbox.announce()
            await until_state(delivery, DeliveryState.SENT)
    finally:
        loop.cancel()
        await asyncio.gather(loop, return_exceptions=True)


@asynccontextmanager
async def worker(pool, deliverer):
    """Runs the queue's jobs."""
    worker = Worker(
        functions=deliverer.jobs(),
        redis_pool=pool,
        queue_name=redis.QUEUE_NAME,
        handle_signals=False,
        poll_delay=0.02,
        job_serializer=orjson.dumps,
        job_deserializer=orjson.loads,
    )
    try:
        async with working(worker):
            yield
    finally:
        await pool.aclose()


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_delivery_that_was_taken_after_another_worker_began_to_look_is_not_taken_again(
    sending_settings, now, monkeypatch
):
    await put(await webhook("http://127.0.0.1/"))
    # The other worker has taken its snapshot, and waits at a gate of the test's before it comes to the row.
    gate = "SELECT true FROM (SELECT pg_advisory_xact_lock_shared(7)) AS gate"
    gated = delivery_queue._CLAIM.replace("AND delivery.attempt_count", f"AND ({gate}) AND delivery.attempt_count")
    keeper = await asyncpg.connect(sending_settings.database_url)
    await keeper.execute("SELECT pg_advisory_lock(7)")
    with monkeypatch.context() as slow:
        slow.setattr(delivery_queue, "_CLAIM", gated)
        other = asyncio.create_task(sending.claim(sending_settings, START, limit=1))
        async with asyncio.timeout(5):
            while not await keeper.fetchval(_WAITING):  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(0.01)

    (taken,) = await sending.claim(sending_settings, START, limit=1)
    await keeper.close()

    assert await other == []
    assert [attempt.id for attempt in await DeliveryAttempt.all()] == [taken.claim.attempt_id]
