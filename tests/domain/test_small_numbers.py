"""Nobody is to be recognised in a table: what is hidden cannot be reckoned out of what is told."""

from hypothesis import given, strategies as st

from domain.small_numbers import LEAST, hidden, is_small

COLUMNS = st.lists(st.integers(0, 40), max_size=12)


@given(COLUMNS)
def test_every_small_number_is_hidden_and_nought_never(numbers: list[int]) -> None:
    for number, conceal in zip(numbers, hidden(numbers), strict=True):
        assert conceal or not is_small(number)
        assert not (conceal and number == 0)


@given(COLUMNS)
def test_what_is_hidden_is_two_or_more_and_not_few_together_unless_the_total_is_few(
    numbers: list[int],
) -> None:
    concealed = [number for number, conceal in zip(numbers, hidden(numbers), strict=True) if conceal]
    if concealed and not is_small(sum(numbers)):
        assert len(concealed) > 1
        assert sum(concealed) >= LEAST


def test_one_small_number_hides_the_smallest_of_the_others() -> None:
    assert hidden([12, 3, 7, 0]) == [False, True, True, False]


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert hidden([12, 5, 7, 0]) == [False] * 4
