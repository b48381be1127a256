"""What a driver is given of the world for one run: connections that others make, and TLS."""

import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The way to one server.

    `connect` returns a socket (not blocking) that is connected to it; it raises OSError. `verified` is the TLS that
    verifies names, `any_certificate` the one that takes whatever is shown.
    """

    connect: Callable[[], Awaitable[socket.socket]]
    verified: ssl.SSLContext
    any_certificate: ssl.SSLContext
