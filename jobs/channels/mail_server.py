"""The installation's mail server: what its setting means, and how a mail is handed to it."""

import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Self
from urllib.parse import unquote, urlsplit

import aiosmtplib
from aiosmtplib.errors import SMTPRecipientsRefused, SMTPResponseException

from core.settings import Settings
from jobs.failures import reason
from models.delivery_outcome import DeliveryOutcome

_PORTS = {"smtp": 587, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True, slots=True, repr=False)
class MailServer:
    """Where mail is handed in, and as whom."""

    host: str
    port: int
    user: str | None
    password: str | None
    scheme: str

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """Return the mail server of the settings; None where there is none."""
        if settings.smtp_url is None:
            return None
        parts = urlsplit(settings.smtp_url.get_secret_value())
        return cls(
            host=parts.hostname or "",
            port=parts.port or _PORTS[parts.scheme],
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            scheme=parts.scheme,
        )

    async def send(
        self, mail: EmailMessage, *, sender: str, recipients: Sequence[str], tls: ssl.SSLContext, seconds: float
    ) -> DeliveryOutcome:
        """Hand in a mail, and return what became of it; `seconds` bounds each step."""
        try:
            refused, answer = await aiosmtplib.send(
                mail,
                sender=sender,
                recipients=recipients,
                hostname=self.host,
                port=self.port,
                username=self.user,
                password=self.password,
                local_hostname=socket.gethostname(),  # else it asks a name server, and blocks
                timeout=seconds,
                use_tls=self.scheme == "smtps",
                start_tls={"smtps": False, "smtp+starttls": True}.get(self.scheme),
                tls_context=tls,
            )
        except SMTPRecipientsRefused as error:
            first = error.recipients[0]
            return DeliveryOutcome(
                error=f"The mail server refused every recipient with {first.code}",
                status_code=first.code,
                answer=first.message,
            )
        except SMTPResponseException as error:
            return DeliveryOutcome(
                error=f"The mail server answered {error.code}", status_code=error.code, answer=error.message
            )
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            return DeliveryOutcome(error=_sentence(error))
        # Sending again would double the mail of those who have it: who was refused is noted.
        notes = "".join(f"\n{address} was refused: {code} {text}" for address, (code, text) in refused.items())
        return DeliveryOutcome(status_code=250, answer=answer + notes)


def _sentence(error: Exception) -> str:
    link: BaseException | None = error
    while link is not None:
        if isinstance(link, OSError) and not isinstance(link, aiosmtplib.SMTPException | TimeoutError):
            return f"The mail server can't be reached: {reason(link)}"
        link = link.__cause__
    if isinstance(error, TimeoutError):
        return "The mail server did not answer in time"
    if isinstance(error, aiosmtplib.SMTPServerDisconnected):
        return "The mail server closed the connection"
    return f"The mail server can't be used ({type(error).__name__})"
