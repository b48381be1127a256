import asyncio

import pytest

from core.answers import MAX_ANSWER_BYTES, Answers


def test_an_answer_is_given_again_under_the_same_mark_alone():
    answers = Answers()
    answers.put("question", "1", b"answer")

    assert answers.get("question", "1") == b"answer"
    assert answers.get("question", "2") is None
    assert answers.get("another", "1") is None


def test_a_newer_answer_takes_the_place_of_the_older():
    answers = Answers()
    answers.put("question", "1", b"old")
    answers.put("question", "2", b"new")

    assert answers.get("question", "1") is None
    assert answers.get("question", "2") == b"new"


def test_the_longest_unused_answers_make_room():
    answers = Answers(max_bytes=10)
    answers.put("a", "1", b"xxxx")
    answers.put("b", "1", b"xxxx")
    answers.get("a", "1")

    answers.put("c", "1", b"xxxx")

    assert [answers.get(each, "1") for each in "abc"] == [b"xxxx", None, b"xxxx"]


def test_an_answer_that_is_replaced_gives_its_room_back():
    answers = Answers(max_bytes=10)
    for _ in range(10):
        answers.put("a", "1", b"xxxxx")

    answers.put("b", "1", b"xxxxx")

    assert [answers.get(each, "1") for each in "ab"] == [b"xxxxx", b"xxxxx"]


def test_a_huge_answer_is_not_kept():
    answers = Answers()
    answers.put("a", "1", b"x" * (MAX_ANSWER_BYTES + 1))

    assert answers.get("a", "1") is None


async def test_those_who_ask_while_an_answer_is_made_get_it_too():
    answers = Answers()
    with answers.making("question", "1"):
        asked = [asyncio.ensure_future(answers.find("question", "1")) for _ in range(3)]
        other = await answers.find("question", "2")
        await asyncio.sleep(0)
        assert not any(each.done() for each in asked)
        answers.put("question", "1", b"answer")

    assert await asyncio.gather(*asked) == [b"answer"] * 3
    assert other is None
    assert await answers.find("question", "1") == b"answer"


async def test_who_waits_for_an_answer_that_fails_makes_it():
    answers = Answers()

    async def fail() -> None:
        with answers.making("question", "1"):
            asked.append(asyncio.ensure_future(answers.find("question", "1")))
            await asyncio.sleep(0)
            raise ValueError("wrong")

    asked: list[asyncio.Future[bytes | None]] = []
    with pytest.raises(ValueError, match="wrong"):
        await fail()

    assert await asked[0] is None
    assert await answers.find("question", "1") is None


async def test_one_who_stops_waiting_takes_the_answer_from_nobody():
    answers = Answers()
    with answers.making("question", "1"):
        asked = [asyncio.ensure_future(answers.find("question", "1")) for _ in range(2)]
        await asyncio.sleep(0)
        asked[0].cancel()
        await asyncio.sleep(0)
        answers.put("question", "1", b"answer")

    assert await asked[1] == b"answer"
    assert asked[0].cancelled()
