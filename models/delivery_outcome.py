"""What became of one attempt to send a message."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryOutcome:
    """Whether the receiver has the message, what it answered, and what to do if it has not.

    `error` is None exactly when it was sent. With `is_gone` the receiver wants nothing any more (410); with `is_final`
    there is no use in trying again. `retry_after_seconds` is what the receiver asked for.
    """

    error: str | None = None
    status_code: int | None = None
    answer: str | None = None
    retry_after_seconds: float | None = None
    is_gone: bool = False
    is_final: bool = False

    @property
    def is_sent(self) -> bool:
        """Whether the receiver has taken the message."""
        return self.error is None
