"""What time does while a step waits: the next reminder, the next rung, or a rest of the ladder."""

from domain.calendar import date_in_stockholm
from domain.contract import RunningDeadline
from domain.ladder import next_rung
from domain.policy import Policy
from domain.words import N_
from web.dates import Dates
from web.people import recipient_names


def meanwhile(deadline: RunningDeadline, policy: Policy, dates: Dates) -> str:
    told = _climbs(deadline, policy, dates) if deadline.missed else _reminds(deadline, dates)
    if not deadline.rests_until:
        return told
    rests = dates.words(N_("The escalation rests until {day}."), day=dates.short(deadline.rests_until))
    return f"{rests} {told}"


def _reminds(deadline: RunningDeadline, dates: Dates) -> str:
    words, ahead = dates.words, deadline.plan.reminders[deadline.reminders_sent :][:1]
    if not ahead:
        return words(N_("No more reminders are planned."))
    return words(N_("We remind on {day}."), day=dates.short(date_in_stockholm(ahead[0])))


def _climbs(deadline: RunningDeadline, policy: Policy, dates: Dates) -> str:
    rung = next_rung(deadline, policy)
    if rung is None:
        return dates.words(N_("Everyone who is to be told has been told."))
    who, day = recipient_names(rung.recipients, dates.words), dates.short(date_in_stockholm(rung.at))
    return dates.words(N_("If it is not done, we tell {who} on {day}."), who=who, day=day)
