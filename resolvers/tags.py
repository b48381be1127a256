"""Tags of monitors: which texts can be one at all."""

import re

MAX_LENGTH = 255
_PATTERN = re.compile(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?")


def is_url_friendly(text: str) -> bool:
    """Return whether a text could stand in a URL as a tag, however long it is."""
    return _PATTERN.fullmatch(text) is not None


def can_exist(text: str) -> bool:
    """Return whether a monitor can have this tag; other texts must not reach a database, which would refuse them."""
    return len(text) <= MAX_LENGTH and is_url_friendly(text)
