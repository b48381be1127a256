"""Asking, confirming, changing and leaving."""

import base64
import re
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from core.errors import Conflict, InvalidInput, NotFound
from core.principal import PUBLIC, SYSTEM
from models.delivery import Delivery
from models.enums import SubscriberChannel, SubscriberStatus
from models.subscriber import Subscriber, Subscription
from models.subscription_limit import SubscriptionLimit
from resolvers import followed, monitors, pages, site, subscription_limits, subscriptions
from resolvers.monitors import MonitorChanges, NewMonitor
from resolvers.pages import NewPage
from resolvers.subscription_links import confirmed_by, managed_by, management_token, webhook_secret
from resolvers.subscriptions import Request
from tests import statements
from tests.contents import contents
from tests.subscribing import composed, subscriber, token

pytestmark = pytest.mark.usefixtures("db", "now")
EMAIL, WEBHOOK = SubscriberChannel
CLIENT = "203.0.113.7"
MINE = Request(channel=EMAIL, address="me@example.com")


@pytest.fixture(autouse=True)
async def world(db, now) -> None:
    for tag in ("shop", "bank", "hidden"):
        await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag.capitalize(), is_hidden=tag == "hidden"))
    await pages.create(SYSTEM, NewPage(path="all", title="All things", header="All", monitors=["shop", "bank"]))


async def ask(request: Request = MINE, client: str | None = CLIENT) -> str:
    """Ask, and return the token that was sent last."""
    await subscriptions.request(request, client=client)
    return token((await composed())[-1]["confirm_url"])


async def state(address: str = "me@example.com") -> tuple[SubscriberStatus, str]:
    row = await Subscriber.get(address=address)
    return row.status, (await followed.by_subscribers(PUBLIC, [row.id]))[row.id].described()


async def test_a_subscription_takes_effect_when_its_link_is_followed_and_not_before(now):
    await ask(
        Request(channel=EMAIL, address=" Me@Example.COM ", pages=["all"], monitors=["bank"], wants_incidents=False)
    )
    assert await state() == (SubscriberStatus.PENDING, "nothing")
    (message,) = await composed()
    assert message["subject"] == "Confirm your subscription to Status"
    assert "About: maintenances\nOf: All things, Bank\n" in message["text"]
    assert message["confirm_url"] in message["text"]
    assert "unsubscribe_url" not in message

    now.advance(60)
    await subscriptions.confirm(token(message["confirm_url"]))

    row = await Subscriber.get(address="me@example.com")
    assert await state() == (SubscriberStatus.ACTIVE, "All things, Bank")
    assert (row.wants_incidents, row.wants_maintenances, row.confirmed_at) == (False, True, clock.now())


async def test_confirming_twice_changes_nothing(now):
    link = await ask()
    await subscriptions.confirm(link)
    before = await Subscriber.get(), await Subscription.all().count()
    now.advance(3600)

    await subscriptions.confirm(link)

    after = await Subscriber.get()
    assert (after.confirmed_at, after.status) == (before[0].confirmed_at, SubscriberStatus.ACTIVE)
    assert await Subscription.all().count() == before[1] == 1


async def test_what_is_asked_for_anew_changes_nothing_until_its_reader_says_so():
    await subscriptions.confirm(await ask())
    theirs = await ask(Request(channel=EMAIL, address="me@example.com", monitors=["shop"]), client="198.51.100.1")
    assert await state() == (SubscriberStatus.ACTIVE, "everything")

    await subscriptions.confirm(theirs)

    assert await state() == (SubscriberStatus.ACTIVE, "Shop")


async def test_a_link_to_confirm_ends_after_a_day(now):
    link = await ask()
    now.advance(86_399)
    assert (await subscriptions.offered(link)).follows.is_everything
    now.advance(1)

    for action in (subscriptions.confirm, subscriptions.offered):
        with pytest.raises(NotFound, match="This link is not valid, or not any more"):
            await action(link)
    assert await state() == (SubscriberStatus.PENDING, "nothing")


async def test_what_is_gone_or_hidden_meanwhile_is_not_followed():
    link = await ask(Request(channel=EMAIL, address="me@example.com", monitors=["shop", "bank"]))
    only = await ask(Request(channel=EMAIL, address="me@example.com", monitors=["shop"]))
    await monitors.update(SYSTEM, "shop", MonitorChanges(is_hidden=True))

    with pytest.raises(NotFound, match="is not there any more"):
        await subscriptions.confirm(only)
    assert await state() == (SubscriberStatus.PENDING, "nothing")
    await subscriptions.confirm(link)

    assert await state() == (SubscriberStatus.ACTIVE, "Bank")


async def test_who_left_gets_nothing_and_may_come_back(now):
    await subscriptions.confirm(await ask())
    leave = management_token(await Subscriber.get())
    for _ in range(2):
        await subscriptions.cancel(leave)
        assert await state() == (SubscriberStatus.UNSUBSCRIBED, "nothing")
        assert await Subscription.all().count() == 0

    again = await ask()
    assert await state() == (SubscriberStatus.UNSUBSCRIBED, "nothing")
    await subscriptions.confirm(again)

    assert await state() == (SubscriberStatus.ACTIVE, "everything")


