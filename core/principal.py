"""Who acts: the holder of an API key with its scopes, the public, or the system itself."""

from dataclasses import dataclass
from enum import IntEnum

from core.errors import Forbidden, Unauthenticated


class Access(IntEnum):
    """How far somebody may go; every level includes the ones below it."""

    PUBLIC = 0
    READ = 1
    WRITE = 2
    ADMIN = 3


@dataclass(frozen=True, slots=True)
class Principal:
    """The one on whose behalf a resolver works."""

    access: Access
    name: str
    key_id: int | None = None

    @property
    def may_read_private(self) -> bool:
        """Whether configurations, hidden monitors and the like may be shown."""
        return self.access >= Access.READ

    def require(self, access: Access) -> None:
        """Let pass who has `access`.

        Raises Unauthenticated for the public and Forbidden for a key whose scopes are not enough.
        """
        if self.access >= access:
            return
        if self.key_id is None:
            raise Unauthenticated("This needs an API key: send it as 'Authorization: Bearer hg_...'")
        raise Forbidden(
            f"The API key '{self.name}' has the scope {self.access.name.lower()}; "
            f"this needs the scope {access.name.lower()}"
        )


PUBLIC = Principal(Access.PUBLIC, "the public")
SYSTEM = Principal(Access.ADMIN, "the system")
