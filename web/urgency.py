"""How much a date presses: said in words and shown by an icon; colour only helps."""

from dataclasses import dataclass
from datetime import date, timedelta

from domain.words import N_
from web.dates import Dates


@dataclass(frozen=True)
class Urgency:
    """`kind` chooses icon and emphasis: late, today, soon, left, missing, waiting, done or nothing."""

    kind: str
    text: str


def urgency(due: date, dates: Dates) -> Urgency:
    words, days = dates.words, (due - dates.today).days
    if days < 0:
        return Urgency("late", words(N_("{days} late"), days=dates.days(-days)))
    if due == dates.today:
        return Urgency("today", words(N_("Today")))
    if due - dates.today == timedelta(days=1):
        return Urgency("soon", words(N_("Tomorrow")))
    return Urgency("left", words(N_("{days} left"), days=dates.days(days)))
