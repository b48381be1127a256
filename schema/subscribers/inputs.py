"""What subscriptions are asked for with, and what subscribers are added and changed by."""

import strawberry

from models.enums import SubscriberChannel as Channel
from resolvers.subscribers import NewSubscriber, SubscriberChanges
from resolvers.subscriptions import Request
from schema.changes import mentioned

_NEVER_NULL = ("pages", "monitors", "wants_incidents", "wants_maintenances")


@strawberry.input(description="Where messages are sent to.", one_of=True)
class SubscriberAddressInput:
    """A mail address or a webhook."""

    email: str | None = strawberry.field(default=strawberry.UNSET, description="A mail address.")
    webhook_url: str | None = strawberry.field(
        default=strawberry.UNSET, description="An http or https address that takes POST requests of JSON."
    )

    def read(self) -> tuple[Channel, str]:
        """Return the channel, and the address."""
        if isinstance(self.email, str):
            return Channel.EMAIL, self.email
        return Channel.WEBHOOK, self.webhook_url or ""


@strawberry.input(description="A subscription that somebody wants; without pages and monitors, to everything.")
class SubscriptionRequestInput:
    """What a visitor asks for."""

    address: SubscriberAddressInput = strawberry.field(description="Where messages are to be sent.")
    pages: list[str] = strawberry.field(default_factory=list, description="Paths of pages to follow.")
    monitors: list[str] = strawberry.field(default_factory=list, description="Tags of monitors to follow.")
    wants_incidents: bool = strawberry.field(default=True, description="Whether to be told of incidents.")
    wants_maintenances: bool = strawberry.field(default=True, description="Whether to be told of maintenances.")

    def asked(self) -> Request:
        """Return what the resolver takes."""
        channel, address = self.address.read()
        return Request(
            channel=channel,
            address=address,
            pages=self.pages,
            monitors=self.monitors,
            wants_incidents=self.wants_incidents,
            wants_maintenances=self.wants_maintenances,
        )


@strawberry.input(description="The confirmation of a subscription.")
class SubscriptionConfirmInput:
    """A link's token."""

    token: str = strawberry.field(description="What stands last in the link that was sent to confirm.")


@strawberry.input(description="The end of a subscription.")
class SubscriptionCancelInput:
    """A link's token."""

    token: str = strawberry.field(description="What stands last in the link to unsubscribe of every message.")


@strawberry.input(
    description="A new subscriber, who counts as having confirmed; without pages and monitors, everything."
)
class SubscriberCreateInput:
    """Who is added."""

    address: SubscriberAddressInput = strawberry.field(description="Where messages are to be sent.")
    pages: list[str] = strawberry.field(default_factory=list, description="Paths of pages to follow.")
    monitors: list[str] = strawberry.field(
        default_factory=list, description="Tags of monitors to follow; hidden ones are told of once they are public."
    )
    wants_incidents: bool = strawberry.field(default=True, description="Whether to be told of incidents.")
    wants_maintenances: bool = strawberry.field(default=True, description="Whether to be told of maintenances.")

    def new_subscriber(self) -> NewSubscriber:
        """Return what the resolver takes."""
        channel, address = self.address.read()
        return NewSubscriber(
            channel=channel,
            address=address,
            pages=self.pages,
            monitors=self.monitors,
            wants_incidents=self.wants_incidents,
            wants_maintenances=self.wants_maintenances,
        )


@strawberry.input(description="What is to change of a subscriber; what is left out stays as it is.")
class SubscriberUpdateInput:
    """Changes of a subscriber."""

    id: strawberry.ID = strawberry.field(description="The subscriber's global id.")
    pages: list[str] | None = strawberry.field(
        default=strawberry.UNSET,
        description="Paths of pages to follow. With `monitors` they replace all that is followed; neither: everything.",
    )
    monitors: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="Tags of monitors to follow; see `pages`."
    )
    wants_incidents: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether to be told of incidents."
    )
    wants_maintenances: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether to be told of maintenances."
    )

    def changes(self) -> SubscriberChanges:
        """Return what the resolver takes; raises InvalidInput for a null."""
        return SubscriberChanges(**mentioned(self, never_null=_NEVER_NULL, but=("id",)))


@strawberry.input(description="A subscriber that is to be removed, with all messages to them.")
class SubscriberDeleteInput:
    """A subscriber."""

    id: strawberry.ID = strawberry.field(description="The subscriber's global id.")
