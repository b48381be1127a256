"""TLS for what the shared context doesn't fit: certificates not to be judged, HTTP/2, and child processes."""

import ssl
from dataclasses import dataclass
from typing import Self


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


@dataclass(frozen=True, slots=True)
class Authorities:
    """Whom a context trusts, in a form that can be sent to another process.

    `certificates` are in PEM; `folder` holds more of them, which are read when one is looked for; `flags` are those of
    `ssl.SSLContext.verify_flags`.
    """

    certificates: str
    folder: str | None
    flags: int

    @classmethod
    def of(cls, context: ssl.SSLContext, folder: str | None = None) -> Self:
        """Return the authorities of a context; the folder that it was given is a thing it does not tell."""
        loaded = context.get_ca_certs(binary_form=True)
        return cls("".join(map(ssl.DER_cert_to_PEM_cert, loaded)), folder, int(context.verify_flags))

    def context(self) -> ssl.SSLContext:
        """Return the TLS of a client that trusts these authorities alone."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.verify_flags = ssl.VerifyFlags(self.flags)
        if self.certificates or self.folder:
            context.load_verify_locations(capath=self.folder, cadata=self.certificates or None)
        return context
