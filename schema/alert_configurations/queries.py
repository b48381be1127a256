"""Finding alert configurations."""

from typing import Annotated

import strawberry

from core.principal import Access
from resolvers import alert_configurations
from resolvers.alert_configurations import AlertConfigurationFilter
from schema.alert_configurations.types import AlertConfiguration
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.enums import Activity, AlertFor, Severity
from schema.node import row_id


@strawberry.input(description="Which alert configurations are wanted; what is left out asks for any.")
class AlertConfigurationFilterInput:
    """Conditions that must all hold."""

    monitor_tags: list[str] | None = strawberry.field(
        default=None, description="Those that watch one of these monitors."
    )
    alert_for: list[AlertFor] | None = strawberry.field(default=None, description="Those that watch one of these.")
    severities: list[Severity] | None = strawberry.field(default=None, description="Those of one of these severities.")
    status: Activity | None = strawberry.field(default=None, description="Those that take part, or those put aside.")

    def wanted(self) -> AlertConfigurationFilter:
        """Return what the resolver takes."""
        return AlertConfigurationFilter(
            monitor_tags=self.monitor_tags, alert_for=self.alert_for, severities=self.severities, status=self.status
        )


@strawberry.type
class AlertConfigurationQueries:
    """Questions about alert configurations."""

    @strawberry.field(description="The alert configuration with this id, or null; for keys.")
    async def alert_configuration(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Its global id, or its number.")],
    ) -> AlertConfiguration | None:
        """Return one configuration."""
        (await info.context.principal()).require(Access.READ)
        row = await info.context.alert_configurations.by_id.load(row_id(id, "AlertConfiguration"))
        return None if row is None else AlertConfiguration.of(row)

    @strawberry.field(description="The alert configurations, newest first; for keys.")
    async def alert_configurations(  # noqa: PLR0917 - GraphQL's arguments have names
        self,
        info: Info,
        filter: Annotated[
            AlertConfigurationFilterInput | None, strawberry.argument(description="Which ones are wanted.")
        ] = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[AlertConfiguration]:
        """Return a page of configurations; a cursor's position is an id."""
        asked = window(first, last, after, before)
        rows = await alert_configurations.page(
            await info.context.principal(),
            (filter or AlertConfigurationFilterInput()).wanted(),
            limit=asked.limit + 1,
            after=asked.after,
            before=asked.before,
            last=asked.from_end,
        )
        return connection(rows, asked, position=lambda row: row.id, node=AlertConfiguration.of)
