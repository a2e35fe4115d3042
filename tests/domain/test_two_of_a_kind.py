"""Of two of a kind a rule looks at the right one; and it holds where something is missing, moot, or just now."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.contract import Contract
from domain.facts import TimeLimit
from domain.happened import fold
from domain.notice import Notice
from domain.notices import notices_for
from domain.passing_time import LetTimePass
from domain.phase import places_left
from domain.policy import THE_DEPARTMENT
from domain.process.candidates import ProposeCandidate
from domain.process.commitment import CommitmentsConcluded, ConcludeCommitments
from domain.process.correction import EntryStruck, StrikeEntry
from domain.process.deficiency import DecideDeficiency, DeficiencyDecided, DeficiencyFound
from domain.process.delivery import DeliveryConcluded
from domain.process.dialogue import HOLD, INVITE
from domain.process.ending import TerminateContract
from domain.process.follow_up import FollowUpRejected
from domain.process.follow_up_plan import FOLLOW_UP, suggested_days
from domain.process.further_dialogue import FurtherDialogueHeld, next_planned
from domain.process.invitation import InviteToDialogue
from domain.process.kept import kept_so_far
from domain.process.meeting import DialogueScheduled
from domain.process.outcome import OutcomeRecorded, RecordOutcome
from domain.process.placement import Terms
from domain.process.places import ClosePlace, PlaceClosed
from domain.process.revising import CommitmentRevised, ReviseCommitment
from domain.process.suspension import DeadlinePaused
from domain.responsible import Responsibility, Responsible
from domain.step_events import DeadlineSet, DeadlineWaived, StepOpened, StepReminded
from domain.vocabulary import Measure, Role, TimeUnit, Unit
from tests.builders import (
    AGREE_COMMITMENT,
    AGREED,
    APPROVED,
    AWAITING_SIGNATURE,
    IN_COMMITMENT,
    IN_DELIVERY,
    IN_DIALOGUE,
    OPEN_PLACE,
    PLACE_OPENED,
    POLICY,
    REPORTED,
    SIGN_CONTRACT,
    TODAY,
    completed,
    started,
)
from tests.scenario import Scenario, given

LATER = date(2026, 6, 1)
LONG_AGO = date(2025, 11, 3)
SECOND = AGREED.model_copy(update={"commitment": 2})
TWO_PROMISES = (*IN_COMMITMENT, AGREED, SECOND, CommitmentsConcluded())
ANOTHER_OPENED = PLACE_OPENED.model_copy(update={"place": 2})
FIRST_TAKEN_BACK = (*IN_DELIVERY, PLACE_OPENED, ANOTHER_OPENED, PlaceClosed(place=1, reason="Fel."))
WEEKS = AGREED.model_copy(update={"unit": Unit.WEEKS, "quantity": 20})


def signed_today() -> Scenario:
    """To be invited by 6 March, the dialogue held by 30 March."""
    return given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT)


def test_a_placement_takes_a_place_of_its_own_promise_only() -> None:
    state = given(*TWO_PROMISES, started(1, TODAY)).state
    assert (places_left(state, 1), places_left(state, 2)) == (1, 2)


def test_a_placement_keeps_its_own_promise_only() -> None:
    state = given(*TWO_PROMISES, started(1, LONG_AGO), completed(1, TODAY)).state
    kept = [kept_so_far(number, state, TODAY, POLICY.counting).done for number in (1, 2)]
    assert kept == [1, 0]


def test_a_promise_may_shrink_although_another_is_full() -> None:
    full = given(*TWO_PROMISES, started(1, TODAY), started(2, TODAY))
    full.when(ReviseCommitment(commitment=1, places=1, reason="Mindre.")).refused("fewer_than_started")
    assert full.when(ReviseCommitment(commitment=2, places=1, reason="Mindre.")).refusal == ""


def test_an_amount_stays_when_only_the_number_of_places_changes() -> None:
    promised = given(*IN_COMMITMENT, WEEKS, CommitmentsConcluded())
    more = promised.when(ReviseCommitment(commitment=1, places=3, reason="Större."))
    [revised] = [x for x in more.happened if isinstance(x, CommitmentRevised)]
    assert (revised.places, revised.quantity, revised.unit) == (3, 20, Unit.WEEKS)


def test_a_place_is_opened_although_all_of_another_promise_are() -> None:
    opened = given(*TWO_PROMISES).when(OPEN_PLACE).when(OPEN_PLACE)
    opened.when(OPEN_PLACE).refused("places_opened")
    assert opened.when(OPEN_PLACE.model_copy(update={"commitment": 2})).refusal == ""


def test_of_three_promised_places_three_are_opened() -> None:
    three = AGREED.model_copy(update={"places": 3})
    opened = given(*IN_COMMITMENT, three, CommitmentsConcluded()).when(OPEN_PLACE).when(OPEN_PLACE)
    assert opened.when(OPEN_PLACE).refusal == ""


def test_no_place_is_opened_once_the_placements_are_ended() -> None:
    ended = given(*IN_DELIVERY, DeliveryConcluded(reason="Inget behov."))
    ended.when(OPEN_PLACE).refused("delivery_concluded")


@pytest.mark.parametrize(
    "command", [ProposeCandidate(place=1, reference="JC-7F3K2"), ClosePlace(place=1, reason="Fel.")]
)
def test_another_open_place_opens_none_that_was_taken_back(command: ProposeCandidate | ClosePlace) -> None:
    given(*FIRST_TAKEN_BACK).when(command).refused("place_not_open")
    assert given(*FIRST_TAKEN_BACK).when(command.model_copy(update={"place": 2})).refusal == ""


def test_the_next_meeting_is_the_one_that_the_latest_dialogue_set() -> None:
    first = FurtherDialogueHeld(held_on=TODAY, participants=("a",), next_on=LATER)
    latest = first.model_copy(update={"next_on": date(2026, 9, 1)})
    assert next_planned(given(*IN_DELIVERY, first, latest).state) == date(2026, 9, 1)
    assert next_planned(given(*IN_DIALOGUE).state) is None


def test_whoever_is_to_meet_the_supplier_is_in_the_invitation() -> None:
    host = Role.PROCUREMENT_OFFICER
    invited = given(*IN_DIALOGUE).when(
        InviteToDialogue(meeting_on=LATER, starts_at=datetime.min.time(), host=host)
    )
    assert [x.host for x in invited.happened if isinstance(x, DialogueScheduled)] == [host]


def test_every_outcome_counts_once_whatever_it_is() -> None:
    placed = [started(n, LONG_AGO) for n in range(1, 6)]
    ended = [completed(n, LONG_AGO) for n in range(1, 6)]
    five = AGREED.model_copy(update={"places": 5})
    over = given(*IN_COMMITMENT, five, CommitmentsConcluded(), *placed, *ended, REPORTED, APPROVED)
    each = dict.fromkeys(("working", "studying", "placed", "other", "unknown"), 1)
    over.when(RecordOutcome(months=3, **each)).then(OutcomeRecorded(months=3, **each))
    over.when(RecordOutcome(months=3, **each | {"unknown": 2})).refused("outcome_of_others")


def test_a_placement_from_before_there_were_shares_is_of_full_time() -> None:
    state = given(*IN_DELIVERY, started(1, TODAY)).state
    assert Terms().service_of(1, state.placements[1]).percent == 100


def test_a_decision_other_than_more_time_sets_no_day() -> None:
    found = given(*IN_DELIVERY, DeficiencyFound(what="Brist.", rectify_by=TODAY))
    decided = found.when(DecideDeficiency(measure=Measure.NONE, reason="Litet.", rectify_by=LATER))
    assert [x.rectify_by for x in decided.happened if isinstance(x, DeficiencyDecided)] == [None]


def test_a_paused_time_limit_is_its_own_steps_only() -> None:
    running = signed_today().state
    unused = TimeLimit(number=3, unit=TimeUnit.DAYS)
    assert running.deadlines.keys() == {INVITE, HOLD}
    paused = DeadlinePaused(step=INVITE, unused=unused).evolve(running)
    assert paused.deadlines == {HOLD: running.deadlines[HOLD]}


def test_a_step_that_opens_anew_is_nobodys_others_stay_with_whom_they_were() -> None:
    given_to = Responsibility({INVITE: Responsible("p-01"), HOLD: Responsible("p-02")})
    state = StepOpened(step=HOLD, departments=("klk",)).evolve(Contract().having(given_to))
    assert state.of(Responsibility).by_step == {INVITE: Responsible("p-01")}


def test_whoever_has_been_given_a_step_is_told_alone_beside_its_department() -> None:
    state = signed_today().state.having(Responsibility({HOLD: Responsible("p-03")}))
    department, person = notices_for(StepReminded(step=HOLD, number=1, planned_at=MORNING), state, POLICY)
    assert (department.recipient, department.departments) == (THE_DEPARTMENT, ("klk",))
    assert person == Notice("reminder", "person:p-03", (), HOLD, date(2026, 3, 30))


def test_a_report_that_is_not_approved_tells_the_last_day_for_the_next() -> None:
    placing = given(*IN_COMMITMENT).when(AGREE_COMMITMENT).when(ConcludeCommitments())
    [notice] = FollowUpRejected(reason="Antal.").tells(placing.state, POLICY)
    assert notice.due == placing.state.deadlines[FOLLOW_UP].plan.due


def test_a_miss_that_became_moot_is_not_waived() -> None:
    late = signed_today().at(datetime(2026, 4, 7, 9, tzinfo=UTC)).when(LetTimePass())
    ended = late.when(TerminateContract(terminated_on=date(2026, 4, 7), reason="Brott."))
    assert not any(isinstance(x, DeadlineWaived) for x in ended.happened)


def test_a_last_day_that_is_a_working_day_is_not_said_to_have_moved() -> None:
    [invite] = [x for x in signed_today().happened if isinstance(x, DeadlineSet) and x.step == INVITE]
    assert [line.sign for line in invite.derivation.lines] == ["", "+", "="]


def test_a_reminder_whose_moment_is_now_is_not_planned_any_more() -> None:
    [first, *others] = signed_today().state.deadlines[HOLD].plan.reminders
    at_that_moment = given(*AWAITING_SIGNATURE).at(first).when(SIGN_CONTRACT)
    assert list(at_that_moment.state.deadlines[HOLD].plan.reminders) == others


def test_an_entry_of_which_nobody_knows_what_was_decided_with_it_is_struck_alone() -> None:
    alone = replace(given(*IN_DELIVERY), beginnings=()).when(StrikeEntry(entry=2, reason="Fel."))
    [struck] = [x for x in alone.happened if isinstance(x, EntryStruck)]
    assert 2 in struck.entries
    assert 1 not in struck.entries


def test_reports_are_suggested_to_the_very_end_of_the_last_promise() -> None:
    assert suggested_days(Contract(), TODAY, POLICY) == (TODAY,)
    half_years = suggested_days(fold(Contract(), IN_DELIVERY), date(2026, 3, 30), POLICY)
    assert half_years[-1] == AGREED.ends_on
    for_ever = AGREED.model_copy(update={"ends_on": date(2099, 1, 1)})
    assert len(suggested_days(given(*IN_COMMITMENT, for_ever).state, TODAY, POLICY)) == 40


MORNING = datetime(2026, 3, 16, 8, tzinfo=UTC)
