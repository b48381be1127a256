"""The whole schema, put together from the families of queries and mutations."""

import strawberry
from strawberry import relay
from strawberry.schema.config import StrawberryConfig
from strawberry.tools import merge_types

from schema.api_keys.mutations import ApiKeyMutations
from schema.api_keys.queries import ApiKeyQueries
from schema.errors import ShowErrors
from schema.incidents.queries import IncidentQueries
from schema.limits import limits
from schema.maintenances.queries import MaintenanceQueries
from schema.monitors.mutations import MonitorMutations
from schema.monitors.queries import MonitorQueries
from schema.pages.queries import PageQueries
from schema.samples.mutations import SampleMutations
from schema.scalars import SCALARS
from schema.viewer.queries import ViewerQueries


def build_schema() -> strawberry.Schema:
    """Return the schema. Its query type is made anew each time: `node` fields belong to one schema."""

    @strawberry.type
    class NodeQueries:
        node: relay.Node | None = relay.node(description="The object with this global id.")

    query = merge_types(
        "Query",
        (NodeQueries, MonitorQueries, IncidentQueries, MaintenanceQueries, PageQueries, ApiKeyQueries, ViewerQueries),
    )
    mutation = merge_types("Mutation", (MonitorMutations, SampleMutations, ApiKeyMutations))
    return strawberry.Schema(
        query=query,
        mutation=mutation,
        extensions=[ShowErrors, *limits()],
        config=StrawberryConfig(scalar_map=SCALARS, relay_max_results=1000),
    )


def print_schema() -> str:
    """Return the schema in GraphQL's schema definition language, as it is committed."""
    return build_schema().as_str() + "\n"
