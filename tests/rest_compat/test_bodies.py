"""Bodies that nobody should send, and that must not hurt."""

from collections.abc import AsyncIterator

import httpx
import pytest

_MIB = 1024 * 1024


async def _count(client: httpx.AsyncClient) -> int:
    return len((await client.get("/monitors")).json()["monitors"])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00",
        b"\xff\xfe{}",
        b'{"tag": "a", "name": "A"',
        b'{"tag": "a", "name": "\\ud800"}',
        b'{"tag": "a", "name": "\xed\xa0\x80"}',
        b'{"tag": "a", "name": "A", "type_data": {"x": Infinity}}',
        b'{"tag": "a", "name": "A", "type_data": {"x": 1e999}}',
        b'{"tag": "a", "name": "A", "type_data": {"x": ' + b"[" * 200 + b"]" * 200 + b"}}",
        b"[" * 500_000,
        b'{"a":' * 100_000,
        b"null",
        b"[]",
        b'"text"',
        b"1" * 10_000,
    ],
)
async def test_what_is_no_json_object_that_can_be_kept_is_refused(client: httpx.AsyncClient, content: bytes) -> None:
    answer = await client.post("/monitors", content=content)

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "BAD_REQUEST"
    assert answer.json()["error"]["message"].startswith("Invalid JSON body")
    assert await _count(client) == 0


@pytest.mark.parametrize("field", ["name", "description", "image", "category_name", "external_url"])
async def test_the_character_nul_is_refused_by_the_field_that_holds_it(client: httpx.AsyncClient, field: str) -> None:
    answer = await client.post("/monitors", json={"tag": "a", "name": "A", field: "x\0y"})

    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == f"{field} must not contain the character NUL"
    assert await _count(client) == 0


async def test_a_byte_order_mark_does_not_matter(client: httpx.AsyncClient) -> None:
    answer = await client.post("/monitors", content=b'\xef\xbb\xbf{"tag": "a", "name": "A"}')

    assert answer.status_code == 201


async def test_integers_beyond_64_bits_in_a_document_are_kept_as_floats(client: httpx.AsyncClient) -> None:
    await client.post(
        "/monitors", content=b'{"tag": "a", "name": "A", "type_data": {"x": 123456789012345678901234567890}}'
    )

    shown = (await client.get("/monitors/a")).json()["monitor"]["type_data"]

    assert shown == {"x": 1.2345678901234568e29}


async def test_a_body_of_a_mebibyte_is_read(client: httpx.AsyncClient) -> None:
    content = b'{"tag": "a", "name": "A"}'

    answer = await client.post("/monitors", content=content + b" " * (_MIB - len(content)))

    assert answer.status_code == 201


@pytest.mark.parametrize("size", [_MIB + 1, 10 * _MIB])
async def test_a_longer_body_is_refused(client: httpx.AsyncClient, size: int) -> None:
    answer = await client.post("/monitors", content=b" " * size)

    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "PAYLOAD_TOO_LARGE")


async def test_a_longer_body_in_chunks_is_refused_before_it_ends(client: httpx.AsyncClient) -> None:
    sent = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield b" " * 65_536

    answer = await client.post("/monitors", content=chunks())

    assert answer.status_code == 413
    assert sent == 17
