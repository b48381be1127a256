"""What the configurations of all monitor types share: how they are read, and the types of their fields."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

MAX_TIMEOUT_MS = 120_000
MAX_TEXT = 100_000
_CONTROL_CHARACTER = re.compile(r"[\x00-\x1f\x7f]")


def refuse_control_characters(text: str) -> str:
    """Return `text` as it is; raises ValueError if it holds characters that could end a line or a string early."""
    if _CONTROL_CHARACTER.search(text):
        raise ValueError("must not contain control characters")
    return text


Text = Annotated[str, Field(max_length=MAX_TEXT)]
Line = Annotated[str, Field(max_length=8_192), AfterValidator(refuse_control_characters)]
Host = Annotated[str, Field(max_length=253), AfterValidator(refuse_control_characters)]
Port = Annotated[int, Field(ge=1, le=65_535)]
Milliseconds = Annotated[int, Field(ge=1, le=MAX_TIMEOUT_MS)]


class HostType(StrEnum):
    """How a host of a PING or TCP monitor is written, and by which address family it is reached."""

    IP4 = "IP4"
    IP6 = "IP6"
    DOMAIN = "DOMAIN"


class Configuration(BaseModel):
    """The `type_data` of one monitor, or an object within it.

    Nothing is coerced: "5" is no number and true is none either. Keys that this version doesn't know are kept.
    `null` means "not set", and so does an empty string where a word of a closed set is due: forms send it.
    Every key may be absent, because v4 clients save empty configurations and complete them later.
    """

    model_config = ConfigDict(
        strict=True,
        extra="allow",
        frozen=True,
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        hide_input_in_errors=True,
    )

    required: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="before")
    @classmethod
    def _drop_what_is_not_set(cls, document: Any) -> Any:
        if not isinstance(document, Mapping):
            return document
        words = _words(cls)
        return {
            key: value for key, value in document.items() if value is not None and not (value == "" and key in words)
        }

    def missing(self) -> str | None:
        """Return the first key without which the check can't run and which is empty, as `type_data` spells it."""
        for name in self.required:
            if not getattr(self, name):
                return type(self).model_fields[name].alias
        return None


@cache
def _words(configuration: type[Configuration]) -> frozenset[str | None]:
    """Return the keys of a configuration that take a word of a closed set."""
    return frozenset(
        key
        for name, field in configuration.model_fields.items()
        if _is_word(field.annotation)
        for key in (name, field.alias)
    )


def _is_word(annotation: Any) -> bool:
    """Return whether a field takes a word of a closed set."""
    return any(isinstance(kind, type) and issubclass(kind, StrEnum) for kind in (annotation, *get_args(annotation)))
