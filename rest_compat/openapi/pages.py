"""Pages, as OpenAPI describes them."""

from collections.abc import Mapping

from models.page_settings import DEFAULTS, MAX_DAYS, MonitorLayout
from rest_compat.openapi.monitors import MONITOR_FIELDS
from rest_compat.openapi.operations import Body, Family, Operation, Tag
from rest_compat.openapi.schemas import (
    Schema,
    array,
    flag,
    instant,
    integer,
    record,
    ref,
    shown,
    text,
    word,
    wrapped,
)

_TITLE = "What stands in the browser's tab."
_HEADER = "What stands at the top of the page."
_SUBHEADER = "What stands below the header."
_LOGO = "The address of the page's logo."
_TAGS = "The tags of the monitors on the page, in their order."
_PATH = (
    "The path of the page. It is put into lower case, blanks become `-`, and all but letters, digits, `-` and `_` is "
    "dropped."
)


def _open(description: str, properties: Mapping[str, Schema]) -> Schema:
    """Return settings that belong together; names that are unknown are ignored."""
    return {**record(description, properties), "additionalProperties": True}


def _shown(what: str) -> Schema:
    return flag(f"Whether {what} are shown.", default=True)


def _count(description: str, default: int) -> Schema:
    return integer(description, least=0, default=default)


def _past(what: str) -> Schema:
    past = DEFAULTS.incidents.resolved
    return _open(
        f"Which {what} are shown.",
        {
            "show": _shown(what),
            "max_count": _count(f"How many {what} are shown at most.", past.max_count),
            "days_in_past": _count(f"Of how many days {what} are shown.", past.days_in_past),
        },
    )


_UPCOMING = _open(
    "Which planned maintenance events are shown.",
    {
        "show": _shown("planned maintenance events"),
        "max_count": _count(
            "How many planned events are shown at most.", DEFAULTS.include_maintenances.ongoing.upcoming.max_count
        ),
        "days_in_future": _count(
            "Of how many days planned events are shown.", DEFAULTS.include_maintenances.ongoing.upcoming.days_in_future
        ),
    },
)
_DAYS = DEFAULTS.monitor_status_history_days
_SETTINGS = {
    "incidents": _open(
        "Which incidents are shown.",
        {
            "enabled": _shown("incidents"),
            "ongoing": _open("Incidents that go on.", {"show": _shown("incidents that go on")}),
            "resolved": _past("resolved incidents"),
        },
    ),
    "include_maintenances": _open(
        "Which maintenance events are shown.",
        {
            "enabled": _shown("maintenance events"),
            "ongoing": _open(
                "Events that go on; those that are over and those to come stand below them.",
                {
                    "show": _shown("maintenance events that go on"),
                    "past": _past("past maintenance events"),
                    "upcoming": _UPCOMING,
                },
            ),
        },
    ),
    "monitor_status_history_days": record(
        "How many days of a monitor's past are shown.",
        {
            "desktop": integer("On a wide screen.", least=1, most=MAX_DAYS, default=_DAYS.desktop),
            "mobile": integer("On a narrow screen.", least=1, most=MAX_DAYS, default=_DAYS.mobile),
        },
    ),
    "monitor_layout_style": word(
        "How the monitors are laid out.", MonitorLayout, default=str(DEFAULTS.monitor_layout_style)
    ),
    "meta_page_title": text("The title for search engines and previews; absent until it is set."),
    "meta_page_description": text("The description for search engines and previews; absent until it is set."),
    "social_page_preview_image": text("The address of the picture in previews; absent until it is set."),
}
_PAGE = {
    "id": integer("The number of the page."),
    "page_path": text("The path of the page; `~home` is the home page.", examples=["internal"]),
    "page_title": text(_TITLE),
    "page_header": text(_HEADER),
    "page_subheader": text(_SUBHEADER, nullable=True),
    "page_logo": text(_LOGO, nullable=True),
    "page_settings": ref("PageSettings", "All settings of the page, with the defaults of those never set."),
    "monitors": array("The monitors on the page, in their order.", ref("PageMonitor")),
    "created_at": instant("When the page was made."),
    "updated_at": instant("When the page was last changed."),
}
_PLACED = {
    "monitor_tag": text("The tag once more, under the name that some clients read.", examples=["shop"]),
    "position": integer("The place on the page; lower ones stand first.", least=0),
}
_CHANGED_SETTINGS = ref("PageSettings", "The settings that differ; those that are missing stay as they are.")
_SCHEMAS = {
    "PageSettings": _open("What a page shows, and how.", _SETTINGS),
    "PageMonitor": shown("A monitor on a page.", {**MONITOR_FIELDS, **_PLACED}),
    "Page": shown("A public status page.", _PAGE),
    "CreatePageRequest": record(
        "What a page is made from.",
        {
            "page_path": text(_PATH, examples=["internal"]),
            "page_title": text(_TITLE, at_least=1),
            "page_header": text(_HEADER, at_least=1),
            "page_subheader": text(_SUBHEADER, nullable=True),
            "page_logo": text(_LOGO, nullable=True),
            "page_settings": _CHANGED_SETTINGS,
            "monitors": array(_TAGS, text("The tag of a monitor."), nullable=True),
        },
        required=["page_path", "page_title", "page_header"],
    ),
    "UpdatePageRequest": record(
        "What is to change; a field that is missing stays as it is.",
        {
            "page_path": text(f"{_PATH} The path of the home page can't change."),
            "page_title": text(_TITLE),
            "page_header": text(_HEADER),
            "page_subheader": text(_SUBHEADER, nullable=True),
            "page_logo": text(_LOGO, nullable=True),
            "page_settings": _CHANGED_SETTINGS,
            "monitors": array(
                f"{_TAGS} They replace those that are there.", text("The tag of a monitor."), nullable=True
            ),
        },
    ),
}
_ONE = wrapped("The page.", page=ref("Page", "The page."))

