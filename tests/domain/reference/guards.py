"""When a thing may be told at all: the reasons why not, none when it may."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from domain.facts import Organisation
from domain.vocabulary import Phase
from tests.domain.reference.page import At, Fact, Page
from tests.domain.reference.reading import phase

Said = list[Any]  # of reasons (str), or of facts: never of both


def unregistered(p: Page) -> Said:
    return [] if p.details is not None else ["unknown_contract"]


def over(p: Page) -> Said:
    return unregistered(p) or (["contract_closed"] if p.closed else [])


def asleep(p: Page) -> Said:
    return over(p) or (["contract_suspended"] if p.rests else [])


def not_in(p: Page, *wanted: Phase) -> Said:
    return asleep(p) or ([] if phase(p) in wanted else ["wrong_phase"])


def when(reasons: dict[str, Any]) -> Said:
    """Those that are so."""
    return [reason for reason, is_so in reasons.items() if is_so]


def never(it: Any, told: At) -> Said:
    """What no command may be, whatever it is about."""
    days = [told.day, *(each for each in _said_in(it) if isinstance(each, date))]
    texts = [each for each in _said_in(it) if isinstance(each, str)]
    return when(
        {
            "in_the_future": told.day > told.today,
            "beyond_calendar": any(not 1990 <= day.year <= 2099 for day in days),
            "personal_number": any(_is_somebody(text) for text in texts),
        }
    )


def _said_in(value: Any) -> Iterator[Any]:
    if isinstance(value, Organisation):
        yield value.name
    elif isinstance(value, tuple):
        for each in value:
            yield from _said_in(each)
    elif hasattr(value, "model_fields_set"):
        for _, each in value:
            yield from _said_in(each)
    else:
        yield value


def _is_somebody(text: str) -> bool:
    """Ten digits of which every other is doubled, and all digits then add up to whole tens."""
    return any(
        sum(int(digit) for n, each in enumerate(found[0]) for digit in str(int(each) * (2 - n % 2))) % 10 == 0
        for found in re.finditer(r"\d{10}", text)
    )


def is_refusal(said: Said) -> bool:
    return any(not isinstance(each, Fact) for each in said)
