"""The configuration of each type of trigger, as it is shown: a union. Only who may write sees secrets."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

import strawberry

from core.errors import InvalidInput
from core.principal import Access, Principal
from models import trigger_config
from models.enums import TriggerType
from models.trigger import Trigger as TriggerRow
from models.trigger_config import AppriseConfig, DiscordConfig, EmailConfig, SlackConfig, WebhookConfig
from schema.instants import instant

_HIDDEN = "[hidden]"


def _address(url: str, *, with_secrets: bool) -> str:
    """Return an address, without what may be a token in it for who may not see that."""
    if with_secrets:
        return url
    scheme, _, rest = url.partition("://")
    host = urlsplit(url).netloc if scheme in {"http", "https"} and "$" not in rest.partition("/")[0] else ""
    return f"{scheme}://{host}/{_HIDDEN}" if host else f"{scheme}://{_HIDDEN}"


@strawberry.type(description="A header of a webhook's request.")
class WebhookHeader:
    """A name and its value."""

    name: str = strawberry.field(description="The header's name.")
    value: str | None = strawberry.field(
        description="Its value; `$NAME` stands for an allowed secret. Null for a key that may not write."
    )


@strawberry.type(description="A request that is signed after the Standard Webhooks specification.")
class WebhookConfiguration:
    """What a webhook is sent."""

    url: str = strawberry.field(description="Where the request goes; its path is hidden from a key that may not write.")
    headers: list[WebhookHeader] = strawberry.field(description="Headers beside those of the specification.")
    body: str | None = strawberry.field(description="The template of the body; null: the product's own payload.")
    secret: str | None = strawberry.field(
        description="What signs the requests, `whsec_...`; null for a key that may not write."
    )
    previous_secret: str | None = strawberry.field(
        description="What signs them as well for a while; null when there is none, or for a key that may not write."
    )
    previous_secret_until: datetime | None = strawberry.field(description="Until when the previous secret signs.")

    @classmethod
    def of(cls, config: WebhookConfig, *, with_secrets: bool) -> Self:
        """Return the configuration as GraphQL shows it."""
        until = config.previous_until
        return cls(
            url=_address(config.url, with_secrets=with_secrets),
            headers=[
                WebhookHeader(name=header.name, value=header.value if with_secrets else None)
                for header in config.headers
            ],
            body=config.body,
            secret=config.secret if with_secrets else None,
            previous_secret=config.previous_secret if with_secrets else None,
            previous_secret_until=None if until is None else instant(until),
        )


@strawberry.type(description="A mail through the installation's mail server.")
class EmailConfiguration:
    """What a mail is made from."""

    to: list[str] = strawberry.field(description="Who gets it.")
    sender: str | None = strawberry.field(name="from", description="Whom it comes from; null: the installation's own.")
    subject: str | None = strawberry.field(description="The template of the subject; null: the product's own.")
    html: str | None = strawberry.field(description="The template of the HTML.")
    text: str | None = strawberry.field(
        description="The template of the text. With neither this nor html, the product's own are sent."
    )

    @classmethod
    def of(cls, config: EmailConfig, *, with_secrets: bool) -> Self:
        """Return the configuration as GraphQL shows it."""
        return cls(to=list(config.to), sender=config.sender, subject=config.subject, html=config.html, text=config.text)


@strawberry.type(description="A message into a channel of Slack.")
class SlackConfiguration:
    """What a channel's incoming webhook is sent."""

    url: str = strawberry.field(
        description="The incoming webhook's address; its path is hidden from a key that may not write."
    )
    body: str | None = strawberry.field(description="The template of the payload; null: the product's own blocks.")

    @classmethod
    def of(cls, config: SlackConfig, *, with_secrets: bool) -> Self:
        """Return the configuration as GraphQL shows it."""
        return cls(url=_address(config.url, with_secrets=with_secrets), body=config.body)


@strawberry.type(description="A message into a channel of Discord.")
class DiscordConfiguration:
    """What a channel's webhook is sent."""

    url: str = strawberry.field(description="The webhook's address; its path is hidden from a key that may not write.")
    body: str | None = strawberry.field(description="The template of the payload; null: the product's own embed.")

    @classmethod
    def of(cls, config: DiscordConfig, *, with_secrets: bool) -> Self:
        """Return the configuration as GraphQL shows it."""
        return cls(url=_address(config.url, with_secrets=with_secrets), body=config.body)


@strawberry.type(description="A message through one of the services that Apprise knows.")
class AppriseConfiguration:
    """What Apprise is told."""

    url: str = strawberry.field(
        description="The service and its tokens, which are hidden from a key that may not write."
    )
    title: str | None = strawberry.field(description="The template of the title; null: the product's own.")
    body: str | None = strawberry.field(description="The template of the text; null: the product's own.")

    @classmethod
    def of(cls, config: AppriseConfig, *, with_secrets: bool) -> Self:
        """Return the configuration as GraphQL shows it."""
        return cls(url=_address(config.url, with_secrets=with_secrets), title=config.title, body=config.body)


TriggerConfiguration = Annotated[
    WebhookConfiguration | EmailConfiguration | SlackConfiguration | DiscordConfiguration | AppriseConfiguration,
    strawberry.union("TriggerConfiguration", description="What a trigger's channel is told, by the trigger's type."),
]

_OUT_OF: Mapping[TriggerType, Callable[..., TriggerConfiguration]] = {
    TriggerType.WEBHOOK: WebhookConfiguration.of,
    TriggerType.EMAIL: EmailConfiguration.of,
    TriggerType.SLACK: SlackConfiguration.of,
    TriggerType.DISCORD: DiscordConfiguration.of,
    TriggerType.APPRISE: AppriseConfiguration.of,
}


def configuration_of(trigger: TriggerRow, viewer: Principal) -> TriggerConfiguration | None:
    """Return what the trigger's channel is told; null where an older version wrote what this one can't read."""
    try:
        config: Any = trigger_config.read(trigger.trigger_type, trigger.configuration)
    except InvalidInput:
        return None
    return _OUT_OF[trigger.trigger_type](config, with_secrets=viewer.access >= Access.WRITE)
