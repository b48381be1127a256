"""One POST to a receiver: no redirect is followed, and of the answer no more is read than is kept."""

import asyncio
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from aiohttp import ClientError, ClientPayloadError, ClientResponse, InvalidURL, ServerDisconnectedError

from core import clock
from core.http_client import BrokenConnectionError
from core.network import Refused
from jobs.channels.context import ChannelContext
from jobs.failures import reason
from models.delivery_outcome import DeliveryOutcome
from models.trigger_config.fields import check_web_address

USER_AGENT = "Heliograph"
_MAX_ANSWER_BYTES = 16_384
# The status says whether the message has arrived; the rest of the answer is worth no longer a wait.
_ANSWER_SECONDS = 2.0
_SENTENCES: tuple[tuple[type[BaseException], str], ...] = (
    (ServerDisconnectedError, "The server closed the connection without an answer"),
    (BrokenConnectionError, "The server closed the connection without an answer"),
    (InvalidURL, "Not an http or https address"),
    (ClientPayloadError, "The answer broke off"),
)


async def post(context: ChannelContext, url: str, body: bytes, headers: Mapping[str, str]) -> DeliveryOutcome:
    """Send `body` and return what became of it: 2xx is success, 410 says that the receiver is gone.

    What is said of a failure holds nothing of the address or the message.
    """
    seconds = context.settings.delivery_timeout_seconds
    try:
        check_web_address(url)
        async with asyncio.timeout(seconds):
            response = await context.http.post(
                url, data=body, headers={"User-Agent": USER_AGENT, **headers}, allow_redirects=False
            )
        async with response:
            return _outcome(response, await _answer(response))
    except TimeoutError:
        return DeliveryOutcome(error=f"No answer within {seconds} seconds")
    except ValueError as error:
        # aiohttp's InvalidURL is one, too; and headers that hold what no header can.
        return DeliveryOutcome(error=_sentence(error) or "The address or a header can't be sent as it is written")
    except Refused as error:
        return DeliveryOutcome(error=f"The network policy does not let messages go there: {error}")
    except (ClientError, OSError) as error:
        return DeliveryOutcome(error=_sentence(error) or "The answer is not HTTP")


def _outcome(response: ClientResponse, answer: str) -> DeliveryOutcome:
    status = response.status
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return DeliveryOutcome(status_code=status, answer=answer)
    if status == HTTPStatus.GONE:
        error = "The receiver answered 410: it is gone, and its trigger was deactivated"
        return DeliveryOutcome(error=error, status_code=status, answer=answer, is_gone=True)
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        error = f"The receiver answered {status}; redirects are not followed"
    else:
        error = f"The receiver answered {status}"
    return DeliveryOutcome(error=error, status_code=status, answer=answer, retry_after_seconds=_retry_after(response))


async def _answer(response: ClientResponse) -> str:
    """Return the beginning of the answer, as far as it comes soon."""
    received = bytearray()
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            async for chunk in response.content.iter_any():
                received += chunk
                if len(received) >= _MAX_ANSWER_BYTES:
                    break
    except (ClientError, OSError, TimeoutError):
        pass
    return bytes(received[:_MAX_ANSWER_BYTES]).decode("utf-8", "replace")


def _retry_after(response: ClientResponse) -> float | None:
    """Return the seconds that the receiver asks to wait (RFC 9110, 10.2.3)."""
    value = response.headers.get("Retry-After", "")
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        return parsedate_to_datetime(value).timestamp() - clock.timestamp()
    except (ValueError, OverflowError):
        return None


def _sentence(error: BaseException) -> str | None:
    """Return why there was no answer, in words of our own: what aiohttp says holds the address."""
    link: BaseException | None = error
    while link is not None:
        for kind, sentence in _SENTENCES:
            if isinstance(link, kind):
                return sentence
        if isinstance(link, OSError) and not isinstance(link, ClientError):
            return reason(link)
        link = link.__cause__
    return None
