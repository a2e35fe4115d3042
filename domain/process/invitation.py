"""The supplier invited to the dialogue, with or without the meeting's day and time."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Wording
from domain.context import Context
from domain.contract import Contract, changed
from domain.happened import Happened
from domain.notice import THE_SUPPLIER, Letter, Notice
from domain.policy import Policy
from domain.process.dialogue import HOLD, may_invite
from domain.process.meeting import Meeting, Meetings
from domain.process.planning import (
    AN_HOUR,
    Host,
    Minutes,
    Place,
    WallTime,
    must_not_be_over,
    must_not_be_planned,
    scheduled,
)
from domain.refusal import Refusal
from domain.vocabulary import Role
from domain.words import N_

DIALOGUE_INVITATION = Letter(
    "dialogue_invitation",
    N_("Invitation to the dialogue"),
    N_("Invitation to a dialogue, {contract}"),
    N_("The municipality invites you to the dialogue that your contract provides for. {meeting}"),
)
LETTERS = (DIALOGUE_INVITATION,)


class DialogueInvited(Happened):
    says: ClassVar[str] = N_("The supplier was invited to the dialogue.")
    type: Literal["DialogueInvited"] = "DialogueInvited"
    meeting_on: date | None = None

    def evolve(self, state: Contract) -> Contract:
        return changed(state, invited=True, meeting_on=self.meeting_on)

    def tells(self, state: Contract, _policy: Policy) -> Iterator[Notice]:
        """One mail: where a time was given too, it stands in the meeting's own."""
        if state.of(Meetings).planned is None:
            yield Notice(DIALOGUE_INVITATION.kind, THE_SUPPLIER, step=HOLD, due=self.meeting_on)


class InviteToDialogue(Command):
    """With a day only the mail names the day; with a time too it carries a calendar entry."""

    wording: ClassVar[Wording] = Wording(
        N_("Invite to the dialogue"),
        N_("Invite the supplier"),
        N_("The supplier is invited. Confirmed contacts get a mail."),
    )
    type: Literal["invite_to_dialogue"] = "invite_to_dialogue"
    meeting_on: Annotated[date | None, Field(title=N_("Day of the meeting"))] = None
    starts_at: Annotated[
        WallTime | None,
        Field(title=N_("Starts at"), description=N_("With a time the mail carries a calendar entry.")),
    ] = None
    minutes: Minutes = AN_HOUR
    place: Place = None
    host: Host = Role.COORDINATOR

    @staticmethod
    def may(state: Contract) -> None:
        may_invite(state)
        must_not_be_planned(state)

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        if self.meeting_on:
            must_not_be_over(self.meeting_on, context)
        meeting = self._meeting()
        if not state.invited or self.meeting_on != state.meeting_on:
            yield DialogueInvited(meeting_on=self.meeting_on)
        if meeting:
            yield scheduled(meeting, state, context)

    def _meeting(self) -> Meeting | None:
        if self.starts_at is None:
            return None
        if self.meeting_on is None:
            raise Refusal("day_missing", N_("Say on which day the meeting is."))
        return Meeting(
            on=self.meeting_on,
            starts_at=self.starts_at,
            minutes=self.minutes,
            place=self.place,
            host=self.host,
        )
