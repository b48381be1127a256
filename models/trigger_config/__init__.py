"""What each type of trigger needs to know to send: its stored configuration, read and checked."""

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import ValidationError

from core.errors import InvalidInput
from core.templates import TemplateError, check
from models.alert_variables import ALERT_VOCABULARY
from models.check_config.refusal import sentence
from models.enums import TriggerType
from models.trigger_config.apprise import AppriseConfig
from models.trigger_config.discord import DiscordConfig
from models.trigger_config.email import EmailConfig
from models.trigger_config.slack import SlackConfig
from models.trigger_config.webhook import WebhookConfig, WebhookHeader

__all__ = [
    "CONFIG_OF",
    "AppriseConfig",
    "DiscordConfig",
    "EmailConfig",
    "SlackConfig",
    "TriggerConfig",
    "WebhookConfig",
    "WebhookHeader",
    "check_templates",
    "read",
]

TriggerConfig = WebhookConfig | EmailConfig | SlackConfig | DiscordConfig | AppriseConfig

CONFIG_OF: Mapping[TriggerType, type[TriggerConfig]] = MappingProxyType(
    {
        TriggerType.WEBHOOK: WebhookConfig,
        TriggerType.EMAIL: EmailConfig,
        TriggerType.SLACK: SlackConfig,
        TriggerType.DISCORD: DiscordConfig,
        TriggerType.APPRISE: AppriseConfig,
    }
)
# Addresses are secrets here: who knows that of a chat's webhook can write there.
_UNSHOWN = frozenset({"url", "secret", "previousSecret", "value"})


def read(trigger_type: TriggerType, document: Mapping[str, object]) -> TriggerConfig:
    """Return the configuration that a stored document means for a trigger of this type.

    Raises InvalidInput, naming the first field that is wrong, what it got and what would be right. Templates are not
    looked into.
    """
    try:
        return CONFIG_OF[trigger_type].model_validate(document, by_alias=True, by_name=False)
    except ValidationError as error:
        message, field = sentence(error.errors(include_url=False)[0], root="configuration", unshown=_UNSHOWN)
        raise InvalidInput(message, field) from None


def check_templates(config: TriggerConfig) -> None:
    """Return if all templates can be rendered; raises InvalidInput with the first one's field, line and reason.

    It takes some tenths of a second for long templates: call it in a thread.
    """
    for name, text, destination in config.templates():
        field = f"configuration.{name}"
        try:
            check(text, ALERT_VOCABULARY, destination)
        except TemplateError as error:
            raise InvalidInput(f"{field} is not a template that can be sent: {error}", field) from None
