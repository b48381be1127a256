"""What an operation of the document is: one method of one path, what it takes and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rest_compat.openapi.schemas import Schema


class Tag(StrEnum):
    """What operations are grouped by."""

    MONITORS = "Monitors"
    DATA = "Monitor Data"
    INCIDENTS = "Incidents"
    COMMENTS = "Incident Comments"
    PAGES = "Pages"
    SITE = "Site"
    MAINTENANCES = "Maintenances"
    EVENTS = "Maintenance Events"


@dataclass(frozen=True, slots=True)
class Query:
    """A parameter of the query."""

    name: str
    schema: Schema
    required: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """The JSON object that an operation takes, and one that it would accept."""

    schema: Schema
    example: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one path, which is written as its route is: "/monitors/{monitor_tag}".

    `answer` is what it answers with `status` when all is well. `refuses` says that it can answer 400 even without a
    body. What else can go wrong follows from the method, the path and the body.
    """

    method: str
    path: str
    id: str
    tag: Tag
    summary: str
    description: str
    answer: Schema
    status: int = 200
    query: tuple[Query, ...] = ()
    body: Body | None = None
    refuses: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    """The operations of one tag, and the schemas that they bring with them."""

    tag: Tag
    description: str
    operations: tuple[Operation, ...]
    schemas: Mapping[str, Schema]
