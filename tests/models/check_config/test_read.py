"""How `type_data` is read: what v4 clients send is accepted, what could not work is refused with the field's name."""

import math

import pytest

from core.errors import InvalidInput
from models.check_config import CONFIG_OF, ApiConfig, DnsConfig, SslConfig, read
from models.check_config.api import HttpMethod
from models.check_config.sql import DatabaseType
from models.enums import MonitorType

# What v4 clients save, one of each type.
EXAMPLES: dict[MonitorType, dict[str, object]] = {
    MonitorType.API: {
        "url": "http://127.0.0.1:9/",
        "method": "GET",
        "headers": [{"key": "A", "value": "b"}],
        "body": "",
        "timeout": 5000,
        "eval": "",
        "hideURLForGet": "NO",
        "allowSelfSignedCert": False,
    },
    MonitorType.PING: {"hosts": [{"type": "IP4", "host": "127.0.0.1", "timeout": 1000, "count": 1}], "pingEval": ""},
    MonitorType.TCP: {"hosts": [{"type": "IP4", "host": "127.0.0.1", "port": 9, "timeout": 1000}], "tcpEval": ""},
    MonitorType.DNS: {
        "host": "localhost",
        "lookupRecord": "A",
        "nameServer": "127.0.0.1",
        "matchType": "ANY",
        "values": ["127.0.0.1"],
    },
    MonitorType.SSL: {"host": "127.0.0.1", "port": 443, "degradedRemainingHours": 720, "downRemainingHours": 24},
    MonitorType.SQL: {"connectionString": "postgresql://u:p@127.0.0.1:5432/x", "query": "SELECT 1", "timeout": 5000},
    MonitorType.HEARTBEAT: {"degradedRemainingMinutes": 5, "downRemainingMinutes": 10, "secretString": "hb-secret"},
    MonitorType.GAMEDIG: {
        "gameId": "minecraft",
        "host": "127.0.0.1",
        "port": 25565,
        "timeout": 1000,
        "guessPort": False,
        "requestRules": False,
        "eval": "",
    },
    MonitorType.GRPC: {
        "host": "127.0.0.1",
        "port": 50051,
        "service": "",
        "tls": False,
        "timeout": 5000,
        "grpcEval": "",
    },
    MonitorType.GROUP: {
        "monitors": [{"tag": "a", "weight": 0.5}, {"tag": "b", "weight": 0.5}],
        "executionDelay": 1000,
        "latencyCalculation": "AVG",
    },
    MonitorType.NONE: {"overrideWithLastKnownStatus": True},
}


@pytest.mark.parametrize("monitor_type", list(MonitorType))
def test_each_types_example_is_read_and_complete(monitor_type):
    config = read(monitor_type, EXAMPLES[monitor_type])

    assert isinstance(config, CONFIG_OF[monitor_type])
    assert config.missing() is None
    assert not config.model_extra


@pytest.mark.parametrize(
    ("monitor_type", "missing"),
    [
        (MonitorType.API, "url"),
        (MonitorType.PING, "hosts"),
        (MonitorType.TCP, "hosts"),
        (MonitorType.DNS, "host"),
        (MonitorType.SSL, "host"),
        (MonitorType.SQL, "connectionString"),
        (MonitorType.HEARTBEAT, "secretString"),
        (MonitorType.GAMEDIG, "gameId"),
        (MonitorType.GRPC, "host"),
        (MonitorType.GROUP, "monitors"),
        (MonitorType.NONE, None),
    ],
)
def test_an_empty_configuration_is_accepted_and_says_what_it_lacks(monitor_type, missing):
    assert read(monitor_type, {}).missing() == missing


@pytest.mark.parametrize("monitor_type", list(MonitorType))
def test_null_means_not_set_for_every_key(monitor_type):
    nothing = dict.fromkeys(EXAMPLES[monitor_type])

    assert read(monitor_type, nothing) == read(monitor_type, {})


@pytest.mark.parametrize("monitor_type", list(MonitorType))
def test_unknown_keys_are_kept_and_the_document_is_not_changed(monitor_type):
    document = {"a": {"b": ["é", {"c": None}]}, "note": None, **EXAMPLES[monitor_type]}
    before = repr(document)

    config = read(monitor_type, document)

    assert config.model_extra == {"a": {"b": ["é", {"c": None}]}}
    assert repr(document) == before


