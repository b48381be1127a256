"""Receivers of messages: real servers on loopback, for HTTP and for mail, that behave as a test says."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Received:
    """One HTTP request; header names in small letters."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


def status(code: int, body: str = "", **headers: str) -> Answer:
    """Answer at once."""
    encoded = body.encode()
    lines = [f"HTTP/1.1 {code} Status", f"Content-Length: {len(encoded)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write("\r\n".join([*lines, "", ""]).encode() + encoded)

    return answer


async def close(writer: asyncio.StreamWriter) -> None:
    """Close the connection without a word."""


async def hang(writer: asyncio.StreamWriter) -> None:
    """Never answer."""
    await asyncio.Event().wait()


async def drip(writer: asyncio.StreamWriter) -> None:
    """Take the message, and never come to the end of the answer."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nbegin")
    await writer.drain()
    await asyncio.Event().wait()


async def flood(writer: asyncio.StreamWriter) -> None:
    """Answer more than anybody wants to read."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
    for _ in range(1_000):
        writer.write(b"x" * 1_000_000)
        await writer.drain()


async def nonsense(writer: asyncio.StreamWriter) -> None:
    """Speak another protocol."""
    writer.write(b"220 ready for mail\r\n\r\n")


@dataclass
class HttpReceiver:
    """An HTTP server that keeps what it was sent; `answers` are given one by one, then `answer` for ever."""

    answer: Answer
    answers: list[Answer] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    url: str = ""
    open_now: int = 0
    most_open: int = 0

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open_now += 1
        self.most_open = max(self.most_open, self.open_now)
        try:
            self.received.append(await read_request(reader))
            await (self.answers.pop(0) if self.answers else self.answer)(writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open_now -= 1
            writer.close()


async def read_request(reader: asyncio.StreamReader) -> Received:
    """Return a request that comes in whole."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    return Received(method, path, headers, await reader.readexactly(int(headers.get("content-length", 0))))


@asynccontextmanager
async def http_receiver(answer: Answer | None = None, *answers: Answer) -> AsyncIterator[HttpReceiver]:
    """Run an HTTP server: it answers with `answers`, one after the other, and then always with `answer` (204)."""
    receiver = HttpReceiver(answer or status(204), list(answers))
    async with running(receiver._serve) as port:
        receiver.url = f"http://127.0.0.1:{port}/hook"
        yield receiver


@asynccontextmanager
async def running(
    serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[int]:
    """Run a server; what it is still busy with at the end is cut off."""
    tasks: set[asyncio.Task[None]] = set()

    async def tracked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            await serve(reader, writer)
        except asyncio.CancelledError:
            pass
        finally:
            writer.close()
            tasks.discard(task)

    server = await asyncio.start_server(tracked, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@dataclass(frozen=True)
class Mail:
    """One mail, as it was handed in."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage
    is_encrypted: bool
    user: str | None


@dataclass
class MailReceiver:
    """An SMTP server (RFC 5321) that keeps what it was sent; `refused` are answers by how a command begins."""

    tls: ssl.SSLContext | None = None
    refused: dict[str, str] = field(default_factory=dict)
    received: list[Mail] = field(default_factory=list)
    port: int = 0

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:  # noqa: C901 - a protocol
        sender, recipients, user, encrypted = "", [], None, False
        writer.write(b"220 localhost ESMTP\r\n")
        while line := (await reader.readline()).decode("latin-1").strip():
            refusal = next((answer for command, answer in self.refused.items() if line.startswith(command)), None)
            verb = line.split(" ")[0].upper()
            if refusal is not None:
                if not refusal:
                    return
                writer.write(f"{refusal}\r\n".encode())
            elif verb == "EHLO":
                offers = ["localhost", *(["STARTTLS"] if self.tls and not encrypted else []), "AUTH PLAIN", "8BITMIME"]
                writer.write("".join(f"250{'-' if o != offers[-1] else ' '}{o}\r\n" for o in offers).encode())
            elif verb == "STARTTLS":
                writer.write(b"220 go on\r\n")
                await writer.drain()
                await writer.start_tls(self.tls)
                encrypted = True
            elif verb == "AUTH":
                user = line.split(" ")[2]
                writer.write(b"235 welcome\r\n")
            elif verb == "MAIL":
                sender, recipients = line.partition("<")[2].partition(">")[0], []
                writer.write(b"250 ok\r\n")
            elif verb == "RCPT":
                recipients.append(line.partition("<")[2].partition(">")[0])
                writer.write(b"250 ok\r\n")
            elif verb == "DATA":
                writer.write(b"354 go on\r\n")
                text = (await reader.readuntil(b"\r\n.\r\n"))[:-3].replace(b"\r\n..", b"\r\n.").replace(b"\r\n", b"\n")
                message = message_from_bytes(text, policy=policy.default)
                assert isinstance(message, EmailMessage)
                self.received.append(Mail(sender, tuple(recipients), message, encrypted, user))
                writer.write(b"250 queued as 7\r\n")
            elif verb == "QUIT":
                writer.write(b"221 bye\r\n")
                await writer.drain()
                return
            else:
                writer.write(b"250 ok\r\n")
            await writer.drain()


@asynccontextmanager
async def mail_receiver(tls: ssl.SSLContext | None = None, **refused: str) -> AsyncIterator[MailReceiver]:
    """Run an SMTP server, which offers STARTTLS where it has a certificate."""
    receiver = MailReceiver(tls, dict(refused))
    async with running(receiver._serve) as port:
        receiver.port = port
        yield receiver
