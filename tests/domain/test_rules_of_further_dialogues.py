"""What a dialogue may lead to besides answers: needs, a duty beyond the clause, a further dialogue."""

from datetime import date

import pytest

from domain.facts import RecruitmentNeed
from domain.happened import Happened
from domain.open_steps import open_steps
from domain.process.contract_change import ContractChanges, ContractChangeWarned
from domain.process.dialogue import RecordDialogue
from domain.process.further_dialogue import (
    FurtherDialogueHeld,
    FurtherDialogues,
    RecordFurtherDialogue,
    next_planned,
)
from domain.process.suspension import SuspendContract
from tests.builders import (
    HELD,
    HELD_ON,
    IN_COMMITMENT,
    IN_DELIVERY,
    IN_DIALOGUE,
    IN_EVALUATION,
    RECORD_DIALOGUE,
    TODAY,
)
from tests.scenario import given

YESTERDAY = date(2026, 3, 1)
IN_JUNE = date(2026, 6, 1)
NEEDS = (RecruitmentNeed(occupation="städare", number=3, starts_on=IN_JUNE),)
FURTHER = RecordFurtherDialogue(
    held_on=TODAY, participants=("leverantör",), note="Två till hösten.", next_on=IN_JUNE, needs=NEEDS
)
FURTHER_HELD = FurtherDialogueHeld(
    held_on=TODAY, participants=("leverantör",), note="Två till hösten.", next_on=IN_JUNE, needs=NEEDS
)
WARNED = ContractChangeWarned(held_on=HELD_ON)
ADDS_DUTY = RECORD_DIALOGUE.model_copy(update={"adds_duty": True})


def test_the_record_says_whom_the_supplier_needs() -> None:
    given(*IN_DIALOGUE).when(RECORD_DIALOGUE.model_copy(update={"needs": NEEDS})).then(
        HELD.model_copy(update={"needs": NEEDS})
    )


def test_the_next_meeting_is_not_before_the_one_that_was_held() -> None:
    record = RECORD_DIALOGUE.model_copy(update={"next_on": YESTERDAY})
    given(*IN_DIALOGUE).when(record).refused("next_before_held")
    further = FURTHER.model_copy(update={"next_on": YESTERDAY})
    given(*IN_DELIVERY).when(further).refused("next_before_held")


def test_the_next_meeting_may_be_on_the_same_day() -> None:
    assert given(*IN_DIALOGUE).when(RECORD_DIALOGUE.model_copy(update={"next_on": HELD_ON})).refusal == ""


def test_a_duty_beyond_the_clause_is_warned_of_and_nothing_is_stopped() -> None:
    warned = given(*IN_DIALOGUE).when(ADDS_DUTY).then(HELD, WARNED)
    assert warned.state.of(ContractChanges).held_on == {HELD_ON}


@pytest.mark.parametrize(("again", "warned_of"), [(RECORD_DIALOGUE, set()), (ADDS_DUTY, {HELD_ON})])
def test_a_record_written_again_is_warned_of_by_what_it_says_now(
    again: RecordDialogue, warned_of: set[date]
) -> None:
    written = given(*IN_DIALOGUE, HELD, WARNED).when(again)
    assert written.state.of(ContractChanges).held_on == warned_of


@pytest.mark.parametrize("past", [IN_COMMITMENT, IN_DELIVERY])
def test_a_further_dialogue_is_written_down_and_opens_no_step_again(past: tuple[Happened, ...]) -> None:
    before = given(*past)
    after = before.when(FURTHER).then(FURTHER_HELD)
    assert open_steps(after.state) == open_steps(before.state)
    assert after.state.of(FurtherDialogues).held == (FURTHER_HELD,)


def test_a_further_dialogue_may_add_a_duty_too() -> None:
    given(*IN_DELIVERY).when(FURTHER.model_copy(update={"adds_duty": True})).then(
        FURTHER_HELD, ContractChangeWarned(held_on=TODAY)
    )


def test_every_further_dialogue_is_kept() -> None:
    twice = given(*IN_DELIVERY).when(FURTHER).when(FURTHER)
    assert twice.state.of(FurtherDialogues).held == (FURTHER_HELD, FURTHER_HELD)


def test_the_latest_dialogue_sets_the_day_of_the_next() -> None:
    in_may = HELD.model_copy(update={"next_on": date(2026, 5, 1)})
    assert next_planned(given(*IN_DIALOGUE).state) is None
    assert next_planned(given(*IN_DIALOGUE, in_may).state) == date(2026, 5, 1)
    assert next_planned(given(*IN_DELIVERY).when(FURTHER).state) == IN_JUNE


def test_a_further_dialogue_comes_after_the_first() -> None:
    given(*IN_DELIVERY).when(FURTHER.model_copy(update={"held_on": YESTERDAY})).refused("before_the_first")


@pytest.mark.parametrize("past", [IN_COMMITMENT, IN_DELIVERY])
def test_no_further_dialogue_is_written_down_while_the_contract_rests(past: tuple[Happened, ...]) -> None:
    rests = given(*past).when(SuspendContract(suspended_on=TODAY, reason="Force majeure."))
    rests.when(FURTHER).refused("contract_suspended")


@pytest.mark.parametrize("past", [IN_DIALOGUE, IN_EVALUATION])
def test_a_further_dialogue_belongs_where_commitments_are_agreed_and_kept(
    past: tuple[Happened, ...],
) -> None:
    given(*past).when(FURTHER).refused("wrong_phase")
