"""Which deliveries are wanted."""

import strawberry

from resolvers.deliveries import DeliveryFilter
from schema.enums import DeliveryState, MessageKind
from schema.node import row_id


@strawberry.input(description="Which deliveries are wanted; what is left out asks for any.")
class DeliveryFilterInput:
    """Conditions that must all hold."""

    states: list[DeliveryState] | None = strawberry.field(default=None, description="Those in one of these states.")
    kinds: list[MessageKind] | None = strawberry.field(default=None, description="Those that tell of one of these.")
    trigger_id: strawberry.ID | None = strawberry.field(
        default=None, description="Those to this trigger: its global id, or its number."
    )
    alert_id: strawberry.ID | None = strawberry.field(
        default=None, description="Those of this alert: its global id, or its number."
    )

    def wanted(self) -> DeliveryFilter:
        """Return what the resolver takes."""
        return DeliveryFilter(
            states=self.states,
            kinds=self.kinds,
            trigger_id=None if self.trigger_id is None else row_id(self.trigger_id, "Trigger"),
            alert_id=None if self.alert_id is None else row_id(self.alert_id, "Alert"),
        )


@strawberry.input(description="A delivery that is to be sent once more.")
class DeliveryRedeliverInput:
    """A delivery."""

    id: strawberry.ID = strawberry.field(description="The delivery's global id, or its number.")


@strawberry.input(description="Deliveries that are to be sent once more: either ids or a filter.")
class DeliveriesRedeliverInput:
    """Deliveries."""

    ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="The deliveries' global ids, or numbers: 1000 at most."
    )
    filter: DeliveryFilterInput | None = strawberry.field(
        default=None, description="Which deliveries are meant; it must name their states."
    )
