"""Numbers that tell who somebody is: a person's is never kept, an organisation's has a check digit to test."""

import re
from datetime import date

COORDINATION = 60  # is added to the day of birth in a samordningsnummer (lag 2022:1697)

# A run of digits of its own, with or without a century, with any dash, plus or space before the last four.
_PERSONS = re.compile(
    r"(?<!\d)(?:18|19|20)?(\d{2})(\d{2})(\d{2})[ \u00a0]?[-+\u2010-\u2015\u2212]?[ \u00a0]?(\d{4})(?!\d)"
)
# What computers give things as names, and notices theirs: one in some 17,000 holds a birthday and a right digit.
_UUIDS = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.ASCII | re.IGNORECASE)
_ORGANISATIONS = re.compile(r"(?:16)?(\d{6})-?(\d{4})", re.ASCII)


def holds_a_persons_number(text: str) -> bool:
    """A personal identity number or a samordningsnummer: a day of birth and the right check digit
    (folkbokföringslagen 1991:481, 18 §). The digits in a UUID are nobody's."""
    return any(
        _is_a_day(*found.groups()[:3]) and check_digit_is_right("".join(found.groups()))
        for found in _PERSONS.finditer(_UUIDS.sub("uuid", text))
    )


def is_shaped_like_a_persons(number: str) -> bool:
    """Whatever its check digit: it has a month where an organisation number has at least 20 (lag 1974:174)."""
    found = _PERSONS.fullmatch(number)
    return found is not None and int(found[2]) in range(1, 13)


def looks_like_an_organisations(number: str) -> bool:
    """Written as a Swedish organisation number is; see `is_an_organisations`."""
    return _ORGANISATIONS.fullmatch(number) is not None


def is_an_organisations(number: str) -> bool:
    """A Swedish organisation number: the third digit at least 2 (lag 1974:174), and the right check digit."""
    found = _ORGANISATIONS.fullmatch(number)
    return found is not None and found[1][2] >= "2" and check_digit_is_right(found[1] + found[2])


def check_digit_is_right(ten: str) -> bool:
    """Of ten digits: every other one doubled, the sum of all their digits is whole tens."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(ten))
    return sum(each // 10 + each % 10 for each in doubled) % 10 == 0


def _is_a_day(year: str, month: str, day: str) -> bool:
    """In some century: 2000 had its leap day."""
    of_month = int(day) - COORDINATION if int(day) > COORDINATION else int(day)
    try:
        date(2000 + int(year), int(month), of_month)
    except ValueError:
        return False
    return True
