"""Swedish dates a second time, written apart from the code and in another manner: day by day, from the law's text.

Imports neither our calendar nor `holidays`. Easter by Gauss's rule as Meeus gives it (Astronomical Algorithms, ch. 8).
"""

from collections.abc import Collection
from datetime import date, timedelta

SATURDAY, SUNDAY, FRIDAY = 5, 6, 4


def easter_day(year: int) -> date:
    golden, century = year % 19, year // 100
    skipped = century - century // 4
    moon = (skipped - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon -= (moon // 28) * (1 - (moon // 28) * (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - skipped) % 7
    days = moon - weekday
    month = 3 + (days + 40) // 44
    return date(year, month, days + 28 - 31 * (month // 4))


def is_day_off(day: date) -> bool:
    """Lag (1930:173) 2 §: Sunday, another public holiday, Saturday, midsommarafton, julafton, nyårsafton."""
    return day.weekday() in (SATURDAY, SUNDAY) or is_public_holiday(day) or is_eve(day)


def is_public_holiday(day: date) -> bool:
    """Lag (1989:253) om allmänna helgdagar, in the order of its 1 §; Whit Monday until 2004, 6 June since 2005."""
    if (day.month, day.day) in ((1, 1), (1, 6), (5, 1), (12, 25), (12, 26)):
        return True
    if (day.month, day.day) == (6, 6):
        return day.year >= 2005
    from_easter = (day - easter_day(day.year)).days
    if from_easter in (-2, 0, 1, 39, 49) or (from_easter == 50 and day.year <= 2004):
        return True
    return day.weekday() == SATURDAY and (
        is_between(day, (6, 20), (6, 26)) or is_between(day, (10, 31), (11, 6))
    )


def is_eve(day: date) -> bool:
    """The Friday before the Saturday of midsummer lies between the 19th and the 25th of June."""
    if day.weekday() == FRIDAY and is_between(day, (6, 19), (6, 25)):
        return True
    return (day.month, day.day) in ((12, 24), (12, 31))


def is_between(day: date, first: tuple[int, int], last: tuple[int, int]) -> bool:
    return first <= (day.month, day.day) <= last


def statutory(begins: date, days: int) -> date:
    """Day by day; then past days off, one at a time."""
    day = begins
    while days > 0:
        day, days = day + timedelta(1), days - 1
    return next_open(day, ())


def next_open(day: date, own: Collection[date]) -> date:
    return next_open(day + timedelta(1), own) if is_day_off(day) or day in own else day


def in_days(begins: date, days: int, own: Collection[date]) -> date:
    return next_open(date.fromordinal(begins.toordinal() + days), own)


def in_working_days(begins: date, number: int, own: Collection[date]) -> date:
    """Crossing them off one after the other; of none at all, the day itself or the next that is open."""
    day, step = begins, timedelta(1 if number > 0 else -1)
    left = abs(number)
    while left:
        day += step
        left -= not (is_day_off(day) or day in own)
    return next_open(day, own)


def in_months(begins: date, months: int, own: Collection[date]) -> date:
    """Lag (1930:173) 1 §: the day with the same number, or the last of a month that has none."""
    year, month, day = begins.year, begins.month, begins.day
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    while True:
        try:
            return next_open(date(year, month, day), own)
        except ValueError:
            day -= 1
