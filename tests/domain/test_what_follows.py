"""What a decision brings with it: steps close and open, deadlines are met, missed, withdrawn and set."""

from datetime import UTC, date, datetime, timedelta

from domain.calendar import end_of
from domain.passing_time import LetTimePass
from domain.process.commitment import AGREE, ConcludeCommitments
from domain.process.confirming import ConfirmRecord
from domain.process.delivery import ConcludeDelivery
from domain.process.dialogue import HOLD, INVITE, DialogueHeld, RecordDialogue
from domain.process.follow_up_plan import FOLLOW_UP, PLAN
from domain.process.invitation import DialogueInvited, InviteToDialogue
from domain.process.placement import PLACE, CompletePlacement, StartPlacement
from domain.process.registration import RegisterContract
from domain.process.triage import TRIAGE
from domain.step_events import (
    DeadlineMet,
    DeadlineMissed,
    DeadlineSet,
    DeadlineWaived,
    DoneAfterDeadline,
    MissWithdrawn,
    StepOpened,
)
from domain.vocabulary import Party
from tests.builders import (
    AGREE_COMMITMENT,
    AWAITING_SIGNATURE,
    IN_COMMITMENT,
    RECORD_DIALOGUE,
    REGISTERED,
    SIGN_CONTRACT,
    SIGNED,
    TODAY,
)
from tests.scenario import Scenario, given


def signed_today() -> Scenario:
    return given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT)


def invited() -> Scenario:
    return signed_today().when(InviteToDialogue())


HOLD_BY = date(2026, 3, 30)
THE_WEEK_AFTER = datetime(2026, 4, 7, 13, tzinfo=UTC)


def held(on: date) -> RecordDialogue:
    return RECORD_DIALOGUE.model_copy(update={"held_on": on})


def test_a_step_opens_and_its_deadline_is_set_beside_it() -> None:
    invite, hold = (x for x in signed_today().happened if isinstance(x, DeadlineSet))
    assert signed_today().happened == (
        SIGNED,
        StepOpened(step=INVITE, departments=("klk",)),
        invite,
        StepOpened(step=HOLD, departments=("klk",)),
        hold,
    )
    assert (invite.due, hold.due) == (date(2026, 3, 6), HOLD_BY)


def test_a_step_that_nothing_limits_opens_without_a_deadline() -> None:
    registered = given().when(RegisterContract(facts=REGISTERED.facts))
    assert registered.happened == (REGISTERED, StepOpened(step=TRIAGE, departments=("klk",)))


def test_placing_opens_with_the_departments_of_the_forms_and_follow_up_with_its_own() -> None:
    delivery = given(*IN_COMMITMENT).when(AGREE_COMMITMENT).when(ConcludeCommitments())
    opened = {x.step: x.departments for x in delivery.happened if isinstance(x, StepOpened)}
    assert opened == {PLAN: ("klk",), PLACE: ("jobbcenter",), FOLLOW_UP: ("klk",)}


def test_a_step_done_in_time_meets_its_deadline() -> None:
    invited().then(DialogueInvited(), DeadlineMet(step=INVITE, done_on=TODAY))


def test_the_last_day_itself_is_in_time() -> None:
    last_moment = invited().at(end_of(HOLD_BY) - timedelta(seconds=1)).when(held(HOLD_BY))
    assert DeadlineMet(step=HOLD, done_on=HOLD_BY) in last_moment.happened


def test_holding_the_dialogue_ends_the_invitation_too() -> None:
    ended = [x.step for x in signed_today().when(held(TODAY)).happened if isinstance(x, DeadlineMet)]
    assert ended == [INVITE, HOLD]


def test_a_step_done_too_late_misses_its_deadline_also_when_the_clock_had_not_noticed() -> None:
    late = invited().at(THE_WEEK_AFTER).when(held(date(2026, 3, 31)))
    noticed_late_by = THE_WEEK_AFTER - end_of(HOLD_BY)
    missed = DeadlineMissed(step=HOLD, due=HOLD_BY, noticed_late_by=noticed_late_by)
    assert missed in late.happened


def test_a_step_done_in_time_but_recorded_late_is_met() -> None:
    recorded_late = invited().at(THE_WEEK_AFTER).when(held(date(2026, 3, 26)))
    assert DeadlineMet(step=HOLD, done_on=date(2026, 3, 26)) in recorded_late.happened


def test_a_miss_is_withdrawn_when_the_step_turns_out_to_be_done_in_time() -> None:
    missed = invited().at(THE_WEEK_AFTER).when(LetTimePass())
    withdrawn = MissWithdrawn(step=HOLD, done_on=date(2026, 3, 26), told=("department",))
    assert withdrawn in missed.when(held(date(2026, 3, 26))).happened


def test_a_miss_stands_when_the_step_was_done_too_late() -> None:
    missed = invited().at(THE_WEEK_AFTER).when(LetTimePass())
    done_late = missed.when(held(date(2026, 3, 31)))
    about_hold = [x for x in done_late.happened if getattr(x, "step", None) == HOLD]
    assert about_hold == [DoneAfterDeadline(step=HOLD, done_on=date(2026, 3, 31))]


def test_giving_up_the_rest_of_the_places_waives_the_last_day() -> None:
    delivery = given(*IN_COMMITMENT).when(AGREE_COMMITMENT).when(ConcludeCommitments())
    given_up = delivery.when(ConcludeDelivery(reason="Leverantören har inget mer behov."))
    assert DeadlineWaived(step=PLACE) in given_up.happened


def test_agreeing_counts_from_the_later_confirmation_in_whatever_order_they_are_recorded() -> None:
    recorded = invited().at(THE_WEEK_AFTER).when(held(TODAY))
    one = recorded.when(ConfirmRecord(party=Party.SUPPLIER), on=date(2026, 3, 25))
    both = one.when(ConfirmRecord(party=Party.MUNICIPALITY), on=date(2026, 3, 5))
    [plan] = [x for x in both.happened if isinstance(x, DeadlineSet) and x.step == AGREE]
    assert plan.derivation.lines[0].on == date(2026, 3, 25)


def test_recording_the_dialogue_again_neither_reopens_nor_resets_the_confirmation() -> None:
    again = invited().when(held(TODAY)).when(held(TODAY))
    again.then(DialogueHeld(**RECORD_DIALOGUE.model_dump(exclude={"type", "adds_duty"})))
    assert len(again.happened) == 1


def test_placing_is_done_with_the_last_placement_in_whatever_order_they_are_recorded() -> None:
    delivery = given(*IN_COMMITMENT).when(AGREE_COMMITMENT).when(ConcludeCommitments())
    in_october = delivery.at(datetime(2026, 10, 12, 9, tzinfo=UTC))
    for _ in range(2):
        in_october = in_october.when(StartPlacement(commitment=1, started_on=date(2026, 4, 7)))
    late_one = in_october.when(CompletePlacement(placement=1, completed_on=date(2026, 10, 5)))
    both = late_one.when(CompletePlacement(placement=2, completed_on=date(2026, 9, 29)))
    assert [x.due for x in both.happened if isinstance(x, DeadlineMissed)] == [date(2026, 9, 30)]
