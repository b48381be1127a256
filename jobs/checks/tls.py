"""TLS for monitors whose certificate is not to be judged."""

import ssl


def trusting() -> ssl.SSLContext:
    """Return the TLS of a client that encrypts, and takes any certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
