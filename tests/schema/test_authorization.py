"""Who may do what: every query and mutation, asked by everybody."""

from datetime import timedelta

import pytest

from core.principal import SYSTEM
from models.api_key import ApiKey
from models.enums import Activity, Scope
from models.monitor import Monitor
from models.samples import latest
from resolvers import api_keys, monitors
from resolvers.monitors import NewMonitor
from schema.root import build_schema
from tests.conftest import START

PUBLIC, READ, WRITE, ADMIN = range(4)
# The level from which on each may be asked, and how it is asked.
ASKED = {
    "node": (PUBLIC, 'query { node(id: "TW9uaXRvcjox") { id } }'),
    "monitor": (PUBLIC, 'query { monitor(tag: "shop") { tag } }'),
    "monitors": (PUBLIC, "query { monitors { edges { node { tag } } } }"),
    "incident": (PUBLIC, "query { incident(number: 1) { title } }"),
    "incidents": (PUBLIC, "query { incidents { edges { node { title } } } }"),
    "maintenance": (PUBLIC, "query { maintenance(number: 1) { title } }"),
    "maintenances": (PUBLIC, "query { maintenances { edges { node { title } } } }"),
    "page": (PUBLIC, "query { page { title } }"),
    "pages": (PUBLIC, "query { pages { path } }"),
    "viewer": (PUBLIC, "query { viewer { access } }"),
    "apiKeys": (ADMIN, "query { apiKeys { name } }"),
    "monitorCreate": (
        WRITE,
        'mutation { monitorCreate(input: {tag: "new", name: "New", configuration: {none: {}}}) { monitor { tag } } }',
    ),
    "monitorUpdate": (WRITE, 'mutation { monitorUpdate(tag: "shop", input: {name: "New"}) { monitor { tag } } }'),
    "monitorActivate": (WRITE, 'mutation { monitorActivate(tag: "shop") { monitor { tag } } }'),
    "monitorDeactivate": (WRITE, 'mutation { monitorDeactivate(tag: "shop") { monitor { tag } } }'),
    "monitorDelete": (WRITE, 'mutation { monitorDelete(tag: "shop") { monitor { tag } } }'),
    "sampleSet": (
        WRITE,
        'mutation { sampleSet(tag: "shop", input: {minute: "2025-01-05T10:00:00Z", status: UP}) { sample { type } } }',
    ),
    "sampleRangeSet": (
        WRITE,
        """mutation { sampleRangeSet(tag: "shop", input: {
            start: "2025-01-05T10:00:00Z", end: "2025-01-05T11:00:00Z", status: UP}) { count } }""",
    ),
    "sampleRangeDelete": (
        WRITE,
        """mutation { sampleRangeDelete(
            tag: "shop", start: "2025-01-05T10:00:00Z", end: "2025-01-05T11:00:00Z") { count } }""",
    ),
    "apiKeyCreate": (ADMIN, 'mutation { apiKeyCreate(input: {name: "new"}) { secret } }'),
    "apiKeyRename": (ADMIN, 'mutation { apiKeyRename(id: "QXBpS2V5OjE=", name: "new") { apiKey { name } } }'),
    "apiKeySetScope": (ADMIN, 'mutation { apiKeySetScope(id: "QXBpS2V5OjE=", scope: ADMIN) { apiKey { name } } }'),
    "apiKeyActivate": (ADMIN, 'mutation { apiKeyActivate(id: "QXBpS2V5OjE=") { apiKey { name } } }'),
    "apiKeyDeactivate": (ADMIN, 'mutation { apiKeyDeactivate(id: "QXBpS2V5OjE=") { apiKey { name } } }'),
    "apiKeyDelete": (ADMIN, 'mutation { apiKeyDelete(id: "QXBpS2V5OjE=") { apiKey { name } } }'),
}
LEVELS = {"nobody": PUBLIC, "read": READ, "write": WRITE, "admin": ADMIN, "inactive": None, "expired": None}


async def everything() -> tuple[object, ...]:
    """Return what could have been changed."""
    columns = ("tag", "name", "status", "updated_at")
    keys = await ApiKey.all().order_by("id").values_list("id", "name", "scope", "status")
    samples = await latest(await Monitor.all().values_list("id", flat=True), START + 60)
    return await Monitor.all().values_list(*columns), keys, samples


@pytest.mark.parametrize("asked", ASKED)
async def test_everybody_may_do_what_their_key_says_and_nothing_else(ask, keys, now, asked):
    await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop"))
    inactive = await api_keys.create(SYSTEM, name="inactive", scope=Scope.ADMIN)
    await api_keys.set_status(SYSTEM, inactive.key.id, Activity.INACTIVE)
    soon = await api_keys.create(
        SYSTEM, name="expired", scope=Scope.ADMIN, expires_at=inactive.key.created_at + timedelta(days=365 * 50)
    )
    await ApiKey.filter(id=soon.key.id).update(expires_at=inactive.key.created_at - timedelta(days=365 * 50))
    secrets = {**keys, "nobody": None, "inactive": inactive.secret, "expired": soon.secret}
    needed, query = ASKED[asked]
    before = await everything()

    # Those who may come last: what they do changes things.
    for who, level in sorted(LEVELS.items(), key=lambda each: each[1] is not None and each[1] >= needed):
        answer = await ask(query, by=secrets[who])
        if level is not None and level >= needed:
            assert "errors" not in answer, who
            continue
        code = "FORBIDDEN" if level else "UNAUTHENTICATED"
        assert [error["extensions"]["code"] for error in answer["errors"]] == [code], who
        assert await everything() == before, who


def test_every_query_and_mutation_is_asked():
    schema = build_schema()._schema

    assert ASKED.keys() == {*schema.query_type.fields, *schema.mutation_type.fields}
