"""The meeting for the dialogue: planned with the invitation or after it, moved, called off."""

from datetime import date, time

import pytest
from pydantic import ValidationError

from domain.happened import Happened, fold
from domain.open_steps import open_steps
from domain.process.dialogue import HOLD
from domain.process.invitation import DialogueInvited, InviteToDialogue
from domain.process.meeting import (
    DialogueMeetingCancelled,
    DialogueRescheduled,
    DialogueScheduled,
    Meetings,
)
from domain.process.planning import CancelDialogueMeeting, RescheduleDialogue, ScheduleDialogue
from domain.vocabulary import Role
from tests.builders import HELD, IN_COMMITMENT, IN_DIALOGUE
from tests.scenario import given

ON, LATER = date(2026, 3, 10), date(2026, 3, 17)
YESTERDAY = date(2026, 3, 1)
AT_ONE = time(13)
PLAN = ScheduleDialogue(on=ON, starts_at=AT_ONE, minutes=90, place="Rådhuset", host=Role.PROCUREMENT_OFFICER)
PLANNED = DialogueScheduled(
    on=ON, starts_at=AT_ONE, minutes=90, place="Rådhuset", host=Role.PROCUREMENT_OFFICER, meeting=1
)
MOVE = RescheduleDialogue(on=LATER, starts_at=time(9, 30), place="Länk", reason="Sjukdom.")
MOVED = DialogueRescheduled(
    on=LATER, starts_at=time(9, 30), minutes=60, place="Länk", meeting=1, sequence=1, reason="Sjukdom."
)
CALL_OFF = CancelDialogueMeeting(reason="Upphandlaren är sjuk.")
CALLED_OFF = DialogueMeetingCancelled(
    on=ON, starts_at=AT_ONE, minutes=90, meeting=1, sequence=1, reason="Upphandlaren är sjuk."
)
INVITED: tuple[Happened, ...] = (*IN_DIALOGUE, DialogueInvited())
MEETING_PLANNED: tuple[Happened, ...] = (*INVITED, PLANNED)


def test_an_invitation_may_carry_the_meeting() -> None:
    invitation = InviteToDialogue(meeting_on=ON, starts_at=AT_ONE, place="Rådhuset")
    invited = given(*IN_DIALOGUE).when(invitation)
    invited.then(
        DialogueInvited(meeting_on=ON),
        DialogueScheduled(on=ON, starts_at=AT_ONE, minutes=60, place="Rådhuset", meeting=1),
    )
    assert open_steps(invited.state) == (HOLD,)


def test_a_supplier_invited_to_a_day_gets_the_time_without_a_second_invitation() -> None:
    given(*IN_DIALOGUE, DialogueInvited(meeting_on=ON)).when(
        InviteToDialogue(meeting_on=ON, starts_at=AT_ONE)
    ).then(DialogueScheduled(on=ON, starts_at=AT_ONE, minutes=60, meeting=1))


def test_a_time_without_a_day_is_no_meeting() -> None:
    given(*IN_DIALOGUE).when(InviteToDialogue(starts_at=AT_ONE)).refused("day_missing")


def test_a_planned_meeting_is_moved_not_invited_to_again() -> None:
    given(*MEETING_PLANNED).when(InviteToDialogue(meeting_on=LATER)).refused("meeting_planned")


def test_the_meeting_is_planned_after_the_invitation() -> None:
    planned = given(*INVITED).when(PLAN).then(PLANNED)
    assert planned.state.meeting_on == ON
    assert planned.state.of(Meetings).planned == PLANNED


def test_the_time_is_given_in_the_invitation_when_nobody_is_invited_yet() -> None:
    given(*IN_DIALOGUE).when(PLAN).refused("not_invited")


def test_one_meeting_is_planned_at_a_time() -> None:
    given(*MEETING_PLANNED).when(PLAN).refused("meeting_planned")


def test_a_moved_meeting_is_the_same_meeting_changed_once_more() -> None:
    moved = given(*MEETING_PLANNED).when(MOVE).then(MOVED)
    again = moved.when(MOVE)
    again.then(MOVED.model_copy(update={"sequence": 2}))
    assert again.state.meeting_on == LATER


def test_a_meeting_that_is_called_off_leaves_the_dialogue_to_be_held() -> None:
    off = given(*MEETING_PLANNED).when(CALL_OFF).then(CALLED_OFF)
    assert off.state.meeting_on is None
    assert open_steps(off.state) == (HOLD,)


def test_after_a_meeting_was_called_off_another_one_is_planned() -> None:
    given(*MEETING_PLANNED, CALLED_OFF).when(PLAN).then(PLANNED.model_copy(update={"meeting": 2}))


@pytest.mark.parametrize("command", [MOVE, CALL_OFF])
def test_there_is_nothing_to_move_or_call_off_where_nothing_is_planned(
    command: RescheduleDialogue | CancelDialogueMeeting,
) -> None:
    given(*INVITED).when(command).refused("no_meeting")


@pytest.mark.parametrize(
    ("past", "command"),
    [
        (IN_DIALOGUE, InviteToDialogue(meeting_on=YESTERDAY, starts_at=AT_ONE)),
        (INVITED, PLAN.model_copy(update={"on": YESTERDAY})),
        (MEETING_PLANNED, MOVE.model_copy(update={"on": YESTERDAY})),
    ],
)
def test_nobody_is_called_to_a_day_that_has_passed(
    past: tuple[Happened, ...], command: InviteToDialogue | ScheduleDialogue | RescheduleDialogue
) -> None:
    given(*past).when(command).refused("meeting_in_the_past")


@pytest.mark.parametrize("role", [Role.CLOCK, Role.IMPORT, Role.READER, Role.ADMINISTRATOR])
def test_who_meets_the_supplier_is_somebody_who_works_with_contracts(role: Role) -> None:
    given(*INVITED).when(PLAN.model_copy(update={"host": role})).refused("not_a_host")
    given(*MEETING_PLANNED).when(MOVE.model_copy(update={"host": role})).refused("not_a_host")


@pytest.mark.parametrize("command", [PLAN, MOVE, CALL_OFF])
def test_the_meeting_stays_as_it_was_once_the_dialogue_is_held(
    command: ScheduleDialogue | RescheduleDialogue | CancelDialogueMeeting,
) -> None:
    given(*MEETING_PLANNED, HELD).when(command).refused("dialogue_held")
    given(*IN_COMMITMENT).when(command).refused("wrong_phase")


def test_the_time_of_a_meeting_is_stockholms_own() -> None:
    with pytest.raises(ValidationError):
        ScheduleDialogue.model_validate({"on": "2026-03-10", "starts_at": "13:00Z"})
    told = ScheduleDialogue.model_validate({"on": "2026-03-10", "starts_at": "13:00:30"})
    assert told.starts_at == AT_ONE


def test_an_invitation_from_before_there_were_times_still_tells_the_day() -> None:
    assert fold(given(*IN_DIALOGUE).state, [DialogueInvited(meeting_on=ON)]).meeting_on == ON


def test_a_change_to_a_meeting_that_was_never_planned_folds_all_the_same() -> None:
    assert given(MOVED).state.meeting_on == LATER
    assert given(CALLED_OFF).state.of(Meetings).planned is None
