"""Which monitors a list holds, and in which order."""

from typing import Annotated

import strawberry

from resolvers.monitor_lists import MAX_VALUES, MonitorFilter, MonitorOrder, Ordering
from schema.enums import Activity, MonitorType, SortDirection, Status, described

described(
    MonitorOrder,
    "What a list of monitors is put in order by.",
    CREATED_AT="When they were made.",
    UPDATED_AT="When they were last changed.",
    TAG="Their tags.",
    NAME="Their names, whatever the case of English letters.",
    CATEGORY_NAME="The headings that they stand under; those without one come first in ascending order.",
)


@strawberry.input(description="Which monitors are wanted; what is left out asks for any, an empty list for none.")
class MonitorFilterInput:
    """Conditions that must all hold."""

    types: list[MonitorType] | None = strawberry.field(default=None, description="Those of one of these types.")
    statuses: list[Activity] | None = strawberry.field(
        default=None, description="Those that are checked, or those that are put aside."
    )
    current_statuses: list[Status] | None = strawberry.field(
        default=None, description="Those whose newest sample has one of these statuses; without a sample it is NO_DATA."
    )
    category_names: list[str] | None = strawberry.field(
        default=None, description=f"Those that stand under one of these headings; {MAX_VALUES} at most."
    )
    tags: list[str] | None = strawberry.field(
        default=None, description=f"Those with one of these tags; {MAX_VALUES} at most."
    )
    search: str | None = strawberry.field(
        default=None,
        description="Those whose tag, name, description or heading holds this text, whatever the case of English "
        "letters; a blank text asks for any.",
    )
    is_hidden: bool | None = strawberry.field(
        default=None, description="Those that are kept from public pages, or those that are not."
    )

    def wanted(self) -> MonitorFilter:
        """Return what the resolvers take."""
        return MonitorFilter(
            types=self.types,
            statuses=self.statuses,
            current_statuses=self.current_statuses,
            category_names=self.category_names,
            tags=self.tags,
            search=self.search,
            is_hidden=self.is_hidden,
        )


# Where a filter stands within a mutation's input.
FILTER_PATHS = {
    name: f"filter.{name}"
    for name in ("types", "statuses", "current_statuses", "category_names", "tags", "search", "is_hidden")
}


@strawberry.input(description="An order of monitors; those with the same value stand in the order they were made in.")
class MonitorOrderInput:
    """What a list is put in order by, and in which direction."""

    field: MonitorOrder = strawberry.field(description="What they are put in order by.")
    direction: SortDirection = strawberry.field(default=SortDirection.ASC, description="Which end comes first.")

    def ordering(self) -> Ordering:
        """Return what the resolver takes."""
        return Ordering(self.field, descending=self.direction is SortDirection.DESC)


Filter = Annotated[MonitorFilterInput | None, strawberry.argument(description="Which monitors are wanted.")]
OrderBy = Annotated[
    MonitorOrderInput | None, strawberry.argument(description="In which order; newest first by default.")
]
