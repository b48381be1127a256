"""The installation's secret, what is derived from it, and the names that users may have replaced."""

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from core.errors import SettingsError
from core.settings import Settings

_PLACEHOLDER = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")
_SECRET_BYTES = 32


def installation_key(settings: Settings) -> bytes:
    """Return the key of all keyed hashes: the setting, or the one kept in the data folder (made at first need).

    Raises SettingsError when the data folder can't be written.
    """
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value().encode()
    path = settings.data_dir / "secret.key"
    try:
        return _keep(path)
    except OSError as error:
        raise SettingsError(
            f"HELIOGRAPH_DATA_DIR: got '{settings.data_dir}'; it must be a folder that can be written "
            f"({error.strerror}), or HELIOGRAPH_SECRET_KEY must be set"
        ) from None


def _keep(path: Path) -> bytes:
    """Read the key at `path`; make it first where there is none. Two processes that start at once agree on one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(_SECRET_BYTES))
        try:
            # A link appears whole or not at all, and never over a key that is there.
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip().encode()


def keyed_hash(key: bytes, purpose: str, value: str) -> str:
    """Return the HMAC-SHA-256 of `value` in hexadecimal; `purpose` keeps hashes of different uses apart."""
    return hmac.new(key, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def expand(text: str, *, allowed: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
    """Replace `$NAME` by the environment variable of that name, where a glob in `allowed` matches the name.

    Everything else stays as it is written: who holds a key must not be able to read DATABASE_URL by sending it
    to a server of their own.
    """
    if "$" not in text:
        return text
    values = os.environ if environment is None else environment

    def replacement(match: re.Match[str]) -> str:
        name = match.group(1)
        if any(fnmatchcase(name, pattern) for pattern in allowed):
            return values.get(name, match.group(0))
        return match.group(0)

    return _PLACEHOLDER.sub(replacement, text)
