"""The configuration of an API monitor."""

from typing import Self

import strawberry

from models.check_config import ApiConfig


@strawberry.type(description="A header of an HTTP request.")
class HttpHeader:
    """A name and its value."""

    key: str = strawberry.field(description="The header's name.")
    value: str = strawberry.field(description="The header's value; `$NAME` stands for an allowed secret.")


@strawberry.type(description="The HTTP request of an API monitor, and how its answer is judged.")
class ApiConfiguration:
    """What an API monitor's check is told."""

    url: str = strawberry.field(description="Where the request goes; `$NAME` stands for an allowed secret.")
    method: str = strawberry.field(description="The request's method.")
    headers: list[HttpHeader] = strawberry.field(description="The request's headers.")
    body: str = strawberry.field(description="The request's body.")
    timeout: int = strawberry.field(description="How long the whole request may take, in milliseconds.")
    allow_self_signed_cert: bool = strawberry.field(description="Whether any certificate is taken.")
    follow_redirects: bool = strawberry.field(description="Whether redirects are followed.")
    max_redirects: int = strawberry.field(description="How many redirects are followed.")
    eval: str = strawberry.field(
        description="A JavaScript function that judges the answer; empty: 2xx, 3xx and 429 are UP."
    )

    @classmethod
    def of(cls, config: ApiConfig) -> Self:
        """Return the configuration as GraphQL shows it."""
        return cls(
            url=config.url,
            method=config.method,
            headers=[HttpHeader(key=header.key, value=header.value) for header in config.headers],
            body=config.body,
            timeout=config.timeout,
            allow_self_signed_cert=config.allow_self_signed_cert,
            follow_redirects=config.follow_redirects,
            max_redirects=config.max_redirects,
            eval=config.eval,
        )


@strawberry.input(description="A header of an HTTP request.")
class HttpHeaderInput:
    """A name and its value."""

    key: str = strawberry.field(description="The header's name.")
    value: str = strawberry.field(description="The header's value; `$NAME` stands for an allowed secret.")


@strawberry.input(description="The HTTP request of an API monitor, and how its answer is judged.")
class ApiConfigurationInput:
    """What an API monitor's check is told; what is left out takes its default."""

    url: str = strawberry.field(description="Where the request goes: http or https.")
    method: str | None = strawberry.field(default=None, description="The request's method; GET by default.")
    headers: list[HttpHeaderInput] | None = strawberry.field(default=None, description="The request's headers.")
    body: str | None = strawberry.field(default=None, description="The request's body.")
    timeout: int | None = strawberry.field(
        default=None, description="How long the whole request may take, in milliseconds; 10000 by default."
    )
    allow_self_signed_cert: bool | None = strawberry.field(
        default=None, description="Whether any certificate is taken; false by default."
    )
    follow_redirects: bool | None = strawberry.field(
        default=None, description="Whether redirects are followed; true by default."
    )
    max_redirects: int | None = strawberry.field(
        default=None, description="How many redirects are followed; 5 by default."
    )
    eval: str | None = strawberry.field(
        default=None, description="A JavaScript function that judges the answer; 2xx, 3xx and 429 are UP by default."
    )

    def type_data(self) -> dict[str, object]:
        """Return the keys that REST v4 knows it by; what was left out is left out."""
        headers = None if self.headers is None else [{"key": each.key, "value": each.value} for each in self.headers]
        given: dict[str, object] = {
            "url": self.url,
            "method": self.method,
            "headers": headers,
            "body": self.body,
            "timeout": self.timeout,
            "allowSelfSignedCert": self.allow_self_signed_cert,
            "follow_redirects": self.follow_redirects,
            "max_redirects": self.max_redirects,
            "eval": self.eval,
        }
        return {key: value for key, value in given.items() if value is not None}
