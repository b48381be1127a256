"""Everything else, through Apprise: its code is loaded at first need, and runs in threads, for it blocks."""

import asyncio
import logging
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from core.templates import Destination, render
from jobs.channels.context import ChannelContext
from jobs.channels.secrecy import Secrecy
from jobs.channels.wording import SUBJECT, TEXT
from models.delivery_outcome import DeliveryOutcome
from models.trigger_config import AppriseConfig
from models.trigger_config.apprise import schema_of

_THREADS = 8
_SOCKET_SECONDS = 5.0
_threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="apprise")
_loading = threading.Lock()


async def send(
    context: ChannelContext, config: AppriseConfig, secrecy: Secrecy, *, variables: Mapping[str, str]
) -> DeliveryOutcome:
    """Send a message through the service that the URL names. Raises TemplateError."""
    if not config.is_allowed(context.settings.apprise_services_allow):
        return DeliveryOutcome(error=f"The service {schema_of(config.url)} is not allowed on this installation")
    url = secrecy.expand(config.url)
    secrecy.add_address(url)
    title = render(config.title or SUBJECT, variables, Destination.LINE, secrecy.expand)
    body = render(config.body or TEXT, variables, Destination.TEXT, secrecy.expand)
    seconds = context.settings.delivery_timeout_seconds
    return await asyncio.get_running_loop().run_in_executor(_threads, _notify, url, title, body, seconds)


class _Heard(logging.Handler):
    """Keeps what Apprise complains of in this thread: it says why it failed nowhere else."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._thread = threading.get_ident()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.lines.append(record.getMessage())


def _notify(url: str, title: str, body: str, seconds: int) -> DeliveryOutcome:
    with _loading:
        import apprise  # noqa: PLC0415 - it takes 0.2 s, and not everybody uses it
    log = logging.getLogger("apprise")
    log.propagate = False  # what it complains of may hold tokens
    heard = _Heard()
    log.addHandler(heard)
    try:
        asset = apprise.AppriseAsset(
            app_id="Heliograph", app_desc="Heliograph", async_mode=False, http_redirects=False, service_timeout=seconds
        )
        service = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
        if service is None or schema_of(url) not in service.schemas():  # type: ignore[no-untyped-call] # untyped there
            return DeliveryOutcome(error="Apprise can't read the trigger's URL", answer="\n".join(heard.lines))
        # A URL may ask for longer waits than anybody should have to bear.
        service.socket_connect_timeout = service.socket_read_timeout = min(_SOCKET_SECONDS, seconds)
        is_sent = service.notify(title=title, body=body)
    finally:
        log.removeHandler(heard)
    answer = "\n".join(heard.lines)
    return DeliveryOutcome(answer=answer) if is_sent else DeliveryOutcome(error="Apprise could not send", answer=answer)
