"""The site's entries: /site and /site/{config_key}."""

from typing import Any

from starlette.responses import Response

from core.errors import InvalidInput
from resolvers import site
from resolvers.site import Entry
from resolvers.site_keys import Kind, SiteKey, key_of
from rest_compat.routes import Call, Resource, answer

_READ_TYPES = {Kind.TEXT: "string", Kind.NUMBER: "number", Kind.JSON: "object"}
# v4 answers a change with the type that the key was declared with, and its numbers were declared as text.
_WRITTEN_TYPES = {**_READ_TYPES, Kind.NUMBER: "string"}


async def _addressed_key(call: Call) -> SiteKey:
    """Return the key that stands in the path; raises NotFound for a name that is none."""
    return key_of(call.path["config_key"])


def _json(entry: Entry, types: dict[Kind, str]) -> dict[str, Any]:
    value = str(entry.value) if entry.kind is Kind.NUMBER else entry.value
    return {"key": entry.key, "value": value, "data_type": types[entry.kind]}


async def _list(call: Call, _nothing: None) -> Response:
    entries = await site.list_entries(call.principal)
    return answer({"site_data": [_json(entry, _READ_TYPES) for entry in entries]})


async def _get(call: Call, key: SiteKey) -> Response:
    return answer(_json(await site.get(call.principal, key), _READ_TYPES))


async def _update(call: Call, key: SiteKey) -> Response:
    body = await call.body()
    if "value" not in body:
        raise InvalidInput("value is required", "value")
    return answer(_json(await site.put(call.principal, key, body["value"]), _WRITTEN_TYPES))


ROUTES = (
    Resource("/site", {"GET": _list}),
    Resource("/site/{config_key}", {"GET": _get, "PATCH": _update}, _addressed_key),
)
