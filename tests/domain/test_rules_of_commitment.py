"""What the supplier commits to; nothing at all, with a reason, is a valid end."""

from datetime import date

import pytest

from domain.open_steps import open_steps
from domain.process.commitment import AgreeCommitment, CommitmentsConcluded, ConcludeCommitments
from domain.process.delivery import DeliveryConcluded
from domain.process.evaluation import EVALUATE
from domain.process.follow_up_plan import FOLLOW_UP, PLAN
from domain.process.placement import PLACE
from domain.process.registration import ContractRegistered
from domain.vocabulary import Form
from tests.builders import (
    AGREE_COMMITMENT,
    AGREED,
    CONCLUDED,
    IN_COMMITMENT,
    IN_DELIVERY,
    IN_DIALOGUE,
    IN_EVALUATION,
    REGISTERED,
)
from tests.scenario import given

BEYOND = date(2028, 2, 29)  # the contract ends the day before


def test_a_commitment_is_agreed() -> None:
    given(*IN_COMMITMENT).when(AGREE_COMMITMENT).then(AGREED)


@pytest.mark.parametrize(
    ("form", "department"),
    [
        (Form.STUDY_VISIT, "jobbcenter"),
        (Form.INTERNSHIP, "jobbcenter"),
        (Form.EMPLOYMENT, "jobbcenter"),
        (Form.LANGUAGE_TRAINING, "jobbcenter"),
        (Form.APPRENTICESHIP, "skola"),
        (Form.WORKPLACE_EDUCATION, "skola"),
    ],
)
def test_a_commitment_belongs_to_the_department_of_its_form(form: Form, department: str) -> None:
    agreed = given(*IN_COMMITMENT).when(AGREE_COMMITMENT.model_copy(update={"form": form}))
    agreed.then(AGREED.model_copy(update={"form": form, "departments": (department,)}))


def test_commitments_are_numbered() -> None:
    second = given(*IN_COMMITMENT, AGREED).when(AGREE_COMMITMENT)
    second.then(AGREED.model_copy(update={"commitment": 2}))


def test_its_period_does_not_run_backwards() -> None:
    backwards = AGREE_COMMITMENT.model_copy(update={"ends_on": date(2026, 3, 31)})
    given(*IN_COMMITMENT).when(backwards).refused("period_backwards")


def test_it_may_last_a_single_day() -> None:
    one_day = AGREE_COMMITMENT.model_copy(update={"ends_on": AGREE_COMMITMENT.starts_on})
    assert given(*IN_COMMITMENT).when(one_day).refusal == ""


def test_it_lasts_no_longer_than_the_contract() -> None:
    given(*IN_COMMITMENT).when(AGREE_COMMITMENT.model_copy(update={"ends_on": BEYOND})).refused(
        "beyond_contract"
    )


def test_it_may_last_as_long_as_the_contract() -> None:
    to_the_end = AGREE_COMMITMENT.model_copy(update={"ends_on": date(2028, 2, 28)})
    given(*IN_COMMITMENT).when(to_the_end).then(AGREED.model_copy(update={"ends_on": date(2028, 2, 28)}))


def test_a_contract_without_an_end_sets_no_bound() -> None:
    facts = REGISTERED.facts.model_copy(update={"ends_on": None})
    open_ended = given(ContractRegistered(facts=facts), *IN_COMMITMENT[1:])
    assert open_ended.when(AGREE_COMMITMENT.model_copy(update={"ends_on": BEYOND})).refusal == ""


def test_with_commitments_concluded_placing_and_follow_up_begin_side_by_side() -> None:
    concluded = given(*IN_COMMITMENT, AGREED).when(ConcludeCommitments()).then(CONCLUDED)
    assert open_steps(concluded.state) == (PLAN, PLACE, FOLLOW_UP)


def test_nothing_possible_needs_a_reason() -> None:
    given(*IN_COMMITMENT).when(ConcludeCommitments()).refused("nothing_possible_needs_reason")


def test_nothing_possible_leads_to_the_evaluation() -> None:
    because = "Uppsägningar pågår."
    concluded = given(*IN_COMMITMENT).when(ConcludeCommitments(reason=because))
    concluded.then(CommitmentsConcluded(reason=because))
    assert open_steps(concluded.state) == (EVALUATE,)


@pytest.mark.parametrize("command", [AGREE_COMMITMENT, ConcludeCommitments()])
def test_commitments_belong_to_their_phase(command: AgreeCommitment | ConcludeCommitments) -> None:
    given(*IN_DIALOGUE).when(command).refused("wrong_phase")
    given(*IN_EVALUATION).when(command).refused("wrong_phase")


def test_they_are_concluded_once() -> None:
    given(*IN_DELIVERY).when(ConcludeCommitments()).refused("wrong_phase")


def test_nothing_more_is_promised_when_no_more_places_will_come() -> None:
    no_more = DeliveryConcluded(reason="Inget mer behov.")
    given(*IN_DELIVERY, no_more).when(AGREE_COMMITMENT).refused("delivery_concluded")
