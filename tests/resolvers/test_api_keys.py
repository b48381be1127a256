from datetime import timedelta

import pytest

from core import clock, events
from core.errors import Forbidden, InvalidInput, NotFound, Unauthenticated
from core.events import Event, EventBus, Topic
from core.principal import PUBLIC, SYSTEM, Access, Principal
from core.settings import load
from models.api_key import ApiKey
from models.enums import Activity, Scope
from resolvers import api_keys

pytestmark = pytest.mark.usefixtures("db", "now")


async def test_a_new_key_opens_the_door_as_far_as_its_scope():
    new = await api_keys.create(SYSTEM, name=" ci ", scope=Scope.WRITE)

    principal = await api_keys.authenticate(new.secret)

    assert principal == Principal(Access.WRITE, "ci", new.key.id)
    assert new.secret.startswith("hg_")
    assert len(new.secret) == 46


async def test_the_database_holds_no_secret():
    new = await api_keys.create(SYSTEM, name="ci", scope=Scope.READ)

    stored = await ApiKey.get(id=new.key.id).values()

    assert new.secret not in str(stored)
    assert stored["masked_key"] == f"{new.secret[:6]}...{new.secret[-4:]}"


@pytest.mark.parametrize("secret", ["hg_unknown", "", "HG_"])
async def test_an_unknown_secret_is_refused(secret):
    with pytest.raises(Unauthenticated, match="Invalid API key"):
        await api_keys.authenticate(secret)


async def test_an_inactive_key_is_refused_at_once():
    new = await api_keys.create(SYSTEM, name="ci", scope=Scope.READ)
    await api_keys.authenticate(new.secret)

    await api_keys.set_status(SYSTEM, new.key.id, Activity.INACTIVE)

    with pytest.raises(Unauthenticated, match="Invalid API key"):
        await api_keys.authenticate(new.secret)


async def test_a_key_that_another_process_withdrew_is_refused_once_its_event_arrives():
    bus = EventBus()
    events.use(bus)
    new = await api_keys.create(SYSTEM, name="ci", scope=Scope.READ)
    await api_keys.authenticate(new.secret)
    await ApiKey.filter(id=new.key.id).update(status=Activity.INACTIVE)

    await bus.publish(Event(Topic.API_KEYS, (new.key.id,)))

    with pytest.raises(Unauthenticated):
        await api_keys.authenticate(new.secret)


async def test_a_lost_event_costs_ten_seconds_at_most(now):
    new = await api_keys.create(SYSTEM, name="ci", scope=Scope.READ)
    await api_keys.authenticate(new.secret)
    await ApiKey.filter(id=new.key.id).delete()

    now.advance(11)

    with pytest.raises(Unauthenticated):
        await api_keys.authenticate(new.secret)


async def test_a_key_expires_at_its_instant(now):
    new = await api_keys.create(SYSTEM, name="ci", scope=Scope.READ, expires_at=clock.now() + timedelta(minutes=1))
    await api_keys.authenticate(new.secret)

    now.advance(60)

    with pytest.raises(Unauthenticated):
        await api_keys.authenticate(new.secret)


async def test_last_use_is_kept_to_the_minute(now):
    new = await api_keys.create(SYSTEM, name="ci", scope=Scope.READ)
    await api_keys.authenticate(new.secret)
    first = clock.now()
    now.advance(30)
    await api_keys.authenticate(new.secret)

    assert (await ApiKey.get(id=new.key.id)).last_used_at == first

    now.advance(30)
    await api_keys.authenticate(new.secret)

    assert (await ApiKey.get(id=new.key.id)).last_used_at == clock.now()


@pytest.mark.parametrize(("who", "refusal"), [(PUBLIC, Unauthenticated), (Principal(Access.WRITE, "ci", 1), Forbidden)])
async def test_only_administrators_deal_with_keys(who, refusal):
    for action in (
        api_keys.create(who, name="x", scope=Scope.READ),
        api_keys.list_keys(who),
        api_keys.set_status(who, 1, Activity.INACTIVE),
        api_keys.delete(who, 1),
    ):
        with pytest.raises(refusal):
            await action

    assert await ApiKey.all().count() == 0


@pytest.mark.parametrize(
    ("arguments", "field"),
    [({"name": " "}, "name"), ({"name": "x", "expires_at": "past"}, "expires_at")],
)
async def test_a_wrong_key_is_refused_and_not_stored(arguments, field):
    if "expires_at" in arguments:
        arguments = {**arguments, "expires_at": clock.now()}

    with pytest.raises(InvalidInput) as refused:
        await api_keys.create(SYSTEM, scope=Scope.READ, **arguments)

    assert refused.value.field == field
    assert await ApiKey.all().count() == 0


async def test_a_key_that_does_not_exist_is_not_found():
    with pytest.raises(NotFound, match="API key with id '7' not found"):
        await api_keys.delete(SYSTEM, 7)


async def test_the_first_start_makes_an_administrators_key_and_shows_it_once():
    first = await api_keys.ensure_administrator(load())
    second = await api_keys.ensure_administrator(load())

    assert first is not None
    assert (await api_keys.authenticate(first)).access is Access.ADMIN
    assert second is None


async def test_the_first_start_registers_the_key_of_the_settings():
    settings = load(admin_key="hg_" + "a" * 40)

    shown = await api_keys.ensure_administrator(settings)
    await api_keys.ensure_administrator(settings)

    assert shown is None
    assert (await api_keys.authenticate("hg_" + "a" * 40)).access is Access.ADMIN
    assert await ApiKey.all().count() == 1
