"""Last days reckoned a second time, as with a paper almanac: leaf by leaf, on numbered leaves, without a date type.

Written apart from `domain/` from the laws' own text: lag (1989:253), lag (1930:173), LOU 20 kap., and the church's
table of Easter. It imports nothing of the project and no package of holidays.
"""

from bisect import bisect
from collections.abc import Mapping
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 1989, 2101
SATURDAY, SUNDAY = 5, 6  # Monday is 0; 1 January 1989 was a Sunday
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# The full moon of Easter by the golden number, 1900-2199: day of March, 32 being 1 April.
PASCHAL_MOON = (45, 34, 23, 42, 31, 49, 39, 28, 47, 36, 25, 44, 33, 22, 41, 30, 48, 38, 27)


class Leaf(NamedTuple):
    year: int
    month: int
    day: int
    weekday: int

    @property
    def iso(self) -> str:
        return f"{self.year}-{self.month:02}-{self.day:02}"


def _has_leap_day(year: int) -> bool:
    return year % 400 == 0 or (year % 4 == 0 and year % 100 != 0)


def _print_almanac() -> list[Leaf]:
    leaves, weekday = [], SUNDAY
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        for month in range(1, 13):
            length = LENGTHS[month - 1] + (month == 2 and _has_leap_day(year))
            for day in range(1, length + 1):
                leaves.append(Leaf(year, month, day, weekday))
                weekday = (weekday + 1) % 7
    return leaves


ALMANAC = _print_almanac()
NUMBER = {leaf.iso: number for number, leaf in enumerate(ALMANAC)}


def leaf_of(year: int, month: int, day: int) -> int:
    return NUMBER[f"{year}-{month:02}-{day:02}"]


def _first(weekday: int, number: int) -> int:
    """That weekday, on the leaf itself or the first one after."""
    while ALMANAC[number].weekday != weekday:
        number += 1
    return number


def _easter_day(year: int) -> int:
    """The Sunday after the full moon (never on it)."""
    moon = PASCHAL_MOON[year % 19]
    full = leaf_of(year, 3, moon) if moon < 32 else leaf_of(year, 4, moon - 31)
    return _first(SUNDAY, full + 1)


def _holidays_of(year: int) -> dict[int, str]:
    easter = _easter_day(year)
    midsummer, saints = _first(SATURDAY, leaf_of(year, 6, 20)), _first(SATURDAY, leaf_of(year, 10, 31))
    found = {
        leaf_of(year, 1, 1): "Nyårsdagen",
        leaf_of(year, 1, 6): "Trettondedag jul",
        easter - 2: "Långfredagen",
        easter: "Påskdagen",
        easter + 1: "Annandag påsk",
        leaf_of(year, 5, 1): "Första maj",
        easter + 39: "Kristi himmelsfärdsdag",
        easter + 49: "Pingstdagen",
        midsummer - 1: "Midsommarafton",
        midsummer: "Midsommardagen",
        saints: "Alla helgons dag",
        leaf_of(year, 12, 24): "Julafton",
        leaf_of(year, 12, 25): "Juldagen",
        leaf_of(year, 12, 26): "Annandag jul",
        leaf_of(year, 12, 31): "Nyårsafton",
    }
    if year < 2005:
        return found | {easter + 50: "Annandag pingst"}
    return found | {leaf_of(year, 6, 6): "Nationaldagen"}


HOLIDAYS: Mapping[int, str] = {
    number: name for year in range(FIRST_YEAR, LAST_YEAR + 1) for number, name in _holidays_of(year).items()
}


class Own(NamedTuple):
    """A municipality's: closing days by their leaves; a window as month and day, first and last."""

    closing: frozenset[int] = frozenset()
    window: tuple[tuple[int, int], tuple[int, int]] | None = None


NONE = Own()


def off_in_law(number: int) -> bool:
    return ALMANAC[number].weekday in (SATURDAY, SUNDAY) or number in HOLIDAYS


def off(number: int, own: Own) -> bool:
    leaf = ALMANAC[number]
    if off_in_law(number) or number in own.closing:
        return True
    return own.window is not None and own.window[0] <= (leaf.month, leaf.day) <= own.window[1]


def by_law(number: int, days: int) -> int:
    number += days
    while off_in_law(number):
        number += 1
    return number


def days(number: int, many: int, own: Own) -> tuple[int, list[int]]:
    return _ended(number + many, own)


def months(number: int, many: int, own: Own) -> tuple[int, list[int]]:
    """Turned month by month; a month without that day gives its last."""
    leaf = ALMANAC[number]
    year, month = leaf.year, leaf.month
    for _ in range(many):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    day = leaf.day
    while f"{year}-{month:02}-{day:02}" not in NUMBER:
        day -= 1
    return _ended(leaf_of(year, month, day), own)


def _ended(counted: int, own: Own) -> tuple[int, list[int]]:
    """The last day, and the days off that it passed over."""
    due = counted
    while off(due, own):
        due += 1
    return due, list(range(counted, due))


def working_days(number: int, many: int, own: Own) -> tuple[int, list[int]]:
    """Of none at all the last day is the day itself, or moves."""
    if many == 0:
        return _ended(number, own)
    passed = []
    while many:
        number += 1
        if off(number, own):
            passed.append(number)
        else:
            many -= 1
    return number, passed


def before(number: int, many: int, own: Own) -> int:
    while many:
        number -= 1
        many -= not off(number, own)
    return number


def left_in_days(since: int, due: int) -> int:
    return due - since


def left_in_working_days(since: int, due: int, own: Own) -> int:
    return sum(1 for number in range(since + 1, due + 1) if not off(number, own))


def _last_sunday(year: int, month: int) -> int:
    number = leaf_of(year, month, LENGTHS[month - 1])
    while ALMANAC[number].weekday != SUNDAY:
        number -= 1
    return number


# Summer time begins on the last Sunday of March, and ends on that of October; of September until 1995.
TURNS = [
    turn
    for year in range(FIRST_YEAR, LAST_YEAR + 1)
    for turn in (_last_sunday(year, 3), _last_sunday(year, 10 if year >= 1996 else 9))
]


def midnight_after(number: int) -> str:
    """The instant in UTC at which the day is over: at 22 in summer time, at 23 else. The clock is moved at night, so
    what holds at the end of the day of the move is what it was moved to."""
    is_summer = bisect(TURNS, number) % 2 == 1
    return f"{ALMANAC[number].iso}T{22 if is_summer else 23}:00"


def eight_in_the_morning(number: int) -> str:
    is_summer = bisect(TURNS, number) % 2 == 1
    return f"{ALMANAC[number].iso}T{6 if is_summer else 7:02}:00"
