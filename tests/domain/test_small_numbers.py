"""Nobody is to be recognised in a table: what is hidden cannot be reckoned out of what is told."""

from collections.abc import Sequence
from itertools import accumulate, pairwise, product

from hypothesis import given, strategies as st

from domain.small_numbers import Figure, is_small, told_in_turn, untold

GROWTH = st.lists(st.integers(-3, 9), max_size=24)
PROMISED_AND_CAME = st.tuples(st.integers(1, 12), st.integers(0, 12)).map(lambda two: (two[0], min(two)))
ROWS = st.lists(PROMISED_AND_CAME, min_size=1, max_size=4)
SIDES = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), PROMISED_AND_CAME), min_size=1, max_size=6)

Cell = tuple[int, int, tuple[int, int]]


def figure(cells: Sequence[tuple[int, tuple[int, int]]]) -> Figure:
    return Figure(
        frozenset(number for number, _ in cells),
        sum(came for _, (_, came) in cells),
        sum(promised for _, (promised, _) in cells),
    )


def table(rows: Sequence[tuple[int, int]]) -> tuple[Figure, list[Figure]]:
    cells = [*enumerate(rows)]
    return figure(cells), [figure([cell]) for cell in cells]


def by(side: int, cells: Sequence[Cell]) -> list[Figure]:
    found = sorted({cell[side] for cell in cells})
    return [figure([(n, cell[2]) for n, cell in enumerate(cells) if cell[side] == key]) for key in found]


@given(ROWS)
def test_no_small_number_is_told(rows: list[tuple[int, int]]) -> None:
    whole, figures = table(rows)
    hidden = untold(whole, [figures])
    assert all(each in hidden for each in (whole, *figures) if is_small(each.number))


@given(ROWS)
def test_a_reader_who_tries_every_number_finds_no_small_one(rows: list[tuple[int, int]]) -> None:
    """All tables that fit what is told, one by one: a number that none of them tells otherwise would be known."""
    whole, figures = table(rows)
    hidden = untold(whole, [figures])
    fits = [
        tried
        for tried in product(*(_possible(each, hidden) for each in figures))
        if whole in hidden or sum(tried) == whole.number
    ]
    for place, each in enumerate(figures):
        if each in hidden and is_small(each.number):
            assert len({tried[place] for tried in fits}) > 1


def _possible(one: Figure, hidden: set[Figure]) -> range:
    low, high = one.bounds if one in hidden else (one.number, one.number)
    return range(low, high + 1)


@given(SIDES)
def test_nor_by_holding_one_table_against_another(cells: list[Cell]) -> None:
    """Reckoned otherwise than the rule itself does: of two parts of what is told, alike but for the hidden number."""
    whole = figure([(n, cell[2]) for n, cell in enumerate(cells)])
    tables = [by(0, cells), by(1, cells)]
    figures = {whole, *tables[0], *tables[1]}
    hidden = untold(whole, tables)
    told = sorted(figures - hidden, key=lambda each: sorted(each.cells))
    for signs in product((-1, 0, 1), repeat=len(told)):
        added = [
            sum(sign for sign, each in zip(signs, told, strict=True) if n in each.cells)
            for n in range(len(cells))
        ]
        if set(added) <= {0, 1}:
            left = frozenset(n for n, times in enumerate(added) if times)
            assert not any(each.cells == left for each in hidden)


def test_one_small_number_hides_another_row() -> None:
    whole, (visits, internships, employment) = table([(30, 12), (20, 7), (10, 3)])
    assert untold(whole, [[visits, internships, employment]]) == {internships, employment}


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    whole, figures = table([(30, 12), (20, 5), (10, 0)])
    assert untold(whole, [figures]) == set()


def test_where_all_came_about_the_total_would_tell_each_and_is_not_told() -> None:
    whole, figures = table([(4, 4), (4, 4)])
    assert untold(whole, [figures]) == {whole, *figures}


def test_a_department_whose_forms_are_its_own_gives_none_of_them_away() -> None:
    whole, (internships, apprentices, education) = table([(30, 12), (9, 8), (6, 3)])
    school = Figure(apprentices.cells | education.cells, 11, 15)
    jobcentre = Figure(internships.cells, 12, 30)
    hidden = untold(whole, [[internships, apprentices, education], [jobcentre, school]])
    assert {apprentices, education} <= hidden


def over_time(growth: list[int]) -> list[int]:
    return list(accumulate(growth, lambda number, more: max(number + more, 0), initial=0))


def told(numbers: list[int]) -> list[int | str]:
    """As a page tells them."""
    shown = zip(numbers, told_in_turn(numbers), strict=True)
    return [("<" if is_small(number) else "–") if each is None else number for number, each in shown]


def test_what_has_grown_by_few_is_not_told_until_it_has_grown_by_many() -> None:
    assert told([0, 3, 8, 9, 9, 13, 13, 11, 4, 0]) == [0, "<", 8, "–", "–", 13, 13, "–", "<", 0]


@given(GROWTH)
def test_what_is_told_one_after_the_other_differs_by_nobody_or_by_many(growth: list[int]) -> None:
    shown = [each for each in told(over_time(growth)) if isinstance(each, int)]
    assert not any(map(is_small, shown))
    assert not any(is_small(abs(after - before)) for before, after in pairwise(shown))


@given(GROWTH)
def test_what_is_hidden_at_one_time_could_be_something_else_by_all_that_is_told(growth: list[int]) -> None:
    numbers = over_time(growth)
    shown = told(numbers)
    for at, number in enumerate(numbers):
        others = (
            [*numbers[:at], other, *numbers[at + 1 :]] for other in range(number + 9) if other != number
        )
        assert isinstance(shown[at], int) or any(told(other) == shown for other in others)
