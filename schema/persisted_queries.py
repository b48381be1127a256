"""Automatic persisted queries, by Apollo's protocol: a client sends the hash of a document that was sent before.

See https://www.apollographql.com/docs/apollo-server/performance/apq. A client asks by the hash alone; told that it is
not known, it sends the document with it once, and by the hash from then on. So requests are short, and reads by GET
have addresses that browsers and proxies can keep answers for.
"""

import hashlib
import re
from collections import OrderedDict
from dataclasses import replace
from typing import Any

from schema.http_request import Parameters, RefusedRequestError

MAX_DOCUMENTS = 1000
MAX_BYTES = 8 * 1024 * 1024
NOT_FOUND = {"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}
_VERSION = 1
_SHA_256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class PersistedQueryNotFoundError(Exception):
    """Nobody sent the document of this hash to this process, or it had to make room."""


class PersistedQueries:
    """The documents that this process knows by their hash; those that were not asked for the longest make room."""

    def __init__(self, max_documents: int = MAX_DOCUMENTS, max_bytes: int = MAX_BYTES) -> None:
        """Keep up to so many documents, and up to so many bytes of them."""
        self._max_documents = max_documents
        self._max_bytes = max_bytes
        self._documents: OrderedDict[str, str] = OrderedDict()
        self._bytes = 0

    def complete(self, asked: Parameters) -> Parameters:
        """Return the request with its document.

        Raises PersistedQueryNotFoundError, and RefusedRequestError where the hash is none, or not the document's.
        """
        hashed = _hash_in(asked.extensions)
        if hashed is None:
            return asked
        if asked.query is None:
            if hashed not in self._documents:
                raise PersistedQueryNotFoundError
            self._documents.move_to_end(hashed)
            return replace(asked, query=self._documents[hashed])
        found = hashlib.sha256(asked.query.encode()).hexdigest()
        if found != hashed:
            raise RefusedRequestError(400, f"The sha256Hash is not the query's: that is {found}; got {hashed}")
        return asked

    def keep(self, asked: Parameters) -> None:
        """Keep the document of a request that came with its hash, now that it is known to be a valid one."""
        hashed = _hash_in(asked.extensions)
        if hashed is None or asked.query is None or hashed in self._documents:
            return
        self._documents[hashed] = asked.query
        self._bytes += _size(asked.query)
        while self._bytes > self._max_bytes or len(self._documents) > self._max_documents:
            _, dropped = self._documents.popitem(last=False)
            self._bytes -= _size(dropped)


def _size(document: str) -> int:
    return len(document.encode())


def _hash_in(extensions: dict[str, Any] | None) -> str | None:
    """Return the hash that a request was sent with, in small letters; raises RefusedRequestError."""
    given = (extensions or {}).get("persistedQuery")
    if given is None:
        return None
    if not isinstance(given, dict) or given.get("version") != _VERSION:
        raise RefusedRequestError(400, f"extensions.persistedQuery must have the version {_VERSION}; got {given!r:.80}")
    hashed = given.get("sha256Hash")
    if not isinstance(hashed, str) or not _SHA_256.fullmatch(hashed.lower()):
        raise RefusedRequestError(
            400, f"extensions.persistedQuery.sha256Hash must be 64 hexadecimal digits; got {hashed!r:.80}"
        )
    return hashed.lower()