def test_an_unfilled_row_of_a_form_is_accepted_and_named_as_missing():
    config = read(MonitorType.TCP, {"hosts": [{"host": "a.example", "port": 1}, {"type": "IP4", "host": ""}]})

    assert config.missing() == "hosts[1].host"


def test_an_empty_word_takes_its_default():
    dns = read(MonitorType.DNS, {"matchType": "", "transport": ""})
    sql = read(MonitorType.SQL, {"dbType": ""})

    assert dns == DnsConfig()
    assert sql.db_type is None


def test_python_names_are_no_keys_of_a_document():
    config = read(MonitorType.SSL, {"degraded_remaining_hours": 5})

    assert isinstance(config, SslConfig)
    assert config.degraded_remaining_hours == 168.0


def test_small_letters_name_a_method_too():
    config = read(MonitorType.API, {"method": "post"})

    assert isinstance(config, ApiConfig)
    assert config.method is HttpMethod.POST


def test_the_databases_are_named_as_in_v4():
    assert [word.value for word in DatabaseType] == ["pg", "mysql", "mysql2", "sqlite3"]


def test_a_url_with_a_placeholder_is_left_for_run_time():
    assert read(MonitorType.API, {"url": "$BASE/health"}).missing() is None


def test_secrets_are_not_in_a_configurations_repr():
    configs = [
        read(MonitorType.SQL, {"connectionString": "postgres://u:hunter2@h/d"}),
        read(MonitorType.HEARTBEAT, {"secretString": "hunter2"}),
        read(MonitorType.API, {"headers": [{"key": "A", "value": "hunter2"}], "body": "hunter2"}),
    ]

    assert "hunter2" not in repr(configs)


