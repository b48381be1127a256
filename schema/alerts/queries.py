"""Finding alerts."""

from datetime import datetime
from typing import Annotated

import strawberry

from core.principal import Access
from resolvers import alerts
from resolvers.alerts import AlertFilter
from schema.alerts.types import Alert
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.enums import AlertStatus, Severity
from schema.instants import optional_seconds
from schema.node import row_id


@strawberry.input(description="Which alerts are wanted; what is left out asks for any.")
class AlertFilterInput:
    """Conditions that must all hold."""

    states: list[AlertStatus] | None = strawberry.field(default=None, description="Those in one of these states.")
    severities: list[Severity] | None = strawberry.field(default=None, description="Those of one of these severities.")
    monitor_tags: list[str] | None = strawberry.field(default=None, description="Those about one of these monitors.")
    configuration_id: strawberry.ID | None = strawberry.field(
        default=None, description="Those of this configuration: its global id, or its number."
    )
    incident_id: strawberry.ID | None = strawberry.field(
        default=None, description="Those that opened this incident: its global id, or its number."
    )
    triggered_after: datetime | None = strawberry.field(default=None, description="Those that began then or later.")
    triggered_before: datetime | None = strawberry.field(default=None, description="Those that began then or earlier.")

    def wanted(self) -> AlertFilter:
        """Return what the resolver takes."""
        return AlertFilter(
            states=self.states,
            severities=self.severities,
            monitor_tags=self.monitor_tags,
            configuration_id=_optional_row(self.configuration_id, "AlertConfiguration"),
            incident_id=_optional_row(self.incident_id, "Incident"),
            triggered_after=optional_seconds(self.triggered_after),
            triggered_before=optional_seconds(self.triggered_before),
        )


def _optional_row(given: strawberry.ID | None, kind: str) -> int | None:
    return None if given is None else row_id(given, kind)


@strawberry.type
class AlertQueries:
    """Questions about alerts."""

    @strawberry.field(description="The alert with this id, or null; for keys.")
    async def alert(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Its global id, or its number.")],
    ) -> Alert | None:
        """Return one alert."""
        (await info.context.principal()).require(Access.READ)
        row = await info.context.alerts.by_id.load(row_id(id, "Alert"))
        return None if row is None else Alert.of(row)

    @strawberry.field(description="The alerts, newest first; for keys.")
    async def alerts(  # noqa: PLR0917 - GraphQL's arguments have names
        self,
        info: Info,
        filter: Annotated[AlertFilterInput | None, strawberry.argument(description="Which alerts are wanted.")] = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Alert]:
        """Return a page of alerts; a cursor's position is an id."""
        asked = window(first, last, after, before)
        rows = await alerts.page(
            await info.context.principal(),
            (filter or AlertFilterInput()).wanted(),
            limit=asked.limit + 1,
            after=asked.after,
            before=asked.before,
            last=asked.from_end,
        )
        return connection(rows, asked, position=lambda row: row.id, node=Alert.of)
