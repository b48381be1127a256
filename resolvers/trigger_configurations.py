"""The configurations of triggers: checked before they are stored, and webhooks' secrets made."""

import asyncio
import base64
import secrets
from collections.abc import Mapping, Sequence

from core import settings
from core.errors import InvalidInput
from models import trigger_config
from models.enums import TriggerType
from models.trigger_config import AppriseConfig
from models.trigger_config.apprise import schema_of
from models.trigger_config.webhook import SECRET_PREFIX
from resolvers import text

_SECRET_BYTES = 32


async def checked(trigger_type: TriggerType, configuration: Mapping[str, object]) -> dict[str, object]:
    """Return the document to store: without nulls, and with a secret for a webhook that has none.

    Raises InvalidInput naming the first field that is wrong; of a template, its line.
    """
    document = {key: value for key, value in configuration.items() if value is not None}
    if trigger_type is TriggerType.WEBHOOK:
        document.setdefault("secret", new_secret())
    config = trigger_config.read(trigger_type, document)
    _check_text(document, "configuration")
    if isinstance(config, AppriseConfig) and not config.is_allowed(settings.current().apprise_services_allow):
        raise InvalidInput(
            f"configuration.url must name a service that this installation allows; got '{schema_of(config.url)}'. "
            "HELIOGRAPH_APPRISE_SERVICES_ALLOW adds services",
            "configuration.url",
        )
    await asyncio.to_thread(trigger_config.check_templates, config)
    return document


def _check_text(value: object, field: str) -> None:
    """Raise InvalidInput where a text, however deep, could not be stored."""
    if isinstance(value, str):
        text.storable(value, field)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            _check_text(inner, f"{field}.{key}")
    elif isinstance(value, Sequence):
        for number, inner in enumerate(value):
            _check_text(inner, f"{field}[{number}]")


def new_secret() -> str:
    """Return a secret that nobody has yet."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
