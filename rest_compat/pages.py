"""Pages: /pages and /pages/{page_path}; the home page is written `~home`."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from core.errors import InvalidInput
from core.principal import Principal
from core.unset import UNSET, Unset
from models.page import Page
from resolvers import pages
from resolvers.pages import NewPage, PageChanges
from rest_compat import bodies
from rest_compat.bodies import Body
from rest_compat.monitors import monitor_json
from rest_compat.routes import Call, Resource, answer


async def _addressed_page(call: Call) -> Page:
    """Return the page whose path stands in the path; raises NotFound."""
    return await pages.get(call.principal, call.path["page_path"])


async def _all_json(principal: Principal, found: Sequence[Page]) -> list[dict[str, Any]]:
    placed = await pages.placed_on(principal, [page.id for page in found])
    return [
        {
            "id": page.id,
            "page_path": pages.written_path(page),
            "page_title": page.title,
            "page_header": page.header,
            "page_subheader": page.subheader,
            "page_logo": page.logo,
            "page_settings": pages.settings_of(page).to_json(),
            "monitors": [
                {**monitor_json(each.monitor), "monitor_tag": each.monitor.tag, "position": each.position}
                for each in placed[page.id]
            ],
            "created_at": page.created_at,
            "updated_at": page.updated_at,
        }
        for page in found
    ]


async def _one(principal: Principal, page: Page, status: int = 200) -> Response:
    (shown,) = await _all_json(principal, [page])
    return answer({"page": shown}, status)


async def _list(call: Call, _nothing: None) -> Response:
    return answer({"pages": await _all_json(call.principal, await pages.list_pages(call.principal))})


def _path(body: Body, message: str) -> str:
    path = body.get("page_path")
    if not isinstance(path, str):
        raise InvalidInput(message, "page_path")
    return path


def _tags(body: Body) -> list[str]:
    """Return the tags of the monitors; none where the field is null or not there."""
    message = "monitors must be an array of monitor tags"
    tags = bodies.list_(body, "monitors", message) or []
    if not all(isinstance(tag, str) for tag in tags):
        raise InvalidInput(message, "monitors")
    return tags


async def _create(call: Call, _nothing: None) -> Response:
    body = await call.body()
    new = NewPage(
        path=_path(body, "page_path is required and must be a string"),
        title=_required(body, "page_title"),
        header=_required(body, "page_header"),
        subheader=bodies.text(body, "page_subheader"),
        logo=bodies.text(body, "page_logo"),
        monitors=_tags(body),
        settings=body.get("page_settings", UNSET),
    )
    return await _one(call.principal, await pages.create(call.principal, new), 201)


def _required(body: Body, field: str) -> str:
    return bodies.required_text(body, field, f"{field} is required and must be a non-empty string")


async def _get(call: Call, page: Page) -> Response:
    return await _one(call.principal, page)


async def _update(call: Call, page: Page) -> Response:
    body = await call.body()
    changes = PageChanges(
        path=_path(body, "page_path must be a string") if "page_path" in body else UNSET,
        title=_changed(body, "page_title"),
        header=_changed(body, "page_header"),
        subheader=bodies.changed_text(body, "page_subheader"),
        logo=bodies.changed_text(body, "page_logo"),
        monitors=UNSET if body.get("monitors") is None else _tags(body),
        settings=body.get("page_settings", UNSET),
    )
    return await _one(call.principal, await pages.update(call.principal, page.path, changes))


def _changed(body: Body, field: str) -> str | Unset:
    return bodies.required_text(body, field, f"{field} must be a non-empty string") if field in body else UNSET


async def _delete(call: Call, page: Page) -> Response:
    await pages.delete(call.principal, page.path)
    return answer({"message": f"Page '{page.path}' deleted successfully"})


ROUTES = (
    Resource("/pages", {"GET": _list, "POST": _create}),
    Resource("/pages/{page_path}", {"GET": _get, "PATCH": _update, "DELETE": _delete}, _addressed_page),
)
