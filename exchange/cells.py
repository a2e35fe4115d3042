"""What stands in a cell of a spreadsheet, as Swedes write days, amounts and numbers. What could be read in two ways is
not read at all: nothing is guessed."""

import re
from datetime import date, datetime
from decimal import Decimal

from domain.calendar import FIRST_DAY, LAST_DAY

Cell = str | int | float | bool | date | datetime | None

MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_DAY_FIRST = re.compile(  # 31.3.2026, 31/3 2026
    r"(\d{1,2})\.(\d{1,2})\.(\d{4})|(\d{1,2})/(\d{1,2})[ -](\d{4})", re.ASCII
)
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_IN_WORDS = re.compile(r"(?:den )?(\d{1,2})(?::e)? ([a-zåäö]{3,9})\.? (\d{4})")
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_AMOUNT = re.compile(r"(-?)([\d.,]+)(?:[:;]-|,-|\.-)?", re.ASCII)
_TIMES = {"tkr": 1000, "ksek": 1000, "mkr": 1_000_000, "msek": 1_000_000, "kr": 1, "sek": 1, "kronor": 1}
EXCEL_BEGINS = date(1899, 12, 30)  # day 0 of Excel's calendar, as it counts from March 1900


class NotRead(ValueError):
    """`why`: day, two_ways, amount, number or formula."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def text(cell: Cell) -> str:
    """In one line. A whole number that a spreadsheet keeps as 5560000001.0 is 5560000001; a day is as 2026-03-31."""
    match cell:
        case None:
            return ""
        case bool():
            return "ja" if cell else "nej"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() | date():
            return f"{cell:%Y-%m-%d}"
        case _:
            return _SPACES.sub(" ", str(cell)).strip()


def day(cell: Cell) -> date | None:
    """None where nothing stands. Raises NotRead."""
    if isinstance(cell, datetime):
        return _sensible(cell.date())
    if isinstance(cell, date):
        return _sensible(cell)
    written = text(cell).lower()
    return _sensible(_day(written)) if written and any(map(str.isalnum, written)) else None


def _day(written: str) -> date:
    if found := _ISO.fullmatch(written) or _TOGETHER.fullmatch(written):
        return _date(found[1], found[2], found[3])
    if found := _DAY_FIRST.fullmatch(written):
        number, month, year = (part for part in found.groups() if part)
        return _date(year, month, number)
    if found := _SLASHES.fullmatch(
        written
    ):  # 3/4/2026 is one day in Sweden and another in Excel from elsewhere
        if int(found[1]) <= 12 and int(found[2]) <= 12 and found[1] != found[2]:
            raise NotRead("two_ways")
        number, month = (found[1], found[2]) if int(found[2]) <= 12 else (found[2], found[1])
        return _date(found[3], month, number)
    if (found := _IN_WORDS.fullmatch(written)) and found[2][:3] in MONTHS:
        return _date(found[3], MONTHS.index(found[2][:3]) + 1, found[1])
    raise NotRead("day")


def _date(year: str | int, month: str | int, number: str | int) -> date:
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        raise NotRead("day") from None


def _sensible(told: date) -> date:
    if not FIRST_DAY <= told <= LAST_DAY:
        raise NotRead("day")
    return told


def amount(cell: Cell) -> Decimal | None:
    """In kronor: 1 234 567,50 kr; 1,5 mkr. None where nothing stands. Raises NotRead."""
    if isinstance(cell, bool | date):
        raise NotRead("amount")
    if isinstance(cell, int | float):
        return _not_negative(Decimal(str(cell)))
    written = _SPACES.sub("", text(cell).lower())
    if not any(map(str.isalnum, written)):
        return None
    unit = next((name for name in _TIMES if written.endswith(name)), "")
    found = _AMOUNT.fullmatch(written.removesuffix(unit))
    if found is None:
        raise NotRead("amount")
    return _not_negative(Decimal(found[1] + _with_point(found[2])) * _TIMES.get(unit, 1))


def _with_point(written: str) -> str:
    """1.234.567,50 and 1,234,567.50 tell by their last sign which is which; 1.234 alone tells nothing."""
    signs = [sign for sign in written if sign in ".,"]
    if not signs:
        return written
    last, others = signs[-1], set(signs[:-1])
    whole, _, part = written.rpartition(last)
    if last in others:  # 1.234.567: of thousands, all of them
        if len(others) > 1 or not _in_thousands(written, last):
            raise NotRead("amount")
        return written.replace(last, "")
    if others and not _in_thousands(whole, next(iter(others))):
        raise NotRead("amount")
    if not others and len(part) == 3:
        raise NotRead("two_ways")
    return f"{re.sub('[.,]', '', whole) or '0'}.{part or '0'}"


def _in_thousands(written: str, sign: str) -> bool:
    first, *groups = written.split(sign)
    return 1 <= len(first) <= 3 and all(len(group) == 3 and group.isdigit() for group in groups)


def _not_negative(told: Decimal) -> Decimal:
    if not told.is_finite() or told < 0 or told >= Decimal(10) ** 15:
        raise NotRead("amount")
    return Decimal(int(told)) if told == int(told) else told.quantize(Decimal("0.01"))


def parts(cell: Cell) -> list[str]:
    """By commas, semicolons or lines."""
    if isinstance(cell, float):
        return [text(cell)]
    told = re.split(r"[,;\n]", "" if cell is None else str(cell))
    return [part.strip() for part in told if part.strip()]


def listed(cell: Cell) -> tuple[str, ...]:
    """Each once."""
    return tuple(dict.fromkeys(parts(cell)))
