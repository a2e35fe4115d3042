"""A deficiency: written down, time given to rectify, rectified or not, and then a person's decision.

Sanctions have to stand in the procurement documents and be proportionate; first comes a chance to rectify
(Upphandlingsmyndigheten, hantering av brister).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Shown, Wording
from domain.context import Context
from domain.contract import Contract
from domain.free_text import FreeText
from domain.guards import must_be_awake
from domain.happened import Happened
from domain.notice import THE_SUPPLIER, Letter, Notice
from domain.phase import phase_of
from domain.plan import DeadlinePlan
from domain.policy import Policy
from domain.process.common import NOBODY, Why
from domain.refusal import Refusal
from domain.step import THAT_DAY, Heading, Start, Step, when_opened
from domain.vocabulary import Measure, Phase, Role
from domain.words import N_

RECTIFY, DECIDE = "rectify", "decide"
WHILE_IT_RUNS = (Phase.DIALOGUE, Phase.COMMITMENT, Phase.DELIVERY, Phase.EVALUATION)
ALWAYS_ALLOWED = (Measure.NONE, Measure.MORE_TIME)

DEFICIENCY_FOUND = Letter(
    "deficiency_found",
    N_("A deficiency"),
    N_("{contract}: a deficiency to rectify"),
    N_("A deficiency has been found. It has to be rectified by {due}. Read more on the contract's page."),
)
DEFICIENCY_RECTIFIED = Letter(
    "deficiency_rectified",
    N_("A deficiency is said to be rectified"),
    N_("{contract}: rectified"),
    N_("The deficiency is said to be rectified on {due}. Decide about it."),
)
DEFICIENCY_DECIDED = Letter(
    "deficiency_decided",
    N_("The decision about the deficiency"),
    N_("{contract}: the decision about the deficiency"),
    N_("It has been decided about the deficiency: {form}. Read more on the contract's page."),
)
LETTERS = (DEFICIENCY_FOUND, DEFICIENCY_RECTIFIED, DEFICIENCY_DECIDED)


@dataclass(frozen=True)
class Deficiency:
    """The one that is open, if any; `times`: how often time to rectify has been given. `before`: the last day that
    ran, or was missed, until time was given anew: nobody has to decide about that one any more."""

    is_open: bool = False
    rectify_by: date | None = None
    rectified_on: date | None = None
    times: int = 0
    before: DeadlinePlan | None = None


def _given_time(state: Contract, until: date) -> Contract:
    times, last = state.of(Deficiency).times + 1, state.deadlines.get(RECTIFY)
    before = last.plan if last else None
    return state.having(Deficiency(is_open=True, rectify_by=until, times=times, before=before))


class DeficiencyFound(Happened):
    says: ClassVar[str] = N_("A deficiency was found; to be rectified by {rectify_by}.")
    type: Literal["DeficiencyFound"] = "DeficiencyFound"
    what: FreeText
    rectify_by: date

    def evolve(self, state: Contract) -> Contract:
        return _given_time(state, self.rectify_by)

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        for recipient in (THE_SUPPLIER, Role.COORDINATOR):
            yield Notice(DEFICIENCY_FOUND.kind, recipient, step=RECTIFY, due=self.rectify_by)


class DeficiencyRectified(Happened):
    says: ClassVar[str] = N_("The deficiency was rectified on {rectified_on}.")
    type: Literal["DeficiencyRectified"] = "DeficiencyRectified"
    rectified_on: date
    how: FreeText

    def rests_on(self, earlier: Happened) -> bool:
        return isinstance(earlier, DeficiencyFound)

    def evolve(self, state: Contract) -> Contract:
        return state.having(replace(state.of(Deficiency), rectified_on=self.rectified_on))

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        yield Notice(DEFICIENCY_RECTIFIED.kind, Role.COORDINATOR, step=DECIDE, due=self.rectified_on)


class DeficiencyDecided(Happened):
    """`rectify_by`: with more time only."""

    says: ClassVar[str] = N_("The deficiency was decided: {measure}.")
    type: Literal["DeficiencyDecided"] = "DeficiencyDecided"
    measure: Measure
    reason: FreeText
    rectify_by: date | None = None

    def rests_on(self, earlier: Happened) -> bool:
        return isinstance(earlier, DeficiencyFound)

    def evolve(self, state: Contract) -> Contract:
        if self.measure is Measure.MORE_TIME and self.rectify_by:
            return _given_time(state, self.rectify_by)
        return state.having(Deficiency(times=state.of(Deficiency).times))

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        for recipient in (THE_SUPPLIER, Role.COORDINATOR):
            yield Notice(DEFICIENCY_DECIDED.kind, recipient, due=self.rectify_by, form=self.measure)


class RecordDeficiency(Command):
    """What the contract's clause asks and was not done; the supplier gets time to rectify it."""

    wording: ClassVar[Wording] = Wording(
        N_("Record a deficiency"),
        N_("Save the deficiency"),
        N_("The deficiency is saved, and the supplier has time to rectify it."),
    )
    type: Literal["record_deficiency"] = "record_deficiency"
    what: Annotated[FreeText, Field(title=N_("What is lacking?"), description=NOBODY)]
    rectify_by: Annotated[date, Field(title=N_("To be rectified by"))]

    @staticmethod
    def may(state: Contract) -> None:
        must_be_awake(state)
        if phase_of(state) not in WHILE_IT_RUNS:
            raise Refusal("not_signed_yet", N_("Nothing can be lacking before the contract is signed."))
        if state.of(Deficiency).is_open:
            raise Refusal("deficiency_open", N_("A deficiency is open already. First decide about that one."))

    def decide(self, _state: Contract, context: Context) -> Iterator[Happened]:
        _must_leave_time(self.rectify_by, context)
        yield DeficiencyFound(what=self.what, rectify_by=self.rectify_by)


