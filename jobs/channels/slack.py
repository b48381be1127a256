"""Slack: blocks to an incoming webhook (https://docs.slack.dev/reference/block-kit/blocks)."""

from collections.abc import Mapping

import orjson

from core.templates import Destination, render
from jobs.channels.context import ChannelContext
from jobs.channels.http_post import post
from jobs.channels.secrecy import Secrecy
from jobs.channels.wording import cut, facts, headline, link
from models.delivery_outcome import DeliveryOutcome
from models.trigger_config import SlackConfig

_MAX_HEADER = 150
_MAX_TEXT = 3_000
_MAX_FIELD = 2_000


async def send(
    context: ChannelContext, config: SlackConfig, secrecy: Secrecy, *, variables: Mapping[str, str]
) -> DeliveryOutcome:
    """Write a message into a channel. Raises TemplateError."""
    escaped = {name: escape(value) for name, value in variables.items()}
    if config.body is None:
        body = orjson.dumps(blocks(escaped))
    else:
        body = render(config.body, escaped, Destination.JSON, secrecy.expand).encode()
    url = secrecy.expand(config.url)
    secrecy.add_address(url)
    return await post(context, url, body, {"Content-Type": "application/json"})


def escape(text: str) -> str:
    """Return a text in which Slack finds no mention, link or channel: `<!channel>` would call everybody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def blocks(escaped: Mapping[str, str]) -> dict[str, object]:
    """Return the payload for a message whose variables are escaped already."""
    title = headline(escaped)
    shown: list[dict[str, object]] = [
        {"type": "header", "text": {"type": "plain_text", "text": cut(title, _MAX_HEADER), "emoji": False}}
    ]
    if message := escaped.get("alert_message"):
        shown.append({"type": "section", "text": {"type": "mrkdwn", "text": cut(message, _MAX_TEXT)}})
    if fields := facts(escaped):
        texts = [{"type": "mrkdwn", "text": cut(f"*{name}*\n{value}", _MAX_FIELD)} for name, value in fields]
        shown.append({"type": "section", "fields": texts})
    if target := link(escaped):
        url, text = target
        shown.append({"type": "context", "elements": [{"type": "mrkdwn", "text": f"<{url}|{text}>"}]})
    return {"text": cut(title, _MAX_TEXT), "blocks": shown}
