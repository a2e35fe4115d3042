"""The line of one contract: each station with its mark and the one fact that matters there."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.contract import Contract
from domain.phase import phase_of
from domain.process.commitment import AGREE
from domain.process.dialogue import HOLD
from domain.process.follow_up_plan import FOLLOW_UP
from domain.process.further_dialogue import next_planned
from domain.vocabulary import Clause, Phase
from domain.words import N_
from language.words import Words
from web.dates import Dates
from web.line import REACHED, STOPS, Mark, Stop, marks
from web.next_step import NextStep, due_of
from web.timeline import places


@dataclass(frozen=True)
class Station:
    """`sun`: here is what to do next; other current stations are lit without it."""

    key: str
    name: str
    fact: str
    mark: Mark
    sun: bool


def stations(
    state: Contract, steps: Sequence[str], following: NextStep | None, dates: Dates
) -> list[Station]:
    phase = phase_of(state)
    promised = sum(commitment.places for commitment in state.commitments.values())
    mark = marks(phase, steps, state.clause, late=False, promised=promised)
    return [
        Station(
            key=stop.key,
            name=dates.words(stop.name),
            fact=_fact(stop, mark[stop.key], state, dates),
            mark=mark[stop.key],
            sun=mark[stop.key] is Mark.NOW and _is_next(stop, phase, following),
        )
        for stop in STOPS
    ]


def untouched(words: Words) -> list[Station]:
    """The line before there is any contract: what is asked at each station."""
    return [
        Station(
            stop.key,
            words(stop.name),
            words(stop.asks),
            Mark.NOW if stop.place == 0 else Mark.AHEAD,
            stop.place == 0,
        )
        for stop in STOPS
    ]


def _is_next(stop: Stop, phase: Phase, following: NextStep | None) -> bool:
    if following is None or REACHED[phase] != stop.place:
        return False
    return stop.step is None or stop.step == following.step


def _fact(stop: Stop, mark: Mark, state: Contract, dates: Dates) -> str:
    if mark is Mark.NOTHING:
        return dates.words(N_("passed by"))
    return _FACTS[stop.key](state, dates) or (dates.words(stop.asks) if mark is Mark.AHEAD else "")


def _award(state: Contract, dates: Dates) -> str:
    if state.clause is Clause.NONE:
        return dates.words(N_("No social clause"))
    if state.signed_on:
        return dates.words(N_("Signed {day}"), day=dates.brief(state.signed_on))
    return dates.words(N_("Date missing"))


def _dialogue(state: Contract, dates: Dates) -> str:
    following = next_planned(state)
    if following and following >= dates.today:
        return dates.words(N_("Next meeting {day}"), day=dates.brief(following))
    if state.held:
        return dates.words(N_("Held {day}"), day=dates.brief(state.held.held_on))
    if state.meeting_on:
        return dates.words(N_("Meeting {day}"), day=dates.brief(state.meeting_on))
    return _by(state, HOLD, dates)


def _commitment(state: Contract, dates: Dates) -> str:
    if not state.commitments:
        if state.commitments_concluded:
            return dates.words(N_("Nothing possible right now"))
        return _by(state, AGREE, dates)
    number = len(state.commitments)
    promised = places(sum(commitment.places for commitment in state.commitments.values()), dates.words)
    if number == 1:
        return dates.words(N_("1 commitment, {places}"), places=promised)
    return dates.words(N_("{number} commitments, {places}"), number=number, places=promised)


def _placement(state: Contract, dates: Dates) -> str:
    promised = sum(commitment.places for commitment in state.commitments.values())
    if not promised:
        return ""
    return dates.words(
        N_("{started} of {promised} started"), started=len(state.kept_placements), promised=promised
    )


def _follow_up(state: Contract, dates: Dates) -> str:
    if state.reports_approved >= state.reports_planned:
        return dates.words(N_("Approved"))
    if state.report_waits:
        return dates.words(N_("Report handed in"))
    return _by(state, FOLLOW_UP, dates)


def _close(state: Contract, dates: Dates) -> str:
    if state.closed:
        return dates.words(N_("Closed"))
    return dates.month(state.facts.ends_on) if state.facts and state.facts.ends_on else ""


def _by(state: Contract, step: str, dates: Dates) -> str:
    due = due_of(state, step)
    return dates.words(N_("by {day}"), day=dates.brief(due)) if due else ""


_FACTS = {
    "award": _award,
    "dialogue": _dialogue,
    "commitment": _commitment,
    "placement": _placement,
    "follow_up": _follow_up,
    "close": _close,
}
