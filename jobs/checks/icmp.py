"""ICMP echo (RFC 792, RFC 4443): asks a machine whether it is there.

A reply counts only if it comes from the address that was asked and brings back the random bytes of the request, so
that no other reply on the machine can be taken for it.
"""

import asyncio
import os
import socket
import struct
import time
from ipaddress import IPv4Address

from core.network import Address

_HEADER = struct.Struct("!BBHHH")  # type, code, checksum, identifier, sequence
_TOKEN_BYTES = 56  # What ping sends by default
_MAX_PACKET = 2048


class IcmpForbiddenError(Exception):
    """The system lets this process send no ICMP echo."""


async def echo(address: Address, sequence: int, timeout: float) -> float:
    """Send one echo request and return the milliseconds until its reply.

    Raises TimeoutError after `timeout` seconds of silence, OSError when the network says that the address can't be
    reached, and IcmpForbiddenError.
    """
    loop = asyncio.get_running_loop()
    is_v4 = isinstance(address, IPv4Address)
    token = os.urandom(_TOKEN_BYTES)
    with _open(is_v4=is_v4) as channel:
        channel.setblocking(False)
        # A connected socket gets packets of this address alone, and hears that it can't be reached.
        channel.connect((str(address), 0))
        started = time.perf_counter()
        async with asyncio.timeout(timeout):
            await loop.sock_sendall(channel, _request(sequence, token, is_v4=is_v4))
            while True:
                packet = await loop.sock_recv(channel, _MAX_PACKET)
                latency = (time.perf_counter() - started) * 1000
                if _is_reply(packet, token, is_v4=is_v4):
                    return latency


def _open(*, is_v4: bool) -> socket.socket:
    """Return a socket for ICMP: a datagram socket, which needs no privilege, or else a raw one."""
    family, protocol = (socket.AF_INET, socket.IPPROTO_ICMP) if is_v4 else (socket.AF_INET6, socket.IPPROTO_ICMPV6)
    try:
        return socket.socket(family, socket.SOCK_DGRAM, protocol)
    except PermissionError:
        pass
    try:
        return socket.socket(family, socket.SOCK_RAW, protocol)
    except PermissionError:
        raise IcmpForbiddenError from None


def _request(sequence: int, token: bytes, *, is_v4: bool) -> bytes:
    """Return an echo request. The kernel sets identifier and checksum, except for raw IPv4, where we do."""
    request_type = 8 if is_v4 else 128
    identifier = int.from_bytes(token[:2])
    unsigned = _HEADER.pack(request_type, 0, 0, identifier, sequence) + token
    return _HEADER.pack(request_type, 0, _checksum(unsigned), identifier, sequence) + token


def _is_reply(packet: bytes, token: bytes, *, is_v4: bool) -> bool:
    """Return whether a packet is the reply to the request with these random bytes."""
    reply_type = 0 if is_v4 else 129
    message = _without_ip_header(packet) if is_v4 else packet
    return message[:1] == bytes([reply_type]) and message[_HEADER.size :] == token


def _checksum(packet: bytes) -> int:
    """Return the internet checksum (RFC 1071) of an even number of bytes."""
    total: int = sum(struct.unpack(f"!{len(packet) // 2}H", packet))
    total = (total >> 16) + (total & 0xFFFF)
    total += total >> 16
    return ~total & 0xFFFF


def _without_ip_header(packet: bytes) -> bytes:
    """Strip the IPv4 header that raw sockets (and datagram sockets on some systems) deliver.

    Its first byte is 4 and its length in words; that of an ICMP reply is 0.
    """
    if packet[:1] and packet[0] >> 4 == 4:  # noqa: PLR2004 - IP's version
        return packet[(packet[0] & 0x0F) * 4 :]
    return packet
