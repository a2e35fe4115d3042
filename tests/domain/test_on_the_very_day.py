"""Where one day may not lie before another, the same day is right; one day earlier is not."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from domain.calendar import end_of, months_after
from domain.command import Command
from domain.happened import Happened
from domain.needs import RegisterNeed
from domain.passing_time import LetTimePass
from domain.process.appeal import RecordAppeal
from domain.process.award import AwardNotified, NotifyAward, StandstillEnded
from domain.process.change import ReplaceSupplier
from domain.process.commitment import AgreeCommitment
from domain.process.confirming import CONFIRM, ConfirmRecord
from domain.process.dialogue import HOLD, RecordDialogue
from domain.process.ending import TerminateContract
from domain.process.follow_up_plan import PlanFollowUp, suggested_days
from domain.process.further_dialogue import RecordFurtherDialogue
from domain.process.placement import StartPlacement
from domain.process.registration import ContractRegistered
from domain.process.suspension import ResumeContract, SuspendContract
from domain.process.triage import TriageClause
from domain.step_events import StepReminded
from domain.vocabulary import Clause, Form, Party
from tests.builders import (
    AGREED,
    AWAITING_SIGNATURE,
    HELD,
    HELD_ON,
    IN_AWARD,
    IN_COMMITMENT,
    IN_DELIVERY,
    IN_DIALOGUE,
    POLICY,
    SIGN_CONTRACT,
    SIGNED_ON,
    TODAY,
    answers,
    facts,
)
from tests.domain.test_what_was_said_is_kept import ANOTHER
from tests.scenario import given

DAY = timedelta(days=1)
ENDS_ON = date(2028, 2, 28)
SENT_ON = date(2026, 2, 16)
SIGNED_BEFORE = ContractRegistered(facts=facts(signed_on=SIGNED_ON))
SUSPENDED = tuple(given(*IN_DELIVERY).when(SuspendContract(suspended_on=TODAY, reason="Paus.")).happened)


def replace_on(day: date) -> Command:
    return ReplaceSupplier(replaced_on=day, suppliers=(ANOTHER,), dialogue_anew=False, reason="Fusion.")


def promise_until(day: date) -> Command:
    return AgreeCommitment(form=Form.INTERNSHIP, places=1, starts_on=date(2026, 1, 2), ends_on=day)


def need_until(day: date) -> Command:
    return RegisterNeed(occupation="Svetsare", form=Form.INTERNSHIP, number=1, starts_on=TODAY, ends_on=day)


Ruled = tuple[tuple[Happened, ...], date, Callable[[date], Command]]
EARLIEST: list[Ruled] = [
    ((*IN_AWARD, AwardNotified(sent_on=SENT_ON, electronically=True)), SENT_ON, lambda d: RecordAppeal(filed_on=d)),
    (IN_DELIVERY, SIGNED_ON, replace_on),
    (IN_DELIVERY, SIGNED_ON, lambda d: TerminateContract(terminated_on=d, reason="Brott.")),
    (IN_DELIVERY, SIGNED_ON, lambda d: SuspendContract(suspended_on=d, reason="Paus.")),
    ((*IN_DELIVERY, *SUSPENDED), TODAY, lambda d: ResumeContract(resumed_on=d)),
    (IN_DELIVERY, SIGNED_ON, lambda d: StartPlacement(commitment=1, started_on=d)),
    (IN_DELIVERY, SIGNED_ON, lambda d: PlanFollowUp(reports_on=(d,))),
    (IN_COMMITMENT, SIGNED_ON, promise_until),
    (IN_DIALOGUE, SIGNED_ON, lambda d: RecordDialogue(held_on=d, participants=("a",), answers=answers())),
    (IN_DELIVERY, HELD_ON, lambda d: RecordFurtherDialogue(held_on=d, participants=("a",))),
    (
        (SIGNED_BEFORE,),
        SIGNED_ON,
        lambda d: TriageClause(clause=Clause.DIALOGUE, count_from=d),
    ),
    ((), TODAY, need_until),
]  # fmt: skip
LATEST: list[Ruled] = [
    (IN_COMMITMENT, ENDS_ON, promise_until),
    ((SIGNED_BEFORE,), ENDS_ON, lambda d: TriageClause(clause=Clause.DIALOGUE, count_from=d)),
]


@pytest.mark.parametrize(("past", "day", "command"), EARLIEST)
def test_on_the_very_day_is_not_before_it(
    past: tuple[Happened, ...], day: date, command: Callable[[date], Command]
) -> None:
    assert given(*past).when(command(day)).refusal == ""
    assert given(*past).when(command(day - DAY)).refusal != ""


@pytest.mark.parametrize(("past", "day", "command"), LATEST)
def test_on_the_last_day_is_not_after_it(
    past: tuple[Happened, ...], day: date, command: Callable[[date], Command]
) -> None:
    assert given(*past).when(command(day)).refusal == ""
    assert given(*past).when(command(day + DAY)).refusal != ""


def test_a_record_is_confirmed_on_the_day_of_the_dialogue_at_the_earliest() -> None:
    confirm = ConfirmRecord(party=Party.SUPPLIER)
    assert given(*IN_DIALOGUE, HELD).when(confirm, on=HELD_ON).refusal == ""
    given(*IN_DIALOGUE, HELD).when(confirm, on=HELD_ON - DAY).refused("confirmed_before_held")


def test_the_standstill_is_over_the_moment_its_last_day_is() -> None:
    notified = AwardNotified(sent_on=SENT_ON, electronically=True)
    running, over = given(*IN_AWARD, notified), end_of(date(2026, 2, 26))
    assert not any(
        isinstance(x, StandstillEnded) for x in running.at(over - DAY).when(LetTimePass()).happened
    )
    assert any(isinstance(x, StandstillEnded) for x in running.at(over).when(LetTimePass()).happened)


def test_a_standstill_told_at_the_moment_it_ends_is_over() -> None:
    told = given(*IN_AWARD).at(end_of(date(2026, 2, 26))).when(NotifyAward(sent_on=SENT_ON))
    assert any(isinstance(x, StandstillEnded) for x in told.happened)


def test_a_report_is_suggested_for_the_very_last_day_of_a_promise() -> None:
    until = months_after(TODAY, 2 * POLICY.reports_every)
    state = given(*IN_COMMITMENT, AGREED.model_copy(update={"ends_on": until})).state
    assert suggested_days(state, TODAY, POLICY) == (months_after(TODAY, POLICY.reports_every), until)


def test_the_record_is_confirmed_within_a_time_that_counts_from_the_dialogue() -> None:
    held = given(*IN_DIALOGUE).when(RecordDialogue(held_on=HELD_ON, participants=("a",), answers=answers()))
    first = held.state.deadlines[CONFIRM].plan.derivation.lines[0]
    assert (first.what, first.on) == ("The dialogue was held", HELD_ON)


def test_a_missed_step_is_not_reminded_of_any_more() -> None:
    """Its last day over, the ladder begins: also at the very moment."""
    running = given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT)
    due = running.state.deadlines[HOLD].plan.due
    woken = running.at(end_of(due)).when(LetTimePass())
    assert not any(isinstance(x, StepReminded) for x in woken.happened)
