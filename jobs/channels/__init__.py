"""The channels: how a message gets to its receiver, one module a channel."""

from collections.abc import Mapping
from dataclasses import replace

from core.templates import TemplateError
from jobs.channels import apprise, discord, email, http_post, slack, webhook
from jobs.channels.context import ChannelContext
from jobs.channels.secrecy import Secrecy, secrets_of
from models import trigger_config
from models.delivery_outcome import DeliveryOutcome
from models.enums import MessageKind, SubscriberChannel
from models.subscriber import Subscriber
from models.trigger import Trigger
from models.trigger_config import AppriseConfig, DiscordConfig, EmailConfig, SlackConfig, TriggerConfig
from resolvers.subscriber_messages import compose
from resolvers.subscription_links import webhook_secret

__all__ = ["send_to_subscriber", "send_to_trigger"]


async def send_to_trigger(
    context: ChannelContext, trigger: Trigger, *, message_id: str, kind: MessageKind, variables: Mapping[str, str]
) -> DeliveryOutcome:
    """Send a message by the trigger's channel; what comes back holds none of its secrets.

    Raises InvalidInput for a configuration that this version can't read.
    """
    config = trigger_config.read(trigger.trigger_type, trigger.configuration)
    secrecy = Secrecy(context.settings.secrets_allow, secrets_of(config))
    try:
        outcome = await _send(context, config, secrecy, message_id, kind, variables)
    except TemplateError as error:
        return DeliveryOutcome(error=f"A template can't be rendered: {error}")
    return _scrubbed(outcome, secrecy)


def _scrubbed(outcome: DeliveryOutcome, secrecy: Secrecy) -> DeliveryOutcome:
    return replace(
        outcome,
        error=None if outcome.error is None else secrecy.scrub(outcome.error),
        answer=None if outcome.answer is None else secrecy.scrub(outcome.answer),
    )


async def _send(  # noqa: PLR0917 - a step of the one above
    context: ChannelContext,
    config: TriggerConfig,
    secrecy: Secrecy,
    message_id: str,
    kind: MessageKind,
    variables: Mapping[str, str],
) -> DeliveryOutcome:
    match config:
        case EmailConfig():
            return await email.send(context, config, secrecy, message_id=message_id, variables=variables)
        case SlackConfig():
            return await slack.send(context, config, secrecy, variables=variables)
        case DiscordConfig():
            return await discord.send(context, config, secrecy, variables=variables)
        case AppriseConfig():
            return await apprise.send(context, config, secrecy, variables=variables)
        case _:
            return await webhook.send(context, config, secrecy, message_id=message_id, kind=kind, variables=variables)


async def send_to_subscriber(
    context: ChannelContext,
    subscriber: Subscriber,
    *,
    message_id: str,
    kind: MessageKind,
    message: Mapping[str, str],
) -> DeliveryOutcome:
    """Send a message to a subscriber, written out with the subscriber's links.

    By mail it needs `subject`, and `html` or `text`; it may have `unsubscribe_url`. By webhook the whole of it is the
    payload's data, signed by the subscriber's secret. What comes back does not hold the address: it is personal.
    """
    message = await compose(subscriber, kind, message)
    outcome = await _to_subscriber(context, subscriber, message_id, kind, message)
    secrecy = Secrecy((), {subscriber.address})
    if subscriber.channel is SubscriberChannel.WEBHOOK:
        secrecy.add_address(subscriber.address)
    return _scrubbed(outcome, secrecy)


async def _to_subscriber(
    context: ChannelContext, subscriber: Subscriber, message_id: str, kind: MessageKind, message: Mapping[str, str]
) -> DeliveryOutcome:
    if subscriber.channel is SubscriberChannel.WEBHOOK:
        body = webhook.payload(kind, message)
        signed = webhook.signature_headers(message_id, body, [webhook_secret(subscriber)])
        return await http_post.post(context, subscriber.address, body, {"Content-Type": "application/json", **signed})
    return await email.send_mail(
        context,
        message_id=message_id,
        sender=context.settings.smtp_from,
        recipients=[subscriber.address],
        subject=message.get("subject", ""),
        html=message.get("html"),
        text=message.get("text"),
        site_name=message.get("site_name", ""),
        unsubscribe_url=message.get("unsubscribe_url"),
    )
