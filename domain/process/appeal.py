"""The award taken to court, decided there, or cancelled."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Wording
from domain.context import Context
from domain.contract import Contract, changed
from domain.facts import Line
from domain.free_text import FreeText
from domain.guards import must_be_in
from domain.happened import Happened, evolve
from domain.notice import Letter, Notice
from domain.policy import Policy
from domain.process.award import NOT_NOTIFIED, STANDSTILL, must_not_be_appealed, standstill_over
from domain.process.common import Why
from domain.process.evaluation import CONTRACT_CLOSED
from domain.process.standstill import standstill_is_counted
from domain.refusal import Refusal
from domain.vocabulary import Phase, Role
from domain.words import N_

APPEAL_FILED = Letter(
    "appeal_filed",
    N_("The award is appealed"),
    N_("{contract}: the award is appealed"),
    N_("The award was appealed on {due}. Nothing is signed until the court has decided."),
)


@dataclass(frozen=True)
class InCourt:
    since: date | None = None


class AppealFiled(Happened):
    """The standstill goes on for as long as the court examines the award (LOU 20:8)."""

    says: ClassVar[str] = N_("The award was appealed on {filed_on}.")
    type: Literal["AppealFiled"] = "AppealFiled"
    filed_on: date
    case_number: Line = ""

    def evolve(self, state: Contract) -> Contract:
        held = changed(
            state, appealed=True, court_decided_on=None, standstill_ended=False, standstill_waived=False
        )
        return held.having(InCourt(self.filed_on))

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        yield Notice(APPEAL_FILED.kind, Role.COORDINATOR, step=STANDSTILL, due=self.filed_on)


class CourtDecided(Happened):
    """`stands`: the award stands, and ten days remain (LOU 20:10); else the award has to be made anew."""

    says: ClassVar[str] = N_("The court decided on {decided_on}.")
    type: Literal["CourtDecided"] = "CourtDecided"
    decided_on: date
    stands: bool

    def evolve(self, state: Contract) -> Contract:
        if self.stands:
            return changed(state, appealed=False, court_decided_on=self.decided_on)
        return changed(state, appealed=False, award_notified=None)


class AwardCancelled(Happened):
    says: ClassVar[str] = N_("The award was cancelled.")
    type: Literal["AwardCancelled"] = "AwardCancelled"
    reason: FreeText

    def evolve(self, state: Contract) -> Contract:
        return changed(state, closed=True, void=True)

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        yield Notice(CONTRACT_CLOSED.kind, Role.COORDINATOR)


class RecordAppeal(Command):
    """Also of an award without a standstill, such as a call-off: until the contract is signed (LOU 20:6)."""

    wording: ClassVar[Wording] = Wording(
        N_("The award is appealed"),
        N_("Save the appeal"),
        N_("The appeal is saved. Nothing is signed until the court has decided."),
    )
    day: ClassVar[str] = "filed_on"
    type: Literal["record_appeal"] = "record_appeal"
    filed_on: Annotated[date, Field(title=N_("The appeal was filed on"))]
    case_number: Annotated[Line, Field(title=N_("The court's case number"))] = ""

    @staticmethod
    def may(state: Contract) -> None:
        must_be_in(state, Phase.AWARD)
        if not standstill_is_counted(state) and not state.standstill_waived:
            raise Refusal("award_not_notified", NOT_NOTIFIED)
        must_not_be_appealed(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        sent = state.award_notified
        if sent and self.filed_on < sent.sent_on:
            raise Refusal(
                "appeal_before_award",
                N_("The award decision was sent on {sent_on} and cannot have been appealed before that."),
                sent_on=sent.sent_on,
            )
        yield AppealFiled(filed_on=self.filed_on, case_number=self.case_number)


class RecordCourtDecision(Command):
    """`stands`: the court let the award stand."""

    wording: ClassVar[Wording] = Wording(
        N_("The court has decided"), N_("Save the decision"), N_("The court's decision is saved.")
    )
    day: ClassVar[str] = "decided_on"
    type: Literal["record_court_decision"] = "record_court_decision"
    decided_on: Annotated[date, Field(title=N_("Day of the decision"))]
    stands: Annotated[
        bool,
        Field(
            title=N_("The award stands"),
            description=N_(
                "Then ten days remain (LOU 20:10). Otherwise the award is made anew, or cancelled."
            ),
        ),
    ]

    @staticmethod
    def may(state: Contract) -> None:
        must_be_in(state, Phase.AWARD)
        if not state.appealed:
            raise Refusal("no_appeal", N_("No appeal is on record."))

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        """After a decision that lets the award stand, ten days remain (LOU 20:10)."""
        since = state.of(InCourt).since
        if since and self.decided_on < since:
            raise Refusal(
                "decided_before_appeal",
                N_("The award was appealed on {since}; the court cannot have decided before that."),
                since=since,
            )
        decided = CourtDecided(decided_on=self.decided_on, stands=self.stands)
        yield decided
        yield from standstill_over(evolve(state, decided), context)


class CancelAward(Command):
    wording: ClassVar[Wording] = Wording(
        N_("Cancel the award"), N_("Cancel the award"), N_("The award is cancelled.")
    )
    type: Literal["cancel_award"] = "cancel_award"
    reason: Why

    @staticmethod
    def may(state: Contract) -> None:
        must_be_in(state, Phase.AWARD)

    def decide(self, _state: Contract, _: Context) -> Iterator[Happened]:
        yield AwardCancelled(reason=self.reason)


LETTERS = (APPEAL_FILED,)
