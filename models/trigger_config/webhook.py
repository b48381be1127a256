"""The configuration of a webhook: a POST to an address, signed after the Standard Webhooks specification."""

import base64
import binascii
import re
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from core.templates import Destination
from models.check_config.configuration import Line
from models.trigger_config.fields import Secretly, Template, TriggerConfiguration, WebAddress

SECRET_PREFIX = "whsec_"  # noqa: S105 - the specification's prefix, no secret
_SECRET_BYTES = range(24, 65)  # as the specification has it
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}")  # RFC 9110, 5.6.2: a token
# They follow from the message, its signature or the connection.
_OWN_HEADERS = {
    "webhook-id",
    "webhook-timestamp",
    "webhook-signature",
    "content-length",
    "transfer-encoding",
    "connection",
    "host",
    "expect",
    "upgrade",
}


def key_of(secret: str) -> bytes:
    """Return the bytes that a `whsec_...` secret stands for; raises ValueError."""
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not secret.startswith(SECRET_PREFIX) or len(key) not in _SECRET_BYTES:
        raise ValueError("must be 'whsec_' and the base64 form of 24 to 64 bytes")
    return key


def _check_secret(secret: str) -> str:
    key_of(secret)
    return secret


def _check_header_name(name: str) -> str:
    if not _HEADER_NAME.fullmatch(name):
        raise ValueError("must be the name of an HTTP header, such as X-Environment")
    if name.lower() in _OWN_HEADERS:
        raise ValueError("must not be a header that every webhook sets by itself")
    return name


Secret = Annotated[str, AfterValidator(_check_secret)]


class WebhookHeader(TriggerConfiguration):
    """One HTTP header of the request."""

    name: Annotated[str, AfterValidator(_check_header_name)]
    value: Annotated[Line, Secretly] = ""


class WebhookConfig(TriggerConfiguration):
    """`$NAME` in url, headers and body is replaced when a message is sent; a url that holds one is checked only then.

    The previous secret signs as well until `previous_until` (epoch seconds), so that receivers can change over.
    """

    template_fields: ClassVar[dict[str, Destination]] = {"body": Destination.JSON}

    url: Annotated[WebAddress, Secretly]
    headers: Annotated[tuple[WebhookHeader, ...], Field(strict=False, max_length=50)] = ()
    body: Template | None = None
    secret: Annotated[Secret, Secretly]
    previous_secret: Annotated[Secret | None, Secretly] = None
    previous_until: int | None = None

    def signing_secrets(self, timestamp: int) -> tuple[str, ...]:
        """Return the secrets that sign at `timestamp`, the current one first."""
        if self.previous_secret is None or (self.previous_until or 0) <= timestamp:
            return (self.secret,)
        return self.secret, self.previous_secret
