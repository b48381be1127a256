"""Writing a message to one subscriber out, when it is sent: the outbox holds what it tells, and not how.

So thousands of readers of one incident are thousands of short rows, no link of theirs is stored anywhere, and a
corrected template counts for what is not sent yet.
"""

from collections.abc import Mapping

from core.logging import logger
from core.templates import TemplateError
from models.enums import MessageKind, SubscriberChannel
from models.subscriber import Subscriber
from resolvers import message_templates
from resolvers.message_defaults import DEFAULTS
from resolvers.subscription_links import confirmation_token, management_token

_WISH = "wish"
_log = logger(__name__)


async def compose(subscriber: Subscriber, kind: MessageKind, told: Mapping[str, str]) -> dict[str, str]:
    """Return what is sent: the variables with the subscriber's links and, by mail, `subject`, `html` and `text`.

    What tells nothing of the site was written out by somebody else, and stays as it is.
    """
    if kind not in DEFAULTS or "site_url" not in told:
        return dict(told)
    variables = {name: value for name, value in told.items() if name != _WISH}
    variables.update(_links(subscriber, kind, told))
    if subscriber.channel is SubscriberChannel.WEBHOOK:
        return variables
    try:
        written = message_templates.written_out(await message_templates.current(kind), variables)
    except TemplateError as error:
        # Checked when it was saved; but the reader must not go without because it grew too long, say.
        _log.error("template_not_rendered", kind=kind, reason=error.reason, line=error.line)
        written = message_templates.written_out(DEFAULTS[kind], variables)
    return {**variables, "subject": written.subject, "html": written.html, "text": written.text}


def _links(subscriber: Subscriber, kind: MessageKind, told: Mapping[str, str]) -> dict[str, str]:
    base = f"{told['site_url']}/subscriptions"
    if kind is MessageKind.SUBSCRIPTION_CONFIRMATION:
        return {"confirm_url": f"{base}/confirm/{confirmation_token(told.get(_WISH, ''), subscriber)}"}
    token = management_token(subscriber)
    return {"unsubscribe_url": f"{base}/unsubscribe/{token}", "manage_url": f"{base}/manage/{token}"}
