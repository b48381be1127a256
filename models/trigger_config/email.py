"""The configuration of a trigger that sends mail through the installation's mail server."""

import re
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from core.templates import Destination
from models.check_config.configuration import refuse_control_characters
from models.trigger_config.fields import Template, TriggerConfiguration

MAX_RECIPIENTS = 50
_MAX_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, without the brackets
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.?)+")


def check_address(address: str) -> str:
    """Return `address` as it is; raises ValueError unless it is a plain mail address such as ops@example.com."""
    refuse_control_characters(address)
    if len(address) > _MAX_ADDRESS or address.endswith(".") or not _ADDRESS.fullmatch(address):
        raise ValueError("must be a mail address such as ops@example.com")
    return address


Address = Annotated[str, Field(max_length=_MAX_ADDRESS), AfterValidator(check_address)]


class EmailConfig(TriggerConfiguration):
    """One mail to all recipients; what is not set is the installation's sender, and the product's own texts."""

    template_fields: ClassVar[dict[str, Destination]] = {
        "subject": Destination.LINE,
        "html": Destination.HTML,
        "text": Destination.TEXT,
    }

    to: Annotated[tuple[Address, ...], Field(strict=False, min_length=1, max_length=MAX_RECIPIENTS)]
    sender: Annotated[Address | None, Field(alias="from")] = None
    subject: Template | None = None
    html: Template | None = None
    text: Template | None = None
