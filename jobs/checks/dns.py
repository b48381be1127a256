"""The check of DNS monitors: one question, and whether the expected values are among the answers."""

import asyncio
import time

import dns.exception
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype

from jobs.checks.context import CheckContext
from jobs.checks.dns_values import among, values
from jobs.checks.name_server import NameServer, ask, find
from jobs.failures import reason
from jobs.tls import trusting
from models import observation
from models.check_config.dns import DnsConfig, DnsTransport, MatchType
from models.enums import Status
from models.observation import Observation

_DNS_PORT = 53


async def check(config: DnsConfig, context: CheckContext) -> Observation:
    """Ask the name server and compare: UP if any (or all) of the expected values are among the answers.

    Without expected values any answer is UP. Latency is that of the question in milliseconds, the search for the
    name server included. Raises `core.network.Refused`.
    """
    asked = f"{config.lookup_record.upper()} of {config.host}"
    try:
        question = dns.message.make_query(config.host, config.lookup_record)
    except dns.exception.DNSException:
        return observation.failed(f"Not a host name: {config.host}")
    started = time.perf_counter()

    def latency() -> float:
        return (time.perf_counter() - started) * 1000

    try:
        async with asyncio.timeout(config.timeout / 1000):
            response = await _exchange(question, config, context)
    except TimeoutError:
        return observation.timed_out(f"No answer within {config.timeout} ms: {asked}", latency=latency())
    except OSError as error:
        return observation.failed(f"{reason(error)}: {config.name_server or asked}", latency=latency())
    except (dns.exception.DNSException, EOFError):
        return observation.failed(f"The answer is not DNS: {asked}", latency=latency())
    return _judge(response, config, asked, latency())


async def _exchange(question: dns.message.Message, config: DnsConfig, context: CheckContext) -> dns.message.Message:
    default_port = config.tls_port if config.transport is DnsTransport.TLS else _DNS_PORT
    server = await find(config.name_server, default_port, context.network)
    if config.transport is DnsTransport.UDP:
        return await ask(server, question, config.timeout / 1000)
    named = NameServer(config.tls_servername or server.name, server.addresses, server.port)
    tls = trusting() if config.allow_self_signed_cert else context.tls
    return await ask(named, question, config.timeout / 1000, tls=tls)


def _judge(response: dns.message.Message, config: DnsConfig, asked: str, latency: float) -> Observation:
    if response.rcode() != dns.rcode.NOERROR:
        return observation.down(f"{dns.rcode.to_text(response.rcode())}: {asked}", latency=latency)
    answers = values(response, dns.rdatatype.from_text(config.lookup_record))
    if not answers:
        return observation.down(f"No such record: {asked}", latency=latency)
    expected = [value for value in config.values if value.strip()]
    matches = [among(value, answers) for value in expected]
    is_match = all(matches) if config.match_type is MatchType.ALL else any(matches)
    if expected and not is_match:
        found = ", ".join(sorted(answer.text for answer in answers))
        wanted = "each" if config.match_type is MatchType.ALL else "one"
        message = f"{asked} is {found:.80}, and not {wanted} of {', '.join(expected)}"
        return observation.down(message, latency=latency)
    return Observation(Status.UP, latency=latency)
