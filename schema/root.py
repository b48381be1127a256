"""The whole schema, put together from the families of queries and mutations."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from functools import lru_cache, partial
from inspect import isawaitable
from typing import Any

import strawberry
from graphql import GraphQLError, GraphQLFieldResolver, GraphQLResolveInfo, default_field_resolver
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.tools import merge_types
from strawberry.types import ExecutionContext, ExecutionResult

from schema.alert_configurations.mutations import AlertConfigurationMutations
from schema.alert_configurations.queries import AlertConfigurationQueries
from schema.alerts.queries import AlertQueries
from schema.api_keys.mutations import ApiKeyMutations
from schema.api_keys.queries import ApiKeyQueries
from schema.categories.queries import CategoryQueries
from schema.comments.mutations import CommentMutations
from schema.context import Context
from schema.deliveries.mutations import DeliveryMutations
from schema.deliveries.queries import DeliveryQueries
from schema.documents import KEPT_DOCUMENTS, Document
from schema.errors import shown
from schema.execution import ShortWay
from schema.incidents.mutations import IncidentMutations
from schema.incidents.queries import IncidentQueries
from schema.jobs.queries import JobQueries
from schema.maintenance_events.mutations import MaintenanceEventMutations
from schema.maintenance_events.queries import MaintenanceEventQueries
from schema.maintenances.mutations import MaintenanceMutations
from schema.maintenances.queries import MaintenanceQueries
from schema.message_templates.mutations import MessageTemplateMutations
from schema.message_templates.queries import MessageTemplateQueries
from schema.monitors.bulk import MonitorBulkMutations
from schema.monitors.mutations import MonitorMutations
from schema.monitors.queries import MonitorQueries
from schema.monitors.testing import MonitorTests
from schema.node import NodeQueries
from schema.pages.mutations import PageMutations
from schema.pages.queries import PageQueries
from schema.samples.mutations import SampleMutations
from schema.scalars import SCALARS
from schema.site.mutations import SiteMutations
from schema.site.queries import SiteQueries
from schema.steps import Steps
from schema.subscribers.mutations import SubscriberMutations
from schema.subscribers.queries import SubscriberQueries
from schema.triggers.mutations import TriggerMutations
from schema.triggers.queries import TriggerQueries
from schema.viewer.queries import ViewerQueries


def _loading_anew(resolve: GraphQLFieldResolver) -> GraphQLFieldResolver:
    """Return a mutation's resolver before and after which the request forgets what it has loaded."""

    async def resolved(source: object, info: GraphQLResolveInfo[Context], **arguments: Any) -> object:
        # Before it: what the mutations before it showed. After it: what it looked at before it changed it.
        info.context.forget()
        value = resolve(source, info, **arguments)
        try:
            return await value if isawaitable(value) else value
        finally:
            info.context.forget()

    return resolved


class Schema(strawberry.Schema):
    """The stock schema, whose errors are logged by `shown` alone: it knows which ones are faults of ours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let each mutation show what is stored, whatever was loaded before it; queries go on as they are."""
        super().__init__(*args, **kwargs)
        self._read = lru_cache(KEPT_DOCUMENTS)(partial(Document, self._schema))
        for field in self._schema.mutation_type.fields.values() if self._schema.mutation_type else ():
            field.resolve = _loading_anew(field.resolve or default_field_resolver)

    def create_extensions_runner(self, execution_context: ExecutionContext, extensions: list[SchemaExtension]) -> Steps:  # noqa: ARG002 - the library's
        """Return our own steps, in the place of extensions."""
        return Steps(execution_context, self._read)

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Log nothing."""

    async def execute(self, *args: Any, **kwargs: Any) -> ExecutionResult:
        """Execute, and show also those errors that steps ended with: the operation's own end did not come then."""
        result = await super().execute(*args, **kwargs)
        if result.errors:
            result.errors = [shown(error) for error in result.errors]
        return result

    async def stream(self, *args: Any, **kwargs: Any) -> Any:
        """Execute what comes by a socket, and show its errors as `execute` does."""
        return _shown_one_by_one(await super().stream(*args, **kwargs))


async def _shown_one_by_one(results: Any) -> AsyncIterator[Any]:
    async with aclosing(results):
        async for result in results:
            if result.errors:
                result.errors = [shown(error) for error in result.errors]
            yield result


def build_schema() -> Schema:
    """Return the schema."""
    query = merge_types(
        "Query",
        (
            NodeQueries,
            MonitorQueries,
            CategoryQueries,
            IncidentQueries,
            MaintenanceQueries,
            MaintenanceEventQueries,
            PageQueries,
            SiteQueries,
            AlertQueries,
            AlertConfigurationQueries,
            TriggerQueries,
            DeliveryQueries,
            ApiKeyQueries,
            JobQueries,
            ViewerQueries,
            SubscriberQueries,
            MessageTemplateQueries,
        ),
    )
    mutation = merge_types(
        "Mutation",
        (
            MonitorMutations,
            MonitorBulkMutations,
            MonitorTests,
            SampleMutations,
            IncidentMutations,
            CommentMutations,
            MaintenanceMutations,
            MaintenanceEventMutations,
            PageMutations,
            SiteMutations,
            AlertConfigurationMutations,
            TriggerMutations,
            DeliveryMutations,
            ApiKeyMutations,
            SubscriberMutations,
            MessageTemplateMutations,
        ),
    )
    for root, description in ((query, "What can be read."), (mutation, "What can be done.")):
        root.__strawberry_definition__.description = description  # type: ignore[attr-defined] # set by strawberry
    return Schema(
        query=query,
        mutation=mutation,
        execution_context_class=ShortWay,
        config=StrawberryConfig(scalar_map=SCALARS, relay_max_results=1000),
    )


def print_schema() -> str:
    """Return the schema in GraphQL's schema definition language, as it is committed.

    `@oneOf` is the language's own directive, which is not to be defined again.
    """
    return build_schema().as_str().replace("directive @oneOf on INPUT_OBJECT\n\n", "") + "\n"
