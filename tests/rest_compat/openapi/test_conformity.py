"""What the server answers is what the document says, for requests that schemathesis makes up from the document."""

import asyncio

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from rest_compat.openapi.document import document
from tests.rest_compat.seeds import sow

load_all_checks()
_CHECKS = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    ]
)
_SCHEMA = schemathesis.openapi.from_dict(document())
_OPERATIONS = {
    each.definition.raw["operationId"]: each for each in (found.ok() for found in _SCHEMA.get_all_operations())
}
# Hypothesis makes the same requests in every run.
_bounded = settings(
    max_examples=12,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("operation_id", list(_OPERATIONS))
async def test_answers_are_as_the_document_says(operation_id, client: httpx.AsyncClient):
    operation = _OPERATIONS[operation_id]
    cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))
    seeds = await sow(client)
    loop = asyncio.get_running_loop()

    @_bounded
    @given(case=cases, existing=st.booleans())
    def run(case, existing):
        if existing and case.path_parameters:
            case.path_parameters = {name: seeds.addresses[name] for name in case.path_parameters}
        request = requests.Request(**case.as_transport_kwargs(base_url="http://localhost:3000")).prepare()
        request.headers["Authorization"] = client.headers["authorization"]
        sent = client.request(request.method, request.url, headers=request.headers, content=request.body)
        answer = asyncio.run_coroutine_threadsafe(sent, loop).result()
        case.validate_response(answer, checks=_CHECKS)

    await asyncio.to_thread(run)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_answers_to_the_wrong_key_are_as_the_document_says(client: httpx.AsyncClient, reader: httpx.AsyncClient):
    seeds = await sow(client)
    for operation_id, operation in _OPERATIONS.items():
        names = [parameter.name for parameter in operation.path_parameters]
        case = operation.Case(path_parameters={name: seeds.addresses[name] for name in names})
        path = f"http://localhost:3000{case.formatted_path}"

        unknown = await reader.request(case.method, path, headers={"authorization": "Bearer nobody's"})
        case.validate_response(unknown, checks=_CHECKS)
        assert unknown.status_code == 401, operation_id
        assert unknown.headers["www-authenticate"] == "Bearer"

        if case.method != "GET":
            forbidden = await reader.request(case.method, path)
            case.validate_response(forbidden, checks=_CHECKS)
            assert forbidden.status_code == 403, operation_id
