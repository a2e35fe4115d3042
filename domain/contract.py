"""What a contract's stream adds up to: the state, and how each event changes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import assert_never

from domain import events as e
from domain.facts import ContractFacts, StepLimit
from domain.vocabulary import Clause, Form, Party, Step


@dataclass(frozen=True)
class Placement:
    commitment: int
    form: Form
    started_on: date
    completed_on: date | None = None
    interrupted: bool = False


@dataclass(frozen=True)
class RunningDeadline:
    plan: e.DeadlineSet
    reminders_sent: int = 0
    missed: bool = False
    rungs_climbed: int = 0
    last_rung_at: datetime | None = None


@dataclass(frozen=True)
class Contract:
    version: int = 0
    facts: ContractFacts | None = None
    clause: Clause | None = None
    count_from: date | None = None
    time_limits: Mapping[Step, StepLimit] = field(default_factory=dict)
    award_notified: e.AwardNotified | None = None
    standstill_ended: bool = False
    standstill_waived: bool = False
    appealed: bool = False  # and not yet decided
    court_decided_on: date | None = None
    signed_on: date | None = None
    invited: bool = False
    meeting_on: date | None = None
    held: e.DialogueHeld | None = None
    confirmed_on: Mapping[Party, date] = field(default_factory=dict)
    commitments: Mapping[int, e.CommitmentAgreed] = field(default_factory=dict)
    commitments_concluded: bool = False
    placements: Mapping[int, Placement] = field(default_factory=dict)
    delivery_concluded: bool = False
    follow_up_reported: bool = False
    follow_up_approved: bool = False
    closed: bool = False
    void: bool = False  # struck off, or its award cancelled
    terminated: bool = False
    commitments_agreed: int = 0  # also those withdrawn since: a number is not given twice
    contacts: int = 0
    deadlines: Mapping[Step, RunningDeadline] = field(default_factory=dict)

    @property
    def kept_placements(self) -> tuple[Placement, ...]:
        return tuple(placement for placement in self.placements.values() if not placement.interrupted)

    @property
    def running_placements(self) -> tuple[int, ...]:
        return tuple(
            number for number, p in self.placements.items() if p.completed_on is None and not p.interrupted
        )

    @property
    def confirmed_by(self) -> frozenset[Party]:
        return frozenset(self.confirmed_on)

    @property
    def number(self) -> str:
        return self.facts.contract_number if self.facts else ""


def fold(state: Contract, happened: Iterable[e.Event]) -> Contract:
    for event in happened:
        state = evolve(state, event)
    return state


def evolve(state: Contract, event: e.Event) -> Contract:
    """Never raises: a stream that was written can always be read."""
    return replace(_applied(state, event), version=state.version + 1)


def _applied(state: Contract, event: e.Event) -> Contract:  # noqa: C901 - a case an event
    match event:
        case e.ContractRegistered() | e.DetailsSupplied():
            return replace(state, facts=event.facts, signed_on=state.signed_on or event.facts.signed_on)
        case e.ClauseTriaged():
            return _triaged(state, event)
        case e.AwardNotified():
            return replace(state, award_notified=event)
        case e.StandstillEnded():
            return replace(state, standstill_ended=True)
        case e.StandstillWaived():
            return replace(state, standstill_ended=True, standstill_waived=True)
        case e.ContractSigned():
            return replace(state, signed_on=event.signed_on)
        case e.DialogueInvited():
            return replace(state, invited=True, meeting_on=event.meeting_on)
        case e.DialogueHeld():
            return replace(state, held=event, confirmed_on={})
        case e.RecordConfirmed():
            return replace(state, confirmed_on={**state.confirmed_on, event.party: event.confirmed_on})
        case e.SupplierContactConfirmed():
            return replace(state, contacts=event.contact)
        case e.StepOpened() | e.ContractEvaluated() | e.NoticeUndeliverable() | e.SupplierAbsent():
            return state
        case e.AppealFiled():
            return replace(
                state, appealed=True, court_decided_on=None, standstill_ended=False, standstill_waived=False
            )
        case e.CourtDecided(stands=True):
            return replace(state, appealed=False, court_decided_on=event.decided_on)
        case e.CourtDecided():
            return replace(state, appealed=False, award_notified=None)
        case e.AwardCancelled() | e.ContractStruckOff():
            return replace(state, closed=True, void=True)
        case e.ContractTerminated():
            return replace(state, terminated=True)
        case _:
            return _delivered(state, event)


DeadlineEvent = (
    e.DeadlineSet
    | e.DeadlineMet
    | e.DeadlineWaived
    | e.DoneAfterDeadline
    | e.StepReminded
    | e.DeadlineMissed
    | e.StepEscalated
    | e.MissWithdrawn
)
DeliveryEvent = (
    e.CommitmentAgreed
    | e.CommitmentsConcluded
    | e.PlacementStarted
    | e.PlacementCompleted
    | e.DeliveryConcluded
    | e.FollowUpReported
    | e.FollowUpApproved
    | e.FollowUpRejected
    | e.CommitmentWithdrawn
    | e.PlacementInterrupted
    | e.ContractClosed
)


def _delivered(state: Contract, event: DeliveryEvent | DeadlineEvent) -> Contract:  # noqa: C901 - a case an event
    match event:
        case e.CommitmentAgreed():
            commitments = {**state.commitments, event.commitment: event}
            return replace(state, commitments=commitments, commitments_agreed=event.commitment)
        case e.CommitmentWithdrawn():
            left = {number: c for number, c in state.commitments.items() if number != event.commitment}
            return replace(state, commitments=left)
        case e.CommitmentsConcluded():
            return replace(state, commitments_concluded=True)
        case e.PlacementStarted():
            started = Placement(event.commitment, event.form, event.started_on)
            return replace(state, placements={**state.placements, event.placement: started})
        case e.PlacementCompleted():
            return _placed(state, event.placement, completed_on=event.completed_on)
        case e.PlacementInterrupted():
            return _placed(state, event.placement, interrupted=True)
        case e.DeliveryConcluded():
            return replace(state, delivery_concluded=True)
        case e.FollowUpReported():
            return replace(state, follow_up_reported=True)
        case e.FollowUpRejected():
            return replace(state, follow_up_reported=False)
        case e.FollowUpApproved():
            return replace(state, follow_up_approved=True)
        case e.ContractClosed():
            return replace(state, closed=True)
        case _:
            return replace(state, deadlines=_deadlines(state.deadlines, event))


def _triaged(state: Contract, event: e.ClauseTriaged) -> Contract:
    """It also takes back an earlier "no clause", which had closed the contract."""
    limits = {limit.step: limit for limit in event.time_limits}
    return replace(state, clause=event.clause, count_from=event.count_from, time_limits=limits, closed=False)


def _placed(
    state: Contract, number: int, *, completed_on: date | None = None, interrupted: bool = False
) -> Contract:
    if (placement := state.placements.get(number)) is None:
        return state
    ended = replace(placement, completed_on=completed_on, interrupted=interrupted)
    return replace(state, placements={**state.placements, number: ended})


def _deadlines(
    running: Mapping[Step, RunningDeadline], event: DeadlineEvent
) -> Mapping[Step, RunningDeadline]:
    if isinstance(event, e.DeadlineSet):
        return {**running, event.step: RunningDeadline(event)}
    if (deadline := running.get(event.step)) is None:
        return running
    match event:
        case e.DeadlineMet() | e.MissWithdrawn() | e.DeadlineWaived() | e.DoneAfterDeadline():
            return {step: other for step, other in running.items() if step is not event.step}
        case e.StepReminded():
            changed = replace(deadline, reminders_sent=event.number)
        case e.DeadlineMissed():
            changed = replace(deadline, missed=True)
        case e.StepEscalated():
            climbed_at = event.planned_at + event.late_by
            changed = replace(deadline, rungs_climbed=event.rung, last_rung_at=climbed_at)
        case _:
            assert_never(event)
    return {**running, event.step: changed}
