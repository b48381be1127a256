"""Mail: one message to all recipients of a trigger, or to one subscriber."""

from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

from core import clock
from core.templates import Destination, render
from jobs.channels.context import ChannelContext
from jobs.channels.mail_server import MailServer
from jobs.channels.secrecy import Secrecy
from jobs.channels.wording import HTML, SUBJECT, TEXT, cut
from models.delivery_outcome import DeliveryOutcome
from models.trigger_config import EmailConfig

_MAX_SUBJECT = 250


async def send(
    context: ChannelContext, config: EmailConfig, secrecy: Secrecy, *, message_id: str, variables: Mapping[str, str]
) -> DeliveryOutcome:
    """Send a message to a trigger's recipients. Raises TemplateError.

    A trigger with one template of its own for the body sends only that; the product's texts are for those with none.
    """
    own = config.html is not None or config.text is not None
    html = config.html if own else HTML
    text = config.text if own else TEXT
    return await send_mail(
        context,
        message_id=message_id,
        sender=config.sender or context.settings.smtp_from,
        recipients=config.to,
        subject=render(config.subject or SUBJECT, variables, Destination.LINE, secrecy.expand),
        html=None if html is None else render(html, variables, Destination.HTML, secrecy.expand),
        text=None if text is None else render(text, variables, Destination.TEXT, secrecy.expand),
        site_name=variables.get("site_name", ""),
    )


async def send_mail(
    context: ChannelContext,
    *,
    message_id: str,
    sender: str,
    recipients: Sequence[str],
    subject: str,
    html: str | None,
    text: str | None,
    site_name: str,
    unsubscribe_url: str | None = None,
) -> DeliveryOutcome:
    """Hand a mail to the installation's mail server; with an address to unsubscribe, by one click (RFC 8058)."""
    server = MailServer.of(context.settings)
    if server is None:
        return DeliveryOutcome(error="No mail server is set: HELIOGRAPH_SMTP_URL")
    mail = EmailMessage()
    mail["From"] = formataddr((_line(site_name), sender))
    mail["To"] = ", ".join(recipients)
    mail["Subject"] = cut(_line(subject), _MAX_SUBJECT)
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = f"<{message_id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    if unsubscribe_url is not None:
        mail["List-Unsubscribe"] = f"<{_line(unsubscribe_url)}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if text is not None:
        mail.set_content(text)
    if html is not None:
        (mail.set_content if text is None else mail.add_alternative)(html, subtype="html")
    return await server.send(
        mail,
        sender=sender,
        recipients=recipients,
        tls=context.tls,
        seconds=context.settings.delivery_timeout_seconds,
    )


def _line(text: str) -> str:
    return " ".join(text.split())
