"""The check of GRPC monitors: one question by the gRPC health protocol (grpc.health.v1)."""

import asyncio
import time

from grpc import StatusCode
from grpc.aio import AioRpcError, insecure_channel
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthStub

from core.network import connect
from jobs.checks import verdict
from jobs.checks.context import CheckContext
from jobs.checks.local_socket import local_socket
from jobs.failures import reason
from jobs.tls import for_http2, trusting
from models import observation
from models.check_config.grpc import GrpcConfig
from models.enums import Status
from models.observation import Observation

_MAX_MESSAGE_BYTES = 65_536
_STATUSES = {"SERVING": Status.UP, "NOT_SERVING": Status.DOWN}
_SENTENCES = {
    StatusCode.NOT_FOUND: "The server does not know the service",
    StatusCode.UNIMPLEMENTED: "The server does not speak the gRPC health protocol",
    StatusCode.UNAVAILABLE: "The server ended the connection, or does not speak gRPC",
}


async def check(config: GrpcConfig, context: CheckContext) -> Observation:
    """Ask how the service is: UP if it is SERVING, DOWN if it is NOT_SERVING, else DEGRADED.

    A snippet gets the status as a word. Latency is that of connection, handshake and answer in milliseconds. Raises
    `core.network.Refused`.
    """
    shown = f"{config.host}:{config.port}"
    started = time.perf_counter()

    def latency() -> float:
        return (time.perf_counter() - started) * 1000

    try:
        async with asyncio.timeout(config.timeout / 1000):
            reader, writer = await _open(config, context)
            try:
                status = await _ask(config, reader, writer)
            finally:
                writer.transport.abort()
    except TimeoutError:
        return observation.timed_out(f"No answer within {config.timeout} ms from {shown}", latency=latency())
    except AioRpcError as error:
        sentence = _SENTENCES.get(error.code(), f"The server answers {error.code().name}")
        return observation.failed(f"{sentence}: {shown}", latency=latency())
    except OSError as error:
        return observation.failed(f"{reason(error)}: {shown}", latency=latency())
    taken = latency()
    if config.grpc_eval.strip():
        return await verdict.by_snippet(context.snippets, config.grpc_eval, (status, taken), latency=taken)
    judged = _STATUSES.get(status, Status.DEGRADED)
    message = None if judged is Status.UP else f"{status}: {config.service or 'the server'} at {shown}"[:200]
    return Observation(judged, latency=taken, message=message)


async def _open(config: GrpcConfig, context: CheckContext) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect, and shake hands where TLS is wanted. Raises OSError."""
    connection = await connect(context.network, config.host, config.port or 0)
    if not config.tls:
        return await asyncio.open_connection(sock=connection)
    return await asyncio.open_connection(
        sock=connection,
        ssl=for_http2(trusting()) if config.insecure else context.http2_tls,
        server_hostname=config.host.rstrip("."),
        ssl_handshake_timeout=config.timeout / 1000,
    )


async def _ask(config: GrpcConfig, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
    """Return the status of the service as the protocol's word for it. Raises AioRpcError."""
    options = [
        ("grpc.default_authority", f"{config.host}:{config.port}"),
        ("grpc.primary_user_agent", "Heliograph"),
        ("grpc.max_receive_message_length", _MAX_MESSAGE_BYTES),
        ("grpc.enable_retries", 0),
        # Channels to one address share a connection otherwise.
        ("grpc.use_local_subchannel_pool", 1),
    ]
    # The library is given a connection that is made: it would ask no network policy, has no way to take any
    # certificate, and knows other authorities than this installation.
    async with local_socket(reader, writer) as path, insecure_channel(f"unix:{path}", options=options) as channel:
        answer = await HealthStub(channel).Check(HealthCheckRequest(service=config.service))
    try:
        return str(HealthCheckResponse.ServingStatus.Name(answer.status))
    except ValueError:  # a number that the protocol has no word for
        return "UNKNOWN"
