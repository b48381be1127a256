"""The check of SSL monitors: whether a server's certificate is trusted, and for how long it still is good."""

import asyncio
import ssl
import time

from core import clock
from core.network import connect
from jobs.checks.context import CheckContext
from jobs.failures import reason
from models import observation
from models.check_config.ssl import SslConfig
from models.enums import Status
from models.observation import Observation

_SECONDS_PER_HOUR = 3600


async def check(config: SslConfig, context: CheckContext) -> Observation:
    """Shake hands and look at the certificate: UP, DEGRADED or DOWN by the hours until it expires.

    A certificate that is expired, untrusted or for another name is DOWN. Latency is that of the connection and the
    handshake in milliseconds. Raises `core.network.Refused`.
    """
    shown = f"{config.host}:{config.port}"
    started = time.perf_counter()

    def latency() -> float:
        return (time.perf_counter() - started) * 1000

    try:
        async with asyncio.timeout(config.timeout / 1000):
            expiry = await _expiry(config, context)
    except TimeoutError:
        return observation.timed_out(f"No TLS handshake within {config.timeout} ms with {shown}", latency=latency())
    except ssl.SSLCertVerificationError as error:
        return observation.down(f"{reason(error)}: {shown}", latency=latency())
    except OSError as error:
        return observation.failed(f"{reason(error)}: {shown}", latency=latency())
    hours = (expiry - clock.precise_timestamp()) / _SECONDS_PER_HOUR
    message = f"The certificate of {shown} expires in {hours:.1f} hours"
    if hours <= config.down_remaining_hours:
        return observation.down(message, latency=latency())
    if hours <= config.degraded_remaining_hours:
        return Observation(Status.DEGRADED, latency=latency(), message=message[:200])
    return Observation(Status.UP, latency=latency())


async def _expiry(config: SslConfig, context: CheckContext) -> int:
    """Return the epoch second until which the server's certificate is good. Raises OSError."""
    connection = await connect(context.network, config.host, config.port)
    _reader, writer = await asyncio.open_connection(
        sock=connection,
        ssl=context.tls,
        server_hostname=config.host.rstrip("."),
        ssl_handshake_timeout=config.timeout / 1000,
    )
    try:
        certificate = writer.get_extra_info("peercert")
    finally:
        writer.transport.abort()
    return ssl.cert_time_to_seconds(certificate["notAfter"])
