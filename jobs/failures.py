"""Why a target could not be reached, in words that hold nothing of a request."""

import errno
import os
import socket
import ssl


def reason(error: OSError) -> str:
    """Return what went wrong with a connection: the system's words for it, without addresses."""
    match error:
        case ssl.SSLCertVerificationError():
            return f"The certificate is not trusted ({error.verify_message.rstrip('.')})"
        case ssl.SSLError():
            return f"The TLS handshake failed ({error.reason or 'no reason given'})"
        case socket.gaierror():
            return "The host name can't be resolved"
        case OSError(errno=int(number)):
            return os.strerror(number)
        case ConnectionError():  # The event loop's own, when the other side ends a TLS handshake
            return os.strerror(errno.ECONNRESET)
        case _:
            return "The connection failed"