class ReportRectified(Command):
    wording: ClassVar[Wording] = Wording(
        N_("The deficiency is rectified"), N_("Save"), N_("It is saved that the deficiency is rectified.")
    )
    day: ClassVar[str] = "rectified_on"
    type: Literal["report_rectified"] = "report_rectified"
    rectified_on: Annotated[date, Field(title=N_("Rectified on"))]
    how: Annotated[FreeText, Field(title=N_("How?"), description=NOBODY)]

    @staticmethod
    def may(state: Contract) -> None:
        _must_be_open(state)
        if state.of(Deficiency).rectified_on:
            raise Refusal("rectified_already", N_("It is already on record as rectified. Decide about it."))

    def decide(self, _state: Contract, _: Context) -> Iterator[Happened]:
        yield DeficiencyRectified(rectified_on=self.rectified_on, how=self.how)


class DecideDeficiency(Command):
    """A person decides, always; and only what the contract's own clause allows."""

    wording: ClassVar[Wording] = Wording(
        N_("Decide about the deficiency"), N_("Save the decision"), N_("The decision is saved.")
    )
    type: Literal["decide_deficiency"] = "decide_deficiency"
    measure: Annotated[Measure, Field(title=N_("Decision")), Shown("radio")]
    reason: Why
    rectify_by: Annotated[
        date | None, Field(title=N_("To be rectified by"), description=N_("Needed when more time is given."))
    ] = None

    @staticmethod
    def may(state: Contract) -> None:
        _must_be_open(state)

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        if self.measure not in {*ALWAYS_ALLOWED, *(Measure(each) for each in state.sanctions)}:
            raise Refusal(
                "sanction_not_in_clause",
                N_(
                    "The contract's clause does not allow “{measure}”. It stands at the decision about the clause."
                ),
                measure=self.measure,
            )
        if self.measure is Measure.MORE_TIME:
            if self.rectify_by is None:
                raise Refusal("more_time_until", N_("Say by which day it has to be rectified."))
            _must_leave_time(self.rectify_by, context)
        until = self.rectify_by if self.measure is Measure.MORE_TIME else None
        yield DeficiencyDecided(measure=self.measure, reason=self.reason, rectify_by=until)


def _must_be_open(state: Contract) -> None:
    must_be_awake(state)
    if not state.of(Deficiency).is_open:
        raise Refusal("no_deficiency", N_("No deficiency is open."))


def _must_leave_time(day: date, context: Context) -> None:
    if day <= context.occurred_on:
        raise Refusal("no_time_to_rectify", N_("{day} leaves no time to rectify it."), day=day)


def _by_then(state: Contract, context: Context) -> Start:
    by = state.of(Deficiency).rectify_by
    return Start(by, N_("The time given to rectify"), THAT_DAY) if by else when_opened(state, context)


def _waits_for_decision(state: Contract) -> bool:
    open_one, time_given = state.of(Deficiency), state.deadlines.get(RECTIFY)
    missed = time_given and time_given.missed and time_given.plan is not open_one.before
    return open_one.is_open and bool(open_one.rectified_on or missed)


STEPS = (
    Step(
        RECTIFY,
        N_("Rectify the deficiency"),
        WHILE_IT_RUNS,
        Heading(N_("Rectify the deficiency by {day}"), N_("Rectify the deficiency")),
        asks=lambda _: "report_rectified",
        is_open=lambda state: state.of(Deficiency).is_open and not state.of(Deficiency).rectified_on,
        starts=_by_then,
        is_moot=lambda state: not state.of(Deficiency).rectified_on,
        can_be_limited=False,
        round=lambda state: state.of(Deficiency).times,
    ),
    Step(
        DECIDE,
        N_("Decide about the deficiency"),
        WHILE_IT_RUNS,
        Heading(N_("Decide about the deficiency by {day}"), N_("Decide about the deficiency")),
        asks=lambda _: "decide_deficiency",
        is_open=_waits_for_decision,
        is_moot=lambda _: False,
    ),
)
