import pytest

from core.principal import SYSTEM
from models.monitor import Monitor
from resolvers import monitors
from resolvers.monitors import NewMonitor

CREATE = """
mutation ($input: MonitorCreateInput!) {
  monitorCreate(input: $input) {
    monitor { type configuration { __typename %s } } userErrors { message field }
  }
}
"""


def new(**configuration) -> dict[str, object]:
    return {"tag": "shop", "name": "Shop", "configuration": configuration}


async def make_member(tag: str) -> None:
    await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag))


@pytest.mark.parametrize(
    ("name", "given", "kind", "shown", "selected"),
    [
        (
            "api",
            {"url": "http://x/", "maxRedirects": 2, "headers": [{"key": "Accept", "value": "*/*"}]},
            "ApiConfiguration",
            {"url": "http://x/", "maxRedirects": 2, "headers": [{"key": "Accept", "value": "*/*"}]},
            "url maxRedirects headers { key value }",
        ),
        (
            "ping",
            {"hosts": [{"host": "::1", "type": "IP6"}]},
            "PingConfiguration",
            {"hosts": [{"host": "::1", "type": "IP6", "count": 3, "timeout": 1000}]},
            "hosts { host type count timeout }",
        ),
        (
            "tcp",
            {"hosts": [{"host": "127.0.0.1", "port": 22}]},
            "TcpConfiguration",
            {"hosts": [{"host": "127.0.0.1", "port": 22}], "tcpEval": ""},
            "hosts { host port } tcpEval",
        ),
        (
            "dns",
            {"host": "example.com", "lookupRecord": "MX", "values": ["a", "b"], "matchType": "ALL"},
            "DnsConfiguration",
            {"lookupRecord": "MX", "values": ["a", "b"], "matchType": "ALL", "transport": "UDP"},
            "lookupRecord values matchType transport",
        ),
        (
            "ssl",
            {"host": "example.com", "downRemainingHours": 12.5},
            "SslConfiguration",
            {"port": 443, "degradedRemainingHours": 168, "downRemainingHours": 12.5},
            "port degradedRemainingHours downRemainingHours",
        ),
        (
            "sql",
            {"connectionString": "postgres://u:p@db/x", "query": "SELECT 1", "dbType": "PG"},
            "SqlConfiguration",
            {"connectionString": "postgres://u:p@db/x", "query": "SELECT 1", "dbType": "PG"},
            "connectionString query dbType",
        ),
        (
            "heartbeat",
            {"secretString": "hush", "downRemainingMinutes": 30},
            "HeartbeatConfiguration",
            {"secretString": "hush", "degradedRemainingMinutes": 5, "downRemainingMinutes": 30},
            "secretString degradedRemainingMinutes downRemainingMinutes",
        ),
        (
            "gamedig",
            {"gameId": "minecraft", "host": "127.0.0.1", "guessPort": True},
            "GamedigConfiguration",
            {"gameId": "minecraft", "port": None, "guessPort": True},
            "gameId port guessPort",
        ),
        (
            "grpc",
            {"host": "127.0.0.1", "port": 50051, "tls": True},
            "GrpcConfiguration",
            {"port": 50051, "service": "", "tls": True},
            "port service tls",
        ),
        (
            "group",
            {"members": [{"tag": "a", "weight": 0.25}, {"tag": "b", "weight": 0.75}], "latencyCalculation": "MAX"},
            "GroupConfiguration",
            {
                "latencyCalculation": "MAX",
                "members": [
                    {"tag": "a", "weight": 0.25, "monitor": {"name": "a"}},
                    {"tag": "b", "weight": 0.75, "monitor": {"name": "b"}},
                ],
            },
            "latencyCalculation members { tag weight monitor { name } }",
        ),
        (
            "none",
            {"overrideWithLastKnownStatus": True},
            "NoneConfiguration",
            {"overrideWithLastKnownStatus": True},
            "overrideWithLastKnownStatus",
        ),
    ],
)
async def test_each_type_of_monitor_is_made_and_shown(ask, name, given, kind, shown, selected):  # noqa: PLR0917 - a table
    await make_member("a")
    await make_member("b")

    made = await ask(CREATE % f"... on {kind} {{ {selected} }}", by="write", input=new(**{name: given}))

    assert made["data"]["monitorCreate"] == {
        "monitor": {"type": name.upper(), "configuration": {"__typename": kind, **shown}},
        "userErrors": [],
    }


@pytest.mark.parametrize(
    ("configuration", "field"),
    [
        ({"api": {"url": "ftp://x"}}, ["configuration", "api", "url"]),
        ({"api": {"url": "", "maxRedirects": 21}}, ["configuration", "api", "maxRedirects"]),
        (
            {"ping": {"hosts": [{"host": "a"}, {"host": "b", "count": 0}]}},
            ["configuration", "ping", "hosts", "1", "count"],
        ),
        ({"dns": {"host": "a", "lookupRecord": "NOPE"}}, ["configuration", "dns", "lookupRecord"]),
        ({"ssl": {"host": "a", "port": 0}}, ["configuration", "ssl", "port"]),
        ({"group": {"members": [{"tag": "gone", "weight": 1}]}}, ["configuration", "group", "members"]),
        ({"group": {"members": [{"tag": "a", "weight": 2}]}}, ["configuration", "group", "members", "0", "weight"]),
    ],
)
async def test_a_refusal_names_the_place_in_the_configuration_that_was_sent(ask, configuration, field):
    refused = await ask(CREATE % "", by="write", input=new(**configuration))

    assert [error["field"] for error in refused["data"]["monitorCreate"]["userErrors"]] == [field]
    assert await Monitor.all().count() == 0


@pytest.mark.parametrize("configuration", [{}, {"none": {}, "ssl": {"host": "a"}}])
async def test_exactly_one_configuration_must_be_given(ask, configuration):
    refused = await ask(CREATE % "", by="write", input=new(**configuration))

    assert "errors" in refused
    assert await Monitor.all().count() == 0


@pytest.mark.parametrize(
    ("configuration", "selected"),
    [
        (
            {"sql": {"connectionString": "postgres://u:pw@db", "query": "SELECT 1"}},
            "SqlConfiguration { connectionString }",
        ),
        ({"heartbeat": {"secretString": "pw"}}, "HeartbeatConfiguration { secretString }"),
    ],
)
async def test_secrets_are_shown_to_who_may_write_alone(ask, configuration, selected):
    await ask(CREATE % "", by="write", input=new(**configuration))
    query = f'{{ monitor(tag: "shop") {{ configuration {{ ... on {selected} }} }} }}'

    assert "pw" in str(await ask(query, by="write"))
    assert list((await ask(query, by="read"))["data"]["monitor"]["configuration"].values()) == [None]
    assert (await ask(query))["data"]["monitor"] == {"configuration": None}
