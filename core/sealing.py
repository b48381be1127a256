"""Sealed messages between the processes of an installation: what passes through Redis must tell nobody a secret."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken

_PURPOSE = b"sealed messages"
_current: Fernet | None = None


class BrokenSealError(Exception):
    """A message was not sealed with this installation's key."""


def use_key(key: bytes) -> None:
    """Set the installation's key; each process does so at its start."""
    global _current  # noqa: PLW0603 - a process serves one installation
    _current = Fernet(base64.urlsafe_b64encode(hmac.digest(key, _PURPOSE, hashlib.sha256)))


def seal(message: bytes) -> str:
    """Return the message so that only processes with the same key can read it, and nobody can change it."""
    return _fernet().encrypt(message).decode()


def unseal(sealed: str) -> bytes:
    """Return a sealed message; raises BrokenSealError for what another key sealed, or nobody."""
    try:
        return _fernet().decrypt(sealed.encode())
    except InvalidToken:
        raise BrokenSealError from None


def _fernet() -> Fernet:
    if _current is None:
        raise RuntimeError("use_key was not called at the start of this process")
    return _current
