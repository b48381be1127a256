"""The configuration of a trigger that writes into a channel of Slack."""

from typing import Annotated, ClassVar

from core.templates import Destination
from models.trigger_config.fields import Secretly, Template, TriggerConfiguration, WebAddress


class SlackConfig(TriggerConfiguration):
    """The address of the channel's incoming webhook, and a payload instead of the product's own blocks."""

    template_fields: ClassVar[dict[str, Destination]] = {"body": Destination.JSON}

    url: Annotated[WebAddress, Secretly]
    body: Template | None = None
