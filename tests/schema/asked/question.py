"""One question of the matrix of who may ask what."""

from dataclasses import dataclass

from core.principal import Access


@dataclass(frozen=True)
class Question:
    """What is asked, and the least access that it needs.

    It is asked in the world of `tests.schema.test_authorization`. Mutations ask for `userErrors`; one that is let
    through changes something there, unless it is said here that it does not.
    """

    needs: Access
    text: str
    changes_nothing: bool = False
