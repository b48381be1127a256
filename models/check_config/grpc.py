"""The configuration of a monitor of type GRPC: a question by the gRPC health protocol."""

from typing import ClassVar

from models.check_config.configuration import Configuration, Host, Line, Milliseconds, Port, Text


class GrpcConfig(Configuration):
    """An empty `service` asks for the server as a whole; `insecure` accepts any certificate."""

    required: ClassVar[tuple[str, ...]] = ("host", "port")

    host: Host = ""
    port: Port | None = None
    service: Line = ""
    tls: bool = False
    insecure: bool = False
    timeout: Milliseconds = 5_000
    grpc_eval: Text = ""
