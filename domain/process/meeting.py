"""The meeting for the dialogue, and what happens to it. Its mails carry it as a calendar entry."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import ClassVar, Literal

from domain.contract import Contract, changed
from domain.facts import Fact
from domain.free_text import FreeText
from domain.happened import Happened
from domain.notice import THE_SUPPLIER, Letter, Notice
from domain.policy import THE_DEPARTMENT, Policy
from domain.process.dialogue import HOLD
from domain.vocabulary import Role
from domain.words import N_

MEETING_PLANNED = Letter(
    "meeting_planned",
    N_("Invitation to the dialogue, with a time"),
    N_("Invitation to a dialogue, {contract}"),
    N_("The municipality invites to the dialogue that the contract provides for."),
)
MEETING_MOVED = Letter(
    "meeting_moved",
    N_("The meeting is moved"),
    N_("New time for the dialogue, {contract}"),
    N_("The meeting for the dialogue is moved."),
)
MEETING_CANCELLED = Letter(
    "meeting_cancelled",
    N_("The meeting is called off"),
    N_("The meeting is called off, {contract}"),
    N_("The meeting for the dialogue is called off. The dialogue still has to be held."),
)
LETTERS = (MEETING_PLANNED, MEETING_MOVED, MEETING_CANCELLED)


class Slot(Fact):
    """A day and a time of day in Stockholm; `minutes`: how long."""

    on: date
    starts_at: time
    minutes: int


class Meeting(Slot):
    place: FreeText | None = None
    host: Role = Role.COORDINATOR


class CalendarEntry(Slot):
    """`meeting` numbers the contract's meetings; `sequence` the changes to this one (RFC 5545, 3.8.7.4)."""

    meeting: int
    sequence: int = 0


@dataclass(frozen=True)
class Meetings:
    """`planned` is None when none is; `number` and `sequence` are those of the last one."""

    planned: Meeting | None = None
    number: int = 0
    sequence: int = 0


class DialogueScheduled(Meeting, CalendarEntry, Happened):
    says: ClassVar[str] = N_("A meeting was planned for {on} at {starts_at}.")
    type: Literal["DialogueScheduled"] = "DialogueScheduled"

    def evolve(self, state: Contract) -> Contract:
        return _planned(self, state)

    def tells(self, _state: Contract, policy: Policy) -> Iterator[Notice]:
        return _told(MEETING_PLANNED, self.on, policy)


class DialogueRescheduled(Meeting, CalendarEntry, Happened):
    says: ClassVar[str] = N_("The meeting was moved to {on} at {starts_at}.")
    type: Literal["DialogueRescheduled"] = "DialogueRescheduled"
    reason: FreeText

    def evolve(self, state: Contract) -> Contract:
        return _planned(self, state)

    def tells(self, _state: Contract, policy: Policy) -> Iterator[Notice]:
        return _told(MEETING_MOVED, self.on, policy)


class DialogueMeetingCancelled(CalendarEntry, Happened):
    says: ClassVar[str] = N_("The meeting on {on} was called off.")
    type: Literal["DialogueMeetingCancelled"] = "DialogueMeetingCancelled"
    reason: FreeText

    def evolve(self, state: Contract) -> Contract:
        return changed(state, meeting_on=None).having(Meetings(None, self.meeting, self.sequence))

    def tells(self, _state: Contract, policy: Policy) -> Iterator[Notice]:
        return _told(MEETING_CANCELLED, self.on, policy)


def _planned(event: DialogueScheduled | DialogueRescheduled, state: Contract) -> Contract:
    return changed(state, meeting_on=event.on).having(Meetings(event, event.meeting, event.sequence))


def _told(letter: Letter, on: date, policy: Policy) -> Iterator[Notice]:
    """The supplier, the coordinator, and every department that may be asked for a place."""
    concerned = {policy.steps[HOLD].department, *policy.forms.values()}
    yield Notice(letter.kind, THE_SUPPLIER, step=HOLD, due=on)
    yield Notice(letter.kind, Role.COORDINATOR, step=HOLD, due=on)
    yield Notice(letter.kind, THE_DEPARTMENT, tuple(sorted(concerned)), step=HOLD, due=on)
