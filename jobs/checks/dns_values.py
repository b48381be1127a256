"""The records of a DNS answer, compared with what people write when they mean them."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address

import dns.message
import dns.rdata
import dns.rdatatype

# Their values are any text; those of the others are names, addresses and numbers, in any case.
_TEXT_TYPES = {dns.rdatatype.TXT, dns.rdatatype.SPF, dns.rdatatype.CAA}
# Where a record is more than a name, the name alone may be written: "mail.example.com" for "10 mail.example.com.".
_NAMES_WITHIN = ("exchange", "target", "mname")


@dataclass(frozen=True, slots=True)
class Value:
    """One record: how it is shown, and all spellings (normalized) that mean it."""

    text: str
    spellings: frozenset[str]
    is_text: bool


def values(response: dns.message.Message, record_type: dns.rdatatype.RdataType) -> list[Value]:
    """Return the records of this type in the answer, whatever aliases (CNAME) led to them."""
    return [_value(rdata) for rrset in response.answer if rrset.rdtype == record_type for rdata in rrset]


def among(expected: str, answers: Sequence[Value]) -> bool:
    """Return whether an expected value is one of the answers."""
    return any(_normalized(expected, is_text=answer.is_text) in answer.spellings for answer in answers)


def _value(rdata: dns.rdata.Rdata) -> Value:
    is_text = rdata.rdtype in _TEXT_TYPES
    text = rdata.to_text()
    spellings = {text}
    spellings |= {str(getattr(rdata, attribute)) for attribute in _NAMES_WITHIN if hasattr(rdata, attribute)}
    if hasattr(rdata, "strings"):
        # A long text is sent in pieces of 255 bytes.
        spellings.add(b"".join(rdata.strings).decode("utf-8", "replace"))
    if isinstance(contents := getattr(rdata, "value", None), bytes):
        spellings.add(contents.decode("utf-8", "replace"))
    return Value(text, frozenset(_normalized(spelling, is_text=is_text) for spelling in spellings), is_text)


def _normalized(text: str, *, is_text: bool) -> str:
    if is_text:
        return text.strip()
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return text.strip().rstrip(".").lower()
