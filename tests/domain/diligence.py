"""A coordinator who always does what is next, so that any contract can be brought to its end."""

from collections.abc import Iterator
from datetime import date, timedelta

from domain import commands as c
from domain.contract import Contract
from domain.process import everything_is_placed, phase_of, places_left
from domain.vocabulary import Clause, Form, Party, Phase
from tests.builders import answers

WHY = "Mer är inte möjligt just nu."


def what_is_next(state: Contract, today: date) -> Iterator[c.Command]:  # noqa: C901 - a case a phase
    match phase_of(state):
        case Phase.TRIAGE:
            yield c.TriageClause(clause=Clause.DIALOGUE, count_from=today)
        case Phase.AWARD if state.appealed:
            yield c.RecordCourtDecision(decided_on=today, stands=True)
        case Phase.AWARD if state.award_notified is None and not state.standstill_ended:
            yield c.NotifyAward(sent_on=today)
        case Phase.AWARD if state.standstill_ended:
            yield c.SignContract(signed_on=today)
        case Phase.DIALOGUE if state.held is None:
            yield c.RecordDialogue(held_on=today, participants=("beställare",), answers=answers())
        case Phase.DIALOGUE:
            yield from (c.ConfirmRecord(party=party) for party in Party if party not in state.confirmed_by)
        case Phase.COMMITMENT:
            yield from _commit(state, today)
        case Phase.DELIVERY:
            yield from _deliver(state, today)
        case Phase.EVALUATION:
            yield c.EvaluateContract(assessment=WHY)


def _commit(state: Contract, today: date) -> Iterator[c.Command]:
    ends_on = state.facts.ends_on if state.facts else None
    if not state.commitments and (ends_on is None or ends_on >= today):
        until = min(ends_on or date.max, today + timedelta(days=90))
        yield c.AgreeCommitment(form=Form.INTERNSHIP, places=2, starts_on=today, ends_on=until)
    else:
        yield c.ConcludeCommitments(reason=WHY)


def _deliver(state: Contract, today: date) -> Iterator[c.Command]:
    if running := state.running_placements:
        yield from (c.CompletePlacement(placement=number, completed_on=today) for number in running)
    elif not everything_is_placed(state):
        for number in state.commitments:
            for _ in range(places_left(state, number)):
                yield c.StartPlacement(commitment=number, started_on=today)
    else:
        yield c.ReportFollowUp(report=WHY)
        yield c.ApproveFollowUp()