_OPERATIONS = (
    Operation(
        method="GET",
        path="/pages",
        id="listPages",
        tag=Tag.PAGES,
        summary="List pages",
        description="Returns all pages, each with its settings and its monitors.",
        answer=wrapped("The pages.", pages=array("The pages.", ref("Page"))),
    ),
    Operation(
        method="POST",
        path="/pages",
        id="createPage",
        tag=Tag.PAGES,
        summary="Create a page",
        description="Makes a page. A path that is taken is refused with 400; so is one of which nothing is left, for "
        "the empty path is the home page's.",
        body=Body(
            ref("CreatePageRequest"),
            {
                "page_path": "internal",
                "page_title": "Internal services",
                "page_header": "Our internal services",
                "monitors": ["shop"],
            },
        ),
        answer=_ONE,
        status=201,
    ),
    Operation(
        method="GET",
        path="/pages/{page_path}",
        id="getPage",
        tag=Tag.PAGES,
        summary="Get a page",
        description="Returns one page with its settings and its monitors. The home page always exists.",
        answer=_ONE,
    ),
    Operation(
        method="PATCH",
        path="/pages/{page_path}",
        id="updatePage",
        tag=Tag.PAGES,
        summary="Change a page",
        description="Changes the fields that are given. `page_settings` are merged leaf by leaf; `monitors` replaces "
        "the whole list.",
        body=Body(
            ref("UpdatePageRequest"),
            {"page_header": "All services", "page_settings": {"incidents": {"resolved": {"max_count": 10}}}},
        ),
        answer=_ONE,
    ),
    Operation(
        method="DELETE",
        path="/pages/{page_path}",
        id="deletePage",
        tag=Tag.PAGES,
        summary="Delete a page",
        description="Deletes a page; its monitors stay. The home page can't be deleted, which is refused with 400.",
        answer=ref("MessageResponse"),
        refuses=True,
    ),
)

FAMILY = Family(Tag.PAGES, "The public status pages, and the monitors on them.", _OPERATIONS, _SCHEMAS)
