"""A deficiency: time to rectify first, then a person's decision, and no more than the clause allows."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.open_steps import open_steps
from domain.passing_time import LetTimePass
from domain.process.confirming import CONFIRM
from domain.process.correction import StrikeEntry
from domain.process.deficiency import (
    DECIDE,
    RECTIFY,
    DecideDeficiency,
    DeficiencyDecided,
    DeficiencyFound,
    DeficiencyRectified,
    RecordDeficiency,
    ReportRectified,
)
from domain.process.dialogue import HOLD, INVITE
from domain.process.evaluation import EVALUATE, EvaluateContract
from domain.process.registration import ContractRegistered
from domain.process.suspension import ContractSuspended
from domain.process.triage import ClauseTriaged, TriageClause
from domain.step_events import DeadlineMet, DeadlineMissed, DeadlineSet, DeadlineWaived, StepOpened
from domain.vocabulary import Clause, Measure, Sanction
from tests.builders import (
    AWARD_NOTIFIED,
    CLOSED,
    IN_AWARD,
    IN_DIALOGUE,
    IN_EVALUATION,
    REGISTERED,
    SIGNED,
    SIGNED_ON,
    STANDSTILL_ENDED,
    TODAY,
    TRIAGED,
    facts,
)
from tests.scenario import given

BY = date(2026, 3, 27)
THE_DAY_AFTER = datetime(2026, 3, 30, 9, tzinfo=UTC)
ABSENT = RecordDeficiency(what="Leverantören uteblev från dialogen.", rectify_by=BY)
FOUND = DeficiencyFound(what="Leverantören uteblev från dialogen.", rectify_by=BY)
RECTIFIED = ReportRectified(rectified_on=date(2026, 3, 2), how="Mötet är hållet.")
CLAUSE_WITH_FINE = ClauseTriaged(clause=Clause.EMPLOYMENT, sanctions=(Sanction.FINE,))
FINE_ALLOWED = (REGISTERED, CLAUSE_WITH_FINE, AWARD_NOTIFIED, STANDSTILL_ENDED, SIGNED)


def decision(measure: Measure, by: date | None = None) -> DecideDeficiency:
    return DecideDeficiency(measure=measure, reason="Så står det i klausulen.", rectify_by=by)


def test_a_deficiency_opens_the_time_to_rectify_whatever_the_phase_waits_for() -> None:
    after = given(*IN_DIALOGUE).when(ABSENT).then(FOUND)
    assert open_steps(after.state) == (INVITE, HOLD, RECTIFY)


def test_its_last_day_is_the_one_that_was_given() -> None:
    [planned] = [x for x in given(*IN_DIALOGUE).when(ABSENT).happened if isinstance(x, DeadlineSet)]
    assert (planned.step, planned.due) == (RECTIFY, BY)


def test_a_last_day_on_a_day_off_moves_to_the_next_working_day() -> None:
    saturday = ABSENT.model_copy(update={"rectify_by": date(2026, 3, 28)})
    [planned] = [x for x in given(*IN_DIALOGUE).when(saturday).happened if isinstance(x, DeadlineSet)]
    assert planned.due == date(2026, 3, 30)


def test_time_to_rectify_is_time_to_come() -> None:
    given(*IN_DIALOGUE).when(ABSENT.model_copy(update={"rectify_by": TODAY})).refused("no_time_to_rectify")


def test_a_rectified_deficiency_waits_for_a_decision() -> None:
    after = given(*IN_DIALOGUE).when(ABSENT).when(RECTIFIED)
    assert DeficiencyRectified(rectified_on=TODAY, how="Mötet är hållet.") in after.happened
    assert DeadlineMet(step=RECTIFY, done_on=TODAY) in after.happened
    assert open_steps(after.state) == (INVITE, HOLD, DECIDE)
    after.when(RECTIFIED).refused("rectified_already")


def test_a_missed_day_to_rectify_waits_for_a_decision_too() -> None:
    after = given(*IN_DIALOGUE).when(ABSENT).at(THE_DAY_AFTER).when(LetTimePass())
    missed = [x for x in after.happened if isinstance(x, DeadlineMissed)]
    assert [x.step for x in missed] == [RECTIFY]
    assert open_steps(after.state) == (INVITE, HOLD, RECTIFY, DECIDE)


def test_a_decision_ends_it() -> None:
    after = given(*IN_DIALOGUE).when(ABSENT).when(RECTIFIED).when(decision(Measure.NONE))
    assert DeficiencyDecided(measure=Measure.NONE, reason="Så står det i klausulen.") in after.happened
    assert open_steps(after.state) == (INVITE, HOLD)


def test_deciding_before_it_is_rectified_waives_the_time_that_was_left() -> None:
    after = given(*IN_DIALOGUE).when(ABSENT).when(decision(Measure.NONE))
    assert DeadlineWaived(step=RECTIFY) in after.happened


@pytest.mark.parametrize("measure", [Measure.FINE, Measure.EXCLUSION, Measure.TERMINATION])
def test_no_sanction_that_the_clause_does_not_hold(measure: Measure) -> None:
    given(*IN_DIALOGUE).when(ABSENT).when(decision(measure)).refused("sanction_not_in_clause")


def test_a_sanction_that_the_clause_holds_can_be_decided() -> None:
    after = given(*FINE_ALLOWED).when(ABSENT).when(decision(Measure.FINE))
    assert DeficiencyDecided(measure=Measure.FINE, reason="Så står det i klausulen.") in after.happened
    given(*FINE_ALLOWED).when(ABSENT).when(decision(Measure.EXCLUSION)).refused("sanction_not_in_clause")


def test_more_time_sets_a_new_last_day() -> None:
    later = date(2026, 4, 30)
    after = given(*IN_DIALOGUE).when(ABSENT).when(RECTIFIED).when(decision(Measure.MORE_TIME, later))
    assert after.state.deadlines[RECTIFY].plan.due == later
    assert open_steps(after.state) == (INVITE, HOLD, RECTIFY)


def test_more_time_after_a_miss_is_the_decision_and_ends_its_last_day() -> None:
    """Given time to rectify that ran out, the decision to give more is made in time; nothing is left to decide."""
    missed = given(*IN_DIALOGUE).when(ABSENT).at(THE_DAY_AFTER).when(LetTimePass())
    assert DECIDE in open_steps(missed.state)
    later = missed.when(decision(Measure.MORE_TIME, THE_DAY_AFTER.date() + timedelta(days=20)))
    assert DeadlineMet(step=DECIDE, done_on=THE_DAY_AFTER.date()) in later.happened
    assert DECIDE not in open_steps(later.state)
    assert DECIDE not in later.state.deadlines


def test_a_new_deficiency_is_not_decided_about_because_an_old_one_was_missed() -> None:
    missed = given(*IN_DIALOGUE).when(ABSENT).at(THE_DAY_AFTER).when(LetTimePass())
    found = RecordDeficiency(what="Mer.", rectify_by=THE_DAY_AFTER.date() + timedelta(days=20))
    anew = missed.when(decision(Measure.NONE)).when(found)
    assert DECIDE not in open_steps(anew.state)
    assert not [event for event in anew.happened if isinstance(event, StepOpened) and event.step == DECIDE]


def test_time_to_rectify_that_opens_anew_after_a_correction_is_not_decided_about_yet() -> None:
    """Given a miss, and a triage that was struck and made again: the time to rectify runs, and nothing else."""
    signed = ContractRegistered(facts=facts(signed_on=SIGNED_ON))
    missed = given(signed, TRIAGED).when(ABSENT).at(THE_DAY_AFTER).when(LetTimePass())
    assert DECIDE in open_steps(missed.state)
    struck = missed.when(StrikeEntry(entry=2, reason="Fel klausul."))
    again = struck.when(TriageClause(clause=Clause.DIALOGUE, count_from=SIGNED_ON))
    opened = [event.step for event in again.happened if isinstance(event, StepOpened)]
    assert opened == [INVITE, HOLD, RECTIFY]


def test_more_time_says_until_when_and_that_is_still_to_come() -> None:
    open_one = given(*IN_DIALOGUE).when(ABSENT)
    open_one.when(decision(Measure.MORE_TIME)).refused("more_time_until")
    open_one.when(decision(Measure.MORE_TIME, TODAY)).refused("no_time_to_rectify")


def test_one_deficiency_at_a_time() -> None:
    given(*IN_DIALOGUE).when(ABSENT).when(ABSENT).refused("deficiency_open")


def test_nothing_is_rectified_or_decided_where_nothing_is_lacking() -> None:
    given(*IN_DIALOGUE).when(RECTIFIED).refused("no_deficiency")
    given(*IN_DIALOGUE).when(decision(Measure.NONE)).refused("no_deficiency")


@pytest.mark.parametrize(
    ("past", "code"),
    [
        (IN_AWARD, "not_signed_yet"),
        (CLOSED, "contract_closed"),
        ((*IN_DIALOGUE, ContractSuspended(suspended_on=TODAY, reason="Paus.")), "contract_suspended"),
    ],
)
def test_nothing_is_lacking_before_the_signing_after_the_end_or_at_rest(
    past: tuple[object, ...], code: str
) -> None:
    given(*past).when(ABSENT).refused(code)  # type: ignore[arg-type]


def test_a_contract_is_not_evaluated_while_a_deficiency_is_open() -> None:
    found = given(*IN_EVALUATION).when(ABSENT)
    found.when(EvaluateContract(assessment="Bra.")).refused("deficiency_undecided")
    assert open_steps(found.state) == (EVALUATE, RECTIFY)


def test_the_phase_goes_on_meanwhile() -> None:
    after = given(*IN_DIALOGUE, FOUND)
    assert CONFIRM not in open_steps(after.state)
