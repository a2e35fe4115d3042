"""docs/process.md is drawn from the code, and is the code's of today."""

import pytest

from docs.explored import Taken, explored
from docs.process_page import PAGE, page
from docs.read_code import letters_of, refusals_of
from domain.commands import PEOPLES
from domain.open_steps import open_steps
from domain.phase import phase_of
from domain.process import STEPS
from domain.process.award import SignContract
from domain.process.follow_up import FollowUpReported
from domain.process.triage import TriageClause
from domain.step_events import StepEscalated, StepReminded
from domain.vocabulary import Phase
from tests.builders import POLICY


@pytest.fixture(scope="module")
def taken() -> list[Taken]:
    return explored(POLICY)


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "docs/process.md is not current: run `make docs`"


def test_the_walk_comes_by_every_phase_step_and_command(taken: list[Taken]) -> None:
    """Else a step's row is empty: docs/explored.py then has to fill in a new command's fields better."""
    assert {phase_of(each.after) for each in taken} == set(Phase)
    assert {step for each in taken for step in open_steps(each.after)} == set(STEPS)
    assert set(PEOPLES) <= {each.command for each in taken}


def test_a_refusal_is_found_in_the_command_and_in_what_it_calls() -> None:
    assert {"standstill_running", "appeal_pending", "wrong_phase"} <= set(refusals_of(SignContract))
    assert "count_from_missing" in refusals_of(TriageClause)  # in a method of its own
    assert "six_forms" not in refusals_of(SignContract)


def test_a_letter_is_found_in_an_event_and_in_what_tells_of_any_step() -> None:
    told = {event: letters_of(event) for event in (FollowUpReported, StepReminded, StepEscalated)}
    kinds = {event: [(letter.kind, to) for letter, to in found] for event, found in told.items()}
    assert kinds[FollowUpReported] == [("follow_up_reported", ["department"])]
    assert kinds[StepReminded] == [("reminder", ["department"])]
    assert [kind for kind, _ in kinds[StepEscalated]] == ["last_escalation", "escalation"]
