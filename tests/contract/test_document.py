"""Our OpenAPI document promises everything that the contract promises."""

import json
from copy import deepcopy
from pathlib import Path

import pytest

from rest_compat.openapi.document import document
from tests.contract.schema_comparison import Documents

CONTRACT = json.loads((Path(__file__).parent / "openapi_v4.json").read_text())


def test_our_document_promises_what_the_contract_does():
    assert Documents(ours=document(), contract=CONTRACT).differences() == []


def test_both_have_the_same_operations():
    def operations(described):
        return sorted(
            (path, method, operation["operationId"])
            for path, item in described["paths"].items()
            for method, operation in item.items()
            if method != "parameters"
        )

    assert operations(document()) == operations(CONTRACT)
    assert len(operations(document())) == 37


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("paths /api/v4/site", "/api/v4/site: is missing"),
        ("paths /api/v4/pages post", "POST /api/v4/pages: is missing"),
        ("paths /api/v4/pages get responses 401", "GET /api/v4/pages: 401 is missing"),
        ("paths /api/v4/incidents get parameters 2", "the parameter ('query', 'monitor_tags') is missing"),
        ("components schemas Incident properties status", "the property status is missing"),
        ("components schemas Incident required title", "['title'] are not required"),
        ("components schemas Incident additionalProperties", None),
        ("components schemas CreatePageRequest required page_title", "['page_title'] are not required"),
        ("components schemas CreatePageRequest properties page_title minLength", None),
        ("components schemas MonitoringDataPoint properties latency minimum", "minimum is None, not 0"),
        ("components schemas MonitorImpact properties impact enum UP", "the words ['UP'] are missing"),
        ("components schemas Maintenance properties monitors items", "the types ['object'] are missing"),
        ("components schemas UpdateMonitorRequest properties type_data oneOf 1", "the types ['null'] are missing"),
        ("components schemas UpdateMaintenanceEventRequest oneOf 0", "the alternative Window edit is missing"),
    ],
)
def test_the_comparison_sees_what_is_taken_away_and_lets_pass_what_only_limited(path, expected):
    ours = deepcopy(document())
    *parents, last = path.split()
    place = ours
    for name in parents:
        place = place[int(name) if isinstance(place, list) else name]
    if not isinstance(place, list):
        del place[last]
    elif last.isdigit():
        del place[int(last)]
    else:
        place.remove(last)

    differences = Documents(ours=ours, contract=CONTRACT).differences()

    assert any(expected in difference for difference in differences) if expected else differences == []
