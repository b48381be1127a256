"""Who calls: the key in the Authorization header, read as v4's clients send it."""

import re

from core.errors import Unauthenticated
from core.principal import Principal
from resolvers import api_keys

# The scheme in any case, exactly one space, one word that is no list.
_BEARER = re.compile(r"bearer ([^\s,]+)", re.IGNORECASE)


async def identify(authorization: str | None) -> Principal:
    """Return the holder of the key; raises Unauthenticated with v4's messages."""
    match = _BEARER.fullmatch(authorization or "")
    if match is None:
        raise Unauthenticated("Missing or invalid authorization header")
    return await api_keys.authenticate(match.group(1))
