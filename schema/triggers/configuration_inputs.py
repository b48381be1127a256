"""The configuration of each type of trigger, as it is given: a @oneOf input. What is left out stays, null clears."""

from dataclasses import fields

import strawberry
from pydantic.alias_generators import to_camel

from core.errors import InvalidInput
from models.enums import TriggerType

_TEMPLATE = "a template, see the documentation of alerts"


def _document(given: object) -> dict[str, object]:
    """Return the fields that an input mentions, by the names that they are stored under."""
    values = {field.name: getattr(given, field.name) for field in fields(given)}  # type: ignore[arg-type] # an input is a dataclass
    names = {"sender": "from"}
    return {names.get(name, to_camel(name)): value for name, value in values.items() if value is not strawberry.UNSET}


@strawberry.input(description="A header of a webhook's request.")
class WebhookHeaderInput:
    """A name and its value."""

    name: str = strawberry.field(description="The header's name.")
    value: str = strawberry.field(description="Its value; `$NAME` stands for an allowed secret.")


@strawberry.input(description="A request that is signed after the Standard Webhooks specification.")
class WebhookConfigurationInput:
    """What a webhook is sent."""

    url: str | None = strawberry.field(
        default=strawberry.UNSET, description="Where it goes: http or https. A new trigger needs it."
    )
    headers: list[WebhookHeaderInput] | None = strawberry.field(
        default=strawberry.UNSET, description="Headers beside those of the specification; all that there are to be."
    )
    body: str | None = strawberry.field(
        default=strawberry.UNSET, description=f"The body: {_TEMPLATE}, that renders to JSON."
    )
    secret: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="What signs the requests: `whsec_` and the base64 form of 24 to 64 bytes; made when it is not set.",
    )

    def document(self) -> dict[str, object]:
        """Return what is stored."""
        document = _document(self)
        if isinstance(self.headers, list):
            document["headers"] = [_document(header) for header in self.headers]
        return document


@strawberry.input(description="A mail through the installation's mail server.")
class EmailConfigurationInput:
    """What a mail is made from."""

    to: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="Who gets it: up to 50 addresses. A new trigger needs it."
    )
    sender: str | None = strawberry.field(name="from", default=strawberry.UNSET, description="Whom it comes from.")
    subject: str | None = strawberry.field(default=strawberry.UNSET, description=f"The subject: {_TEMPLATE}.")
    html: str | None = strawberry.field(default=strawberry.UNSET, description=f"The HTML: {_TEMPLATE}.")
    text: str | None = strawberry.field(default=strawberry.UNSET, description=f"The text: {_TEMPLATE}.")

    def document(self) -> dict[str, object]:
        """Return what is stored."""
        return _document(self)


@strawberry.input(description="A message into a channel of Slack.")
class SlackConfigurationInput:
    """What a channel's incoming webhook is sent."""

    url: str | None = strawberry.field(
        default=strawberry.UNSET, description="The incoming webhook's address. A new trigger needs it."
    )
    body: str | None = strawberry.field(
        default=strawberry.UNSET, description=f"The payload: {_TEMPLATE}, that renders to JSON."
    )

    def document(self) -> dict[str, object]:
        """Return what is stored."""
        return _document(self)


@strawberry.input(description="A message into a channel of Discord.")
class DiscordConfigurationInput:
    """What a channel's webhook is sent."""

    url: str | None = strawberry.field(
        default=strawberry.UNSET, description="The webhook's address. A new trigger needs it."
    )
    body: str | None = strawberry.field(
        default=strawberry.UNSET, description=f"The payload: {_TEMPLATE}, that renders to a JSON object."
    )

    def document(self) -> dict[str, object]:
        """Return what is stored."""
        return _document(self)


@strawberry.input(description="A message through one of the services that Apprise knows.")
class AppriseConfigurationInput:
    """What Apprise is told."""

    url: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The service and its tokens, such as tgram://token/chat. A new trigger needs it.",
    )
    title: str | None = strawberry.field(default=strawberry.UNSET, description=f"The title: {_TEMPLATE}.")
    body: str | None = strawberry.field(default=strawberry.UNSET, description=f"The text: {_TEMPLATE}.")

    def document(self) -> dict[str, object]:
        """Return what is stored."""
        return _document(self)


@strawberry.input(
    one_of=True, description="What a trigger's channel is told: exactly one of these, which gives its type."
)
class TriggerConfigurationInput:
    """A configuration, by the trigger's type: each field is a type's name in small letters."""

    webhook: WebhookConfigurationInput | None = strawberry.field(
        default=strawberry.UNSET, description="A signed HTTP request."
    )
    email: EmailConfigurationInput | None = strawberry.field(default=strawberry.UNSET, description="A mail.")
    slack: SlackConfigurationInput | None = strawberry.field(
        default=strawberry.UNSET, description="A channel of Slack."
    )
    discord: DiscordConfigurationInput | None = strawberry.field(
        default=strawberry.UNSET, description="A channel of Discord."
    )
    apprise: AppriseConfigurationInput | None = strawberry.field(
        default=strawberry.UNSET, description="One of the services that Apprise knows."
    )


def type_and_document(given: TriggerConfigurationInput) -> tuple[TriggerType, dict[str, object]]:
    """Return the trigger's type and its configuration."""
    for trigger_type in TriggerType:
        configuration = getattr(given, trigger_type.value.lower())
        if configuration:
            return trigger_type, configuration.document()
    raise InvalidInput("configuration must have one of its fields set", "configuration")


def input_paths(given: TriggerConfigurationInput | None) -> dict[str, str]:
    """Return where in this input stands what the resolvers call `configuration`."""
    if not given:
        return {}
    return {"configuration": f"configuration.{type_and_document(given)[0].value.lower()}"}
