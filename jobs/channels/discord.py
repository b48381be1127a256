"""Discord: embeds to a channel's webhook (https://discord.com/developers/docs/resources/webhook#execute-webhook)."""

from collections.abc import Mapping

import orjson

from core.templates import Destination, TemplateError, render
from jobs.channels.context import ChannelContext
from jobs.channels.http_post import post
from jobs.channels.secrecy import Secrecy
from jobs.channels.wording import cut, facts, headline, link
from models.delivery_outcome import DeliveryOutcome
from models.trigger_config import DiscordConfig

_MAX_TITLE = 256
_MAX_DESCRIPTION = 4_096
_MAX_FIELD = 1_024
_GREEN, _AMBER, _RED = 0x2EB67D, 0xECB22E, 0xE01E5A


async def send(
    context: ChannelContext, config: DiscordConfig, secrecy: Secrecy, *, variables: Mapping[str, str]
) -> DeliveryOutcome:
    """Write a message into a channel. Raises TemplateError."""
    document: object = embeds(variables)
    if config.body is not None:
        document = orjson.loads(render(config.body, variables, Destination.JSON, secrecy.expand))
        if not isinstance(document, dict):
            raise TemplateError("rendered, it is no JSON object", 1)
        # Nobody is called by what stands in a value, such as @everyone, unless the template says so itself.
        document.setdefault("allowed_mentions", {"parse": []})
    url = secrecy.expand(config.url)
    secrecy.add_address(url)
    return await post(context, url, orjson.dumps(document), {"Content-Type": "application/json"})


def embeds(variables: Mapping[str, str]) -> dict[str, object]:
    """Return the payload for a message."""
    embed: dict[str, object] = {"title": cut(headline(variables), _MAX_TITLE), "color": _color(variables)}
    if message := variables.get("alert_message"):
        embed["description"] = cut(message, _MAX_DESCRIPTION)
    if fields := facts(variables):
        embed["fields"] = [{"name": name, "value": cut(value, _MAX_FIELD), "inline": True} for name, value in fields]
    if target := link(variables):
        embed["url"] = target[0]
    if timestamp := variables.get("alert_timestamp"):
        embed["timestamp"] = timestamp
    return {"embeds": [embed], "allowed_mentions": {"parse": []}}


def _color(variables: Mapping[str, str]) -> int:
    if variables.get("is_resolved"):
        return _GREEN
    return _RED if variables.get("alert_severity") == "CRITICAL" else _AMBER