async def test_a_reader_may_want_less():
    await subscriptions.confirm(
        await ask(Request(channel=EMAIL, address="me@example.com", pages=["all"], monitors=["shop"]))
    )
    row = await Subscriber.get()
    link, page = management_token(row), await pages.get(PUBLIC, "all")

    await subscriptions.change(link, wants_incidents=True, wants_maintenances=False, keep_pages=[page.id, 999])

    assert await state() == (SubscriberStatus.ACTIVE, "All things")
    assert not (await Subscriber.get()).wants_maintenances
    before = await contents()
    for wants, kept in ((True, []), (False, [page.id])):
        with pytest.raises(InvalidInput, match="Nothing would be left"):
            await subscriptions.change(link, wants_incidents=wants, wants_maintenances=False, keep_pages=kept)
    assert await contents() == before


async def test_a_webhook_is_confirmed_by_who_reads_what_it_receives():
    link = await ask(Request(channel=WEBHOOK, address="https://Hooks.example.com/In?x=1#part", monitors=["shop"]))

    await subscriptions.confirm(link)

    row = await Subscriber.get()
    assert (row.address, row.status) == ("https://hooks.example.com/In?x=1", SubscriberStatus.ACTIVE)
    assert len(base64.b64decode(webhook_secret(row).removeprefix("whsec_"), validate=True)) == 32
    assert webhook_secret(row) != webhook_secret(Subscriber(id=row.id, channel=WEBHOOK, address="https://other/"))


def without_values(statement: str) -> str:
    return re.sub(r": \[.*", "", statement, flags=re.DOTALL)


async def known(name: str) -> None:
    """Make me@example.com known in a way."""
    if name == "unknown":
        return
    row = await subscriber("me")
    await Subscriber.filter(id=row.id).update(status=name)


@pytest.mark.parametrize("status", [*SubscriberStatus, "unknown"])
async def test_the_answer_and_the_work_are_the_same_for_whom_nobody_knows(status):
    # The other one is asked for first: what the ORM prepares once is prepared.
    await subscriptions.request(Request(channel=EMAIL, address="other@example.com"), client=CLIENT)
    with statements.recorded() as unknown:
        assert await subscriptions.request(Request(channel=EMAIL, address="new@example.com"), client=CLIENT) is None
    await known(status)

    with statements.recorded() as asked:
        assert await subscriptions.request(MINE, client=CLIENT) is None

    assert [without_values(statement) for statement in asked] == [without_values(statement) for statement in unknown]
    assert await Delivery.filter(subscriber__address="me@example.com").count() == 1


async def test_one_mailbox_gets_three_messages_an_hour_however_it_is_written_and_the_work_stays_the_same(now):
    works = []
    for number in range(5):
        variant = f"me+{number}@example.com" if number % 2 else "me@example.com"
        with statements.recorded() as asked:
            await subscriptions.request(Request(channel=EMAIL, address=variant), client=f"10.0.{number}.1")
        works.append(len(asked))
    one_mailbox = await Delivery.all().count()
    now.advance(subscription_limits.WINDOW_SECONDS)
    await subscriptions.request(MINE, client=CLIENT)

    assert len(set(works[1:])) == 1
    assert one_mailbox == 3
    assert await Delivery.all().count() == one_mailbox + 1


async def test_one_network_may_ask_twenty_times_an_hour(now):
    for number in range(subscription_limits.BY_NETWORK + 3):
        await subscriptions.request(
            Request(channel=EMAIL, address=f"a{number}@example.com"), client=f"203.0.113.{number}"
        )
    first = await Delivery.all().count()
    await subscriptions.request(MINE, client="198.51.100.1")
    await subscriptions.request(MINE, client="::ffff:203.0.113.9")
    elsewhere = await Delivery.all().count()
    now.advance(subscription_limits.WINDOW_SECONDS)
    await subscriptions.request(Request(channel=EMAIL, address="b@example.com"), client=CLIENT)

    assert (first, elsewhere) == (20, 21)
    assert await Delivery.all().count() == 22
    assert await Subscriber.filter(address="a20@example.com").exists() is False


async def test_all_together_have_a_limit_which_one_network_can_not_use_up(monkeypatch):
    monkeypatch.setattr(subscription_limits, "BY_ALL", 25)
    for number in range(40):
        await subscriptions.request(Request(channel=EMAIL, address=f"a{number}@example.com"), client=None)
    one_network = await Delivery.all().count()
    for number in range(10):
        await subscriptions.request(
            Request(channel=EMAIL, address=f"b{number}@example.com"), client=f"2001:db8:{number}::1"
        )

    assert (one_network, await Delivery.all().count()) == (20, 25)


