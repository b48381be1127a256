"""What the configurations of all types of triggers share: how they are read, and the types of their fields."""

import re
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, ConfigDict, Field

from core.templates import MAX_TEMPLATE, Destination
from models.check_config.api import check_url
from models.check_config.configuration import Configuration, refuse_control_characters

_PLACEHOLDER = re.compile(r"\$[A-Za-z_]")


class TriggerConfiguration(Configuration):
    """The configuration of one trigger, or an object within it; `null` means "not set"."""

    model_config = ConfigDict(extra="forbid")

    template_fields: ClassVar[dict[str, Destination]] = {}

    def templates(self) -> list[tuple[str, str, Destination]]:
        """Return the templates that are set: the field's stored name, the text, and where it lands."""
        return [
            (str(type(self).model_fields[name].alias), text, destination)
            for name, destination in self.template_fields.items()
            if (text := getattr(self, name)) is not None
        ]


def check_web_address(url: str) -> str:
    """Return `url` as it is; raises ValueError unless it is an http or https address without a user in it."""
    check_url(url)
    if "@" in urlsplit(url).netloc:
        raise ValueError("must not hold a user or password; they belong into a header")
    return url


def _check_unless_it_has_placeholders(url: str) -> str:
    return url if _PLACEHOLDER.search(url) else check_web_address(url)


Secretly = Field(repr=False)
Template = Annotated[str, Field(max_length=MAX_TEMPLATE)]
WebAddress = Annotated[
    str,
    Field(max_length=2_048),
    AfterValidator(refuse_control_characters),
    AfterValidator(_check_unless_it_has_placeholders),
]