@pytest.mark.parametrize(
    ("monitor_type", "type_data", "message"),
    [
        (
            MonitorType.API,
            {"method": "FROB"},
            "type_data.method must be one of GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS; got 'FROB'",
        ),
        (MonitorType.API, {"url": 5, "method": "FROB"}, "type_data.url must be a string; got 5"),
        (
            MonitorType.API,
            {"url": "ftp://a.example"},
            "type_data.url must be an address such as https://example.com/health; got 'ftp://a.example'",
        ),
        (
            MonitorType.API,
            {"url": "http://[::1"},
            "type_data.url must be an address such as https://example.com/health; got 'http://[::1'",
        ),
        (
            MonitorType.API,
            {"url": "http://a.example:99999/"},
            "type_data.url must be an address such as https://example.com/health; got 'http://a.example:99999/'",
        ),
        (
            MonitorType.API,
            {"url": "http://a.example/\r\nX: y"},
            r"type_data.url must not contain control characters; got 'http://a.example/\r\nX: y'",
        ),
        (
            MonitorType.API,
            {"url": "http://a.example/\ud800"},
            r"type_data.url must be text that can be written in UTF-8; got 'http://a.example/\ud800'",
        ),
        (MonitorType.API, {"timeout": "5"}, "type_data.timeout must be a whole number; got '5'"),
        (MonitorType.API, {"timeout": True}, "type_data.timeout must be a whole number; got true"),
        (MonitorType.API, {"timeout": 0}, "type_data.timeout must be 1 or more; got 0"),
        (MonitorType.API, {"timeout": 120_001}, "type_data.timeout must be 120000 or less; got 120001"),
        (MonitorType.API, {"timeout": 10**400}, "type_data.timeout must be 120000 or less; got a number"),
        (MonitorType.API, {"max_redirects": 21}, "type_data.max_redirects must be 20 or less; got 21"),
        (MonitorType.API, {"hideURLForGet": "MAYBE"}, "type_data.hideURLForGet must be one of YES, NO; got 'MAYBE'"),
        (MonitorType.API, {"headers": {}}, "type_data.headers must be a list; got an object"),
        (MonitorType.API, {"headers": [5]}, "type_data.headers[0] must be an object; got 5"),
        (
            MonitorType.API,
            {"headers": [{"key": "a b"}]},
            "type_data.headers[0].key must be the name of an HTTP header, such as Accept-Language; got 'a b'",
        ),
        (
            MonitorType.API,
            {"headers": [{"key": "A", "value": "secret\r\nX: y"}]},
            "type_data.headers[0].value must not contain control characters; got a text",
        ),
        (
            MonitorType.PING,
            {"hosts": [{"type": "IP5"}]},
            "type_data.hosts[0].type must be one of IP4, IP6, DOMAIN; got 'IP5'",
        ),
        (MonitorType.PING, {"hosts": [{"count": 0}]}, "type_data.hosts[0].count must be 1 or more; got 0"),
        (MonitorType.PING, {"hosts": [{}] * 101}, "type_data.hosts must have at most 100 items; got a list"),
        (MonitorType.TCP, {"hosts": [{"port": 65536}]}, "type_data.hosts[0].port must be 65535 or less; got 65536"),
        (
            MonitorType.DNS,
            {"lookupRecord": "FROB"},
            "type_data.lookupRecord must be a DNS record type such as A, AAAA, CNAME, MX, NS or TXT; got 'FROB'",
        ),
        (MonitorType.DNS, {"matchType": "all"}, "type_data.matchType must be one of ANY, ALL; got 'all'"),
        (MonitorType.DNS, {"values": [5]}, "type_data.values[0] must be a string; got 5"),
        (MonitorType.SSL, {"port": "abc"}, "type_data.port must be a whole number; got 'abc'"),
        (
            MonitorType.SSL,
            {"downRemainingHours": math.inf},
            "type_data.downRemainingHours must be a finite number; got inf",
        ),
        (
            MonitorType.SQL,
            {"dbType": "oracledb"},
            "type_data.dbType must be one of pg, mysql, mysql2, sqlite3; got 'oracledb'",
        ),
        (MonitorType.SQL, {"connectionString": ["a"]}, "type_data.connectionString must be a string; got a list"),
        (MonitorType.HEARTBEAT, {"secretString": 5}, "type_data.secretString must be a string; got a number"),
        (
            MonitorType.GAMEDIG,
            {"guessPort": "x" * 200},
            "type_data.guessPort must be true or false; got a text",
        ),
        (
            MonitorType.GAMEDIG,
            {"gameId": "valhiem"},
            "type_data.gameId must be a game of the list in docs/checks.md, such as valheim; got 'valhiem'",
        ),
        (
            MonitorType.GAMEDIG,
            {"gameId": "frob"},
            "type_data.gameId must be a game of the list in docs/checks.md, such as minecraft, csgo, q3a; got 'frob'",
        ),
        (MonitorType.GRPC, {"port": 0}, "type_data.port must be 1 or more; got 0"),
        (
            MonitorType.GROUP,
            {"monitors": [{"tag": "a", "weight": 0.5}, {"tag": "b", "weight": 0.498}]},
            "type_data.monitors must have weights that sum to 1, but they sum to 0.998",
        ),
        (
            MonitorType.GROUP,
            {"monitors": [{"tag": "a", "weight": 0.5}, {"tag": "a", "weight": 0.5}]},
            "type_data.monitors must name each monitor once, but names 'a' twice",
        ),
        (MonitorType.GROUP, {"monitors": [{"tag": "a"}]}, "type_data.monitors[0].weight must be set"),
        (MonitorType.GROUP, {"monitors": [{"weight": 1}]}, "type_data.monitors[0].tag must be set"),
        (MonitorType.GROUP, {"executionDelay": 60_001}, "type_data.executionDelay must be 60000 or less; got 60001"),
        (
            MonitorType.GROUP,
            {"latencyCalculation": "P50"},
            "type_data.latencyCalculation must be one of AVG, MAX, MIN; got 'P50'",
        ),
        (
            MonitorType.NONE,
            {"overrideWithLastKnownStatus": "YES"},
            "type_data.overrideWithLastKnownStatus must be true or false; got 'YES'",
        ),
    ],
)
def test_what_could_not_work_is_refused_with_field_value_and_rule(monitor_type, type_data, message):
    with pytest.raises(InvalidInput) as refusal:
        read(monitor_type, type_data)

    assert refusal.value.message == message
    assert refusal.value.field == message.split(" ", 1)[0]


def test_thirds_written_with_three_decimals_sum_to_one():
    members = [{"tag": tag, "weight": 0.333} for tag in "abc"]

    assert read(MonitorType.GROUP, {"monitors": members}).missing() is None
