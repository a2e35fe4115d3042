"""What was promised on a contract, and how much of it has been kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from babel.numbers import format_decimal

from domain.contract import Contract
from domain.counting import Progress
from domain.facts import Commitment
from domain.policy import Policy
from domain.process.kept import kept_so_far
from domain.vocabulary import Answer, Form, TargetGroup, Unit
from domain.words import N_
from web.dates import Dates
from web.people import department_names
from web.timeline import places, promised
from web.urgency import Urgency


@dataclass(frozen=True)
class PromiseRow:
    """A commitment, or a form that has come to none (then `urgency` says why).

    `more`: occupation and target group; `progress`: of a promise in weeks or months.
    """

    form: Form
    told: str
    promised: int
    started: int
    period: str
    departments: str
    urgency: Urgency | None = None
    more: str = ""
    progress: str = ""
    fulfilled: bool = False
    reason: str = ""
    asked_again: date | None = None


def promise_rows(state: Contract, policy: Policy, dates: Dates) -> list[PromiseRow]:
    return [*_agreed(state, policy, dates), *_not_now(state, policy, dates)]


def _agreed(state: Contract, policy: Policy, dates: Dates) -> Iterator[PromiseRow]:
    for number, agreed in state.commitments.items():
        started = sum(1 for placement in state.kept_placements if placement.commitment == number)
        kept = kept_so_far(number, state, dates.today, policy.counting)
        yield PromiseRow(
            form=agreed.form,
            told=promised(agreed, dates.words),
            promised=agreed.places,
            started=started,
            period=dates.period(agreed.starts_on, agreed.ends_on),
            departments=department_names(agreed.departments, policy, dates.words),
            more=_more(agreed, dates),
            progress="" if kept.unit is Unit.PLACES else _told(kept, dates),
            fulfilled=kept.fulfilled,
        )


def _more(agreed: Commitment, dates: Dates) -> str:
    group = "" if agreed.target_group is TargetGroup.ANY else dates.words.name(agreed.target_group)
    return ", ".join(each for each in (agreed.occupation, group) if each)


def _told(kept: Progress, dates: Dates) -> str:
    words = dates.words
    done = format_decimal(round(float(kept.done), 1), locale=words.language)
    return words(N_("{done} of {promised} {unit}"), done=done, promised=kept.promised, unit=kept.unit)


def _came_of(answer: Answer, state: Contract, dates: Dates) -> Urgency:
    if answer is not Answer.POSSIBLE:
        return Urgency("nothing", dates.words.name(answer))
    if state.commitments_concluded:
        return Urgency("nothing", dates.words(N_("Possible, but nothing was agreed")))
    return Urgency("waiting", dates.words(N_("Possible, not agreed yet")))


def _not_now(state: Contract, policy: Policy, dates: Dates) -> Iterator[PromiseRow]:
    agreed = {commitment.form for commitment in state.commitments.values()}
    for answer in state.held.answers if state.held else ():
        if answer.form in agreed:
            continue
        possible = answer.answer is Answer.POSSIBLE and bool(answer.number)
        yield PromiseRow(
            form=answer.form,
            told=places(answer.number or 0, dates.words) if possible else dates.words(N_("no promise")),
            promised=0,
            started=0,
            period="",
            departments=department_names([policy.forms[answer.form]], policy, dates.words),
            urgency=_came_of(answer.answer, state, dates),
            reason=answer.reason or "",
            asked_again=answer.ask_again_on,
        )
