import asyncio

import pytest

from core import answers as kept
from core.answers import MAX_ANSWER_BYTES, MAX_BYTES, Answers, Room


async def test_an_answer_is_given_again_under_the_same_mark_alone():
    answers = Answers(Room())
    await answers.find("question", "1")
    answers.put("question", "1", b"answer")

    assert await answers.find("question", "1") == b"answer"
    assert await answers.find("another", "1") is None
    assert await answers.find("question", "2") is None


async def test_what_was_made_under_an_older_mark_is_not_kept():
    answers = Answers(Room())
    await answers.find("question", "1")
    await answers.find("question", "2")
    answers.put("question", "2", b"new")

    answers.put("question", "1", b"old")

    assert await answers.find("question", "2") == b"new"


def test_the_longest_unused_answers_make_room():
    room = Room(max_bytes=800)
    for key in (b"a", b"b"):
        room.get(key, "1")
        room.put(key, "1", b"xxxx")
    room.get(b"a", "1")

    room.put(b"c", "1", b"xxxx")

    assert [room.get(each, "1") for each in (b"a", b"b", b"c")] == [b"xxxx", None, b"xxxx"]


def test_an_answer_that_is_replaced_gives_its_room_back():
    room = Room(max_bytes=800)
    room.get(b"a", "1")
    for _ in range(10):
        room.put(b"a", "1", b"xxxxx")

    room.put(b"b", "1", b"xxxxx")

    assert [room.get(each, "1") for each in (b"a", b"b")] == [b"xxxxx", b"xxxxx"]


def test_a_new_mark_gives_all_the_room_back():
    room = Room(max_bytes=800)
    for mark in "1234":
        for key in (b"a", b"b"):
            room.get(key, mark)
            room.put(key, mark, b"xxxxx")

    assert [room.get(each, "4") for each in (b"a", b"b")] == [b"xxxxx", b"xxxxx"]


def test_a_huge_answer_is_not_kept():
    room = Room()
    room.get(b"a", "1")
    room.put(b"a", "1", b"x" * (MAX_ANSWER_BYTES + 1))

    assert room.get(b"a", "1") is None


async def test_doors_share_their_room_but_no_answers():
    doors = [Answers(), Answers()]
    for door in doors:
        await door.find("first", "shared")
    doors[0].put("first", "shared", b"answer")
    assert await doors[1].find("first", "shared") is None

    for number in range(MAX_BYTES // MAX_ANSWER_BYTES):
        doors[1].put(number, "shared", b"x" * MAX_ANSWER_BYTES)

    assert await doors[0].find("first", "shared") is None


async def test_what_all_doors_keep_can_be_dropped_at_once():
    doors = [Answers(), Answers()]
    for door in doors:
        await door.find("question", "dropped")
        door.put("question", "dropped", b"answer")

    kept.forget_all()

    assert [await door.find("question", "dropped") for door in doors] == [None, None]


async def test_those_who_ask_while_an_answer_is_made_get_it_too():
    answers = Answers(Room())
    with answers.making("question", "1"):
        asked = [asyncio.ensure_future(answers.find("question", "1")) for _ in range(3)]
        other = await answers.find("another", "1")
        await asyncio.sleep(0)
        assert not any(each.done() for each in asked)
        answers.put("question", "1", b"answer")

    assert await asyncio.gather(*asked) == [b"answer"] * 3
    assert other is None
    assert await answers.find("question", "1") == b"answer"


async def test_those_who_wait_get_their_answer_even_if_it_can_not_be_kept():
    answers = Answers(Room())
    with answers.making("question", "1"):
        asked = asyncio.ensure_future(answers.find("question", "1"))
        await asyncio.sleep(0)
        newer = await answers.find("question", "2")
        answers.put("question", "1", b"answer")

    assert await asked == b"answer"
    assert newer is None
    assert await answers.find("question", "2") is None


async def test_who_waits_for_an_answer_that_fails_makes_it():
    answers = Answers(Room())

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
    answers = Answers(Room())
    with answers.making("question", "1"):
        asked = [asyncio.ensure_future(answers.find("question", "1")) for _ in range(2)]
        await asyncio.sleep(0)
        asked[0].cancel()
        await asyncio.sleep(0)
        answers.put("question", "1", b"answer")

    assert await asked[1] == b"answer"
    assert asked[0].cancelled()
