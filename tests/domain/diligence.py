"""A coordinator who always does what is next, so that any contract can be brought to its end."""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.command import Command
from domain.contract import Contract
from domain.phase import everything_is_placed, phase_of, places_left
from domain.process.appeal import RecordCourtDecision
from domain.process.award import NotifyAward, SignContract
from domain.process.commitment import AgreeCommitment, ConcludeCommitments
from domain.process.confirming import ConfirmRecord
from domain.process.deficiency import DecideDeficiency, Deficiency
from domain.process.delivery import ConcludeDelivery
from domain.process.dialogue import RecordDialogue
from domain.process.evaluation import EvaluateContract
from domain.process.follow_up import ApproveFollowUp, ReportFollowUp
from domain.process.outcome import ConcludeOutcomes, still_to_ask
from domain.process.placement import CompletePlacement, StartPlacement
from domain.process.suspension import ResumeContract
from domain.process.triage import TriageClause
from domain.vocabulary import Clause, Form, Measure, Party, Phase
from tests.builders import answers

WHY = "Mer är inte möjligt just nu."


def what_is_next(state: Contract, today: date) -> Iterator[Command]:  # noqa: C901 - a case a phase
    if state.is_suspended:
        yield ResumeContract(resumed_on=today)
        return
    match phase_of(state):
        case Phase.TRIAGE if state.facts and state.facts.ends_on and state.facts.ends_on < today:
            yield TriageClause(clause=Clause.NONE, reason=WHY)  # it is over: nothing is left to follow
        case Phase.TRIAGE:
            yield TriageClause(clause=Clause.DIALOGUE, count_from=today)
        case Phase.AWARD if state.appealed:
            yield RecordCourtDecision(decided_on=today, stands=True)
        case Phase.AWARD if state.award_notified is None and not state.standstill_ended:
            yield NotifyAward(sent_on=today)
        case Phase.AWARD if state.standstill_ended:
            yield SignContract(signed_on=today)
        case Phase.DIALOGUE if state.held is None:
            yield RecordDialogue(held_on=today, participants=("beställare",), answers=answers())
        case Phase.DIALOGUE:
            yield from (ConfirmRecord(party=party) for party in Party if party not in state.confirmed_by)
        case Phase.COMMITMENT:
            yield from _commit(state, today)
        case Phase.DELIVERY:
            yield from _deliver(state, today)
        case Phase.EVALUATION:
            if still_to_ask(state):
                yield ConcludeOutcomes(reason=WHY)
            if state.of(Deficiency).is_open:
                yield DecideDeficiency(measure=Measure.NONE, reason=WHY)
            yield EvaluateContract(assessment=WHY)


def _commit(state: Contract, today: date) -> Iterator[Command]:
    ends_on = state.facts.ends_on if state.facts else None
    if not state.commitments and (ends_on is None or ends_on >= today):
        until = min(ends_on or date.max, today + timedelta(days=90))
        yield AgreeCommitment(form=Form.INTERNSHIP, places=2, starts_on=today, ends_on=until)
    else:
        yield ConcludeCommitments(reason=WHY)


def _deliver(state: Contract, today: date) -> Iterator[Command]:
    if running := state.running_placements:
        yield from (CompletePlacement(placement=number, completed_on=today) for number in running)
    elif not everything_is_placed(state):
        ends_on = state.facts.ends_on if state.facts else None
        if ends_on and ends_on < today:  # nothing can start any more
            yield ConcludeDelivery(reason=WHY)
            return
        for number in state.commitments:
            for _ in range(places_left(state, number)):
                yield StartPlacement(commitment=number, started_on=today)
    else:
        for _ in range(state.reports_planned - state.reports_approved):
            yield ReportFollowUp(report=WHY)
            yield ApproveFollowUp()
