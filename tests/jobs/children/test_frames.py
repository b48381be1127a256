import io
import math

import pytest

from jobs.children import frames


def test_a_frame_is_the_length_of_its_json_in_four_bytes_and_the_json():
    assert frames.encode({"a": "é"}) == b'\x00\x00\x00\x0b{"a": "\xc3\xa9"}'


def test_frames_are_read_one_by_one_until_the_stream_ends():
    stream = io.BytesIO(frames.encode("one") + frames.encode([2]))

    assert [frames.read(stream) for _ in range(3)] == [b'"one"', b"[2]", None]


@pytest.mark.parametrize("kept", [2, 7])
def test_a_stream_that_ends_within_a_frame_has_no_frame(kept: int):
    assert frames.read(io.BytesIO(frames.encode("cut short")[:kept])) is None


def test_half_a_character_becomes_a_question_mark():
    assert frames.encode("a\ud800b") == b'\x00\x00\x00\x05"a?b"'


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_a_number_that_json_lacks_is_refused(number: float):
    with pytest.raises(ValueError, match="JSON compliant"):
        frames.encode([number])


def test_frames_are_taken_from_what_has_come_so_far():
    received = bytearray(frames.encode("one") + frames.encode([2])[:-1])

    assert [frames.take(received) for _ in range(2)] == [b'"one"', None]

    received += b"]"
    assert [frames.take(received) for _ in range(2)] == [b"[2]", None]
    assert received == b""