async def test_no_address_and_no_network_is_written_down_for_the_limits():
    await subscriptions.request(MINE, client=CLIENT)

    keys = await SubscriptionLimit.all().order_by("key").values_list("key", flat=True)
    assert [re.sub("[0-9a-f]{64}", "#", key) for key in keys] == ["address:#", "all", "network:#"]


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({"address": "nobody"}, InvalidInput, "email must be a mail address such as me@example.com; got 'nobody'"),
        ({"address": "a@b"}, InvalidInput, "email must be a mail address"),
        ({"address": "a@example.com\r\nBcc: b@example.com"}, InvalidInput, "email must be a mail address"),
        ({"address": f"{'a' * 65}@example.com"}, InvalidInput, "email must be a mail address"),
        ({"address": "a@\0.com"}, InvalidInput, "email must be a mail address"),
        ({"channel": WEBHOOK, "address": "ftp://example.com"}, InvalidInput, "webhook_url "),
        ({"channel": WEBHOOK, "address": "https://u:p@example.com/"}, InvalidInput, "webhook_url must not hold a user"),
        ({"channel": WEBHOOK, "address": f"https://example.com/{'a' * 512}"}, InvalidInput, "webhook_url must have at"),
        ({"monitors": ["hidden"]}, InvalidInput, "Monitor with tag 'hidden' not found"),
        ({"monitors": ["nowhere"]}, InvalidInput, "Monitor with tag 'nowhere' not found"),
        ({"pages": ["nowhere"]}, InvalidInput, "Page with path 'nowhere' not found"),
        ({"monitors": ["shop"] * 51}, InvalidInput, "At most 50 pages and monitors"),
        ({"wants_incidents": False, "wants_maintenances": False}, InvalidInput, "incidents or maintenances must be"),
    ],
)
async def test_what_nobody_can_have_is_refused_and_changes_nothing(asked, error, said):
    before = await contents()

    with pytest.raises(error, match=f"^{re.escape(said)}"):
        await ask(Request(**{"channel": EMAIL, "address": "me@example.com", **asked}))

    assert await contents() == before


@pytest.mark.parametrize(
    ("value", "topics"),
    [
        ({"enable": False}, None),
        ({"methods": {"emails": {"incidents": False, "maintenances": False}}}, None),
        ({"enable": True, "methods": {"emails": {"incidents": True, "maintenances": False}}}, "incidents"),
        ({"methods": None}, "incidents and maintenances"),
    ],
)
async def test_the_site_may_switch_subscriptions_off(value, topics):
    await site.put(SYSTEM, "subscriptionsSettings", value)

    if topics is None:
        with pytest.raises(Conflict, match="switched off"):
            await ask()
        assert await Subscriber.all().count() == 0
    else:
        await ask()
        assert (await composed())[-1]["topics"] == topics


async def test_links_open_nothing_but_what_they_were_made_for():
    confirm, me, other = await ask(), await Subscriber.get(), await subscriber("other")
    manage = management_token(me)
    number, _, signature = manage.rpartition(".")
    wish, _, seal = confirm.rpartition(".")

    wrong = [
        "", ".", "1", f"{number}.", f".{signature}", f"{other.id}.{signature}", f"0{number}.{signature}",
        manage[:-1], f"{manage}0", f"999.{signature}", f"{'9' * 30}.{signature}", confirm, "\ud800.\ud800", "ü.ü",
    ]  # fmt: skip
    for each in wrong:
        with pytest.raises(NotFound):
            await managed_by(each)
    broken = base64.urlsafe_b64encode(b"[1,[],[],1,1,1e999]").decode().rstrip("=")
    for each in (
        manage,
        wish,
        f"{wish}A.{seal}",
        f"{broken}.{seal}",
        f"{'A' * 5_000}.{seal}",
        "\ud800.x",
        "WzFd.x",
        "ü.ü",
    ):
        with pytest.raises(NotFound):
            await confirmed_by(each)
    assert (await managed_by(manage)).id == (await confirmed_by(confirm))[0].id == me.id


async def test_a_number_that_is_used_again_opens_nothing_to_who_had_it():
    manage = management_token(await subscriber("me"))
    await Subscriber.filter(address="me@example.com").update(address="other@example.com")

    with pytest.raises(NotFound):
        await subscriptions.cancel(manage)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    given=st.text(max_size=60) | st.binary(max_size=40).map(lambda some: base64.urlsafe_b64encode(some).decode() + ".a")
)
async def test_no_other_text_is_a_link(given):
    for find in (managed_by, confirmed_by):
        with pytest.raises(NotFound):
            await find(given)


async def test_who_never_confirmed_and_who_left_long_ago_is_forgotten(now):
    await ask(Request(channel=EMAIL, address="never@example.com"))
    await ask(Request(channel=EMAIL, address="again@example.com"))
    await subscriber("stays")
    await subscriptions.cancel(management_token(await subscriber("left")))
    now.advance(80_000)
    late = await ask(Request(channel=EMAIL, address="again@example.com"))
    now.advance(10_000)

    await subscriptions.forget()
    assert "never@example.com" not in await Subscriber.all().values_list("address", flat=True)
    assert await Subscriber.all().count() == 3
    assert await SubscriptionLimit.all().count() == 0
    await subscriptions.confirm(late)
    now.advance(timedelta(days=31).total_seconds())
    await subscriptions.forget()

    assert await Subscriber.all().order_by("id").values_list("address", flat=True) == [
        "again@example.com",
        "stays@example.com",
    ]
