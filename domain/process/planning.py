"""Planning the meeting for the dialogue: its time set, moved, or called off."""

from collections.abc import Iterator
from datetime import date, time
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema

from domain.command import Command, Shown, Wording
from domain.context import Context
from domain.contract import Contract
from domain.free_text import FreeText
from domain.happened import Happened
from domain.process.common import Why
from domain.process.dialogue import may_invite
from domain.process.meeting import (
    DialogueMeetingCancelled,
    DialogueRescheduled,
    DialogueScheduled,
    Meeting,
    Meetings,
)
from domain.refusal import Refusal
from domain.vocabulary import Role
from domain.words import N_

# In what role somebody at the municipality may answer for a meeting. Never a name: events are for ever.
HOSTS = (Role.COORDINATOR, Role.CASE_WORKER, Role.PROCUREMENT_OFFICER, Role.HEAD_OF_UNIT)


def _by_the_wall_clock(at: time) -> time:
    if at.tzinfo:
        raise ValueError("a time of day in Stockholm, without a zone")
    return at.replace(second=0, microsecond=0)


# JSON Schema's own "time" has a zone.
AS_WRITTEN = {
    "type": "string",
    "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$",
    "examples": ["13:00"],
}
WallTime = Annotated[time, AfterValidator(_by_the_wall_clock), WithJsonSchema(AS_WRITTEN)]

Day = Annotated[date, Field(title=N_("Day of the meeting"))]
At = Annotated[WallTime, Field(title=N_("Starts at"))]
Minutes = Annotated[int, Field(ge=5, le=600, title=N_("Length in minutes"))]
Place = Annotated[
    Annotated[FreeText, StringConstraints(max_length=500)] | None,
    Field(
        title=N_("Place or link"),
        description=N_("It stands in the mail. Write no names of persons."),
    ),
    Shown("text"),
]
Host = Annotated[Role, Field(title=N_("Contact at the municipality"))]
AN_HOUR = 60


def must_not_be_over(day: date, context: Context) -> None:
    if day < context.occurred_on:
        raise Refusal(
            "meeting_in_the_past", N_("The meeting cannot be on {day}, before the invitation."), day=day
        )


def must_not_be_planned(state: Contract) -> None:
    if state.of(Meetings).planned:
        raise Refusal("meeting_planned", N_("A meeting is planned. Move it instead."))


def scheduled(meeting: Meeting, state: Contract, context: Context) -> DialogueScheduled:
    """Raises Refusal."""
    _check(meeting, context)
    told = dict(meeting)
    return DialogueScheduled(meeting=state.of(Meetings).number + 1, **told)


def _check(meeting: Meeting, context: Context) -> None:
    must_not_be_over(meeting.on, context)
    if meeting.host not in HOSTS:
        raise Refusal("not_a_host", N_("Nobody meets a supplier in the role “{role}”."), role=meeting.host)


def _may_change(state: Contract) -> Meetings:
    may_invite(state)
    meetings = state.of(Meetings)
    if meetings.planned is None:
        raise Refusal("no_meeting", N_("No meeting with a time is planned."))
    return meetings


class ScheduleDialogue(Command):
    """Set the time of a meeting to which the supplier is invited already."""

    wording: ClassVar[Wording] = Wording(
        N_("Plan the meeting"),
        N_("Send the time"),
        N_("The meeting is planned. Confirmed contacts get a mail with a calendar entry."),
    )
    type: Literal["schedule_dialogue"] = "schedule_dialogue"
    on: Day
    starts_at: At
    minutes: Minutes = AN_HOUR
    place: Place = None
    host: Host = Role.COORDINATOR

    @staticmethod
    def may(state: Contract) -> None:
        may_invite(state)
        must_not_be_planned(state)
        if not state.invited:
            raise Refusal(
                "not_invited", N_("The supplier is not invited yet. Give the time in the invitation.")
            )

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        yield scheduled(_meeting(self), state, context)


class RescheduleDialogue(Command):
    """Move the meeting. `place` is told again: what is encrypted cannot be carried over by a rule."""

    wording: ClassVar[Wording] = Wording(
        N_("Move the meeting"),
        N_("Send the new time"),
        N_("The meeting is moved. Everybody who was invited gets a mail."),
    )
    type: Literal["reschedule_dialogue"] = "reschedule_dialogue"
    on: Day
    starts_at: At
    minutes: Minutes = AN_HOUR
    place: Place = None
    host: Host = Role.COORDINATOR
    reason: Why

    @staticmethod
    def may(state: Contract) -> None:
        _may_change(state)

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        meetings, moved = state.of(Meetings), _meeting(self)
        _check(moved, context)
        yield DialogueRescheduled(
            meeting=meetings.number, sequence=meetings.sequence + 1, reason=self.reason, **dict(moved)
        )


class CancelDialogueMeeting(Command):
    """Call the meeting off. The dialogue, and its last day, remain."""

    wording: ClassVar[Wording] = Wording(
        N_("Call the meeting off"),
        N_("Call the meeting off"),
        N_("The meeting is called off. Everybody who was invited gets a mail."),
    )
    type: Literal["cancel_dialogue_meeting"] = "cancel_dialogue_meeting"
    reason: Why

    @staticmethod
    def may(state: Contract) -> None:
        _may_change(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        meetings = state.of(Meetings)
        if planned := meetings.planned:
            yield DialogueMeetingCancelled(
                on=planned.on,
                starts_at=planned.starts_at,
                minutes=planned.minutes,
                meeting=meetings.number,
                sequence=meetings.sequence + 1,
                reason=self.reason,
            )


def _meeting(told: ScheduleDialogue | RescheduleDialogue) -> Meeting:
    return Meeting(
        on=told.on, starts_at=told.starts_at, minutes=told.minutes, place=told.place, host=told.host
    )
