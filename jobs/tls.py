"""TLS for what the shared context doesn't fit: certificates that are not to be judged, and HTTP/2."""

import ssl


def trusting() -> ssl.SSLContext:
    """Return the TLS of a client that encrypts, and takes any certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def for_http2(context: ssl.SSLContext | None = None) -> ssl.SSLContext:
    """Return a context (one with the system's authorities if none is given) that offers HTTP/2 alone."""
    context = context or ssl.create_default_context()
    context.set_alpn_protocols(["h2"])
    return context
