"""One trip for many that are under way at once (together.py)."""

import asyncio
from collections.abc import Sequence

import pytest

from together import MOST, Together


class Store:
    """Doubles what it is asked, in its own time, and cannot double thirteen."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    async def __call__(self, numbers: Sequence[int]) -> Sequence[int]:
        self.asked.append(list(numbers))
        await asyncio.sleep(0.01)
        if 13 in numbers:
            raise ValueError(13)
        return [2 * number for number in numbers]


async def test_who_asks_alone_is_asked_for_at_once_and_the_others_go_together() -> None:
    store = Store()
    together = Together(store)
    assert await asyncio.gather(*map(together, range(5))) == [0, 2, 4, 6, 8]
    assert store.asked in ([[0], [1, 2, 3, 4]], [[0, 1, 2, 3, 4]])
    assert await together(7) == 14


async def test_no_more_than_so_many_go_at_once() -> None:
    store = Store()
    await asyncio.gather(*map(Together(store), [*range(100, 100 + 3 * MOST)]))
    assert max(map(len, store.asked)) == MOST


async def test_of_what_cannot_be_done_nobody_else_hears() -> None:
    together = Together(Store())
    answers = await asyncio.gather(*map(together, [1, 13, 2]), return_exceptions=True)
    assert answers[::2] == [2, 4]
    assert isinstance(answers[1], ValueError)
    with pytest.raises(ValueError, match="13"):
        await together(13)


async def test_who_all_ask_the_same_hear_the_same_error_and_it_is_not_asked_for_each() -> None:
    store = Store()
    answers = await asyncio.gather(*map(Together(store), [13, 13, 13]), return_exceptions=True)
    assert [type(each) for each in answers] == [ValueError] * 3
    assert len(store.asked) <= 2


async def test_an_answer_too_few_leaves_nobody_waiting() -> None:
    async def forgets(numbers: Sequence[int]) -> Sequence[int]:
        return numbers[1:]

    with pytest.raises(ValueError, match="zip"):
        await Together(forgets)(1)


async def test_who_is_gone_keeps_no_answer_back_from_the_others() -> None:
    together = Together(Store())
    asking = [asyncio.create_task(together(number)) for number in range(4)]
    await asyncio.sleep(0)
    asking[2].cancel()
    await asyncio.wait(asking)
    assert [task.result() for task in asking if not task.cancelled()] == [0, 2, 6]


async def test_who_is_gone_before_it_is_asked_for_is_not_asked_for() -> None:
    store = Store()
    together = Together(store)
    asking = [asyncio.create_task(together(number)) for number in range(3)]
    await asyncio.sleep(0.001)  # they are being asked for
    asking += [asyncio.create_task(together(number)) for number in (7, 8)]
    await asyncio.sleep(0)
    asking[3].cancel()
    await asyncio.wait(asking)
    assert store.asked == [[0, 1, 2], [8]]


async def test_who_waits_for_long_keeps_nobody_behind_him() -> None:
    """Given an answer that comes when the one asked for after it has come."""
    let_go = asyncio.Event()

    async def answered(numbers: Sequence[int]) -> Sequence[int]:
        if 1 in numbers:
            await let_go.wait()
        return numbers

    together = Together(answered)
    first = asyncio.create_task(together(1))
    await asyncio.sleep(0.01)  # it is being asked for
    async with asyncio.timeout(5):
        assert await together(2) == 2
        assert await together(3) == 3
    assert not first.done()
    let_go.set()
    assert await first == 1
    assert await together(4) == 4
