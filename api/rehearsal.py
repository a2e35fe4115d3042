"""What a command would do: which events, which last days, which mails to whom. Nothing is written."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from api.contracts import CommandIn
from api.deps import Commander, Parts, Running
from api.envelopes import envelope
from api.schemas import DeadlineOut, EventOut
from api.sent import AS_JSON
from command_handler import Decision, Envelope
from domain.command import Command
from domain.happened import Happened
from domain.open_steps import open_steps
from domain.phase import phase_of
from domain.policy import Policy
from domain.vocabulary import Phase
from projections.deadlines import deadlines_told_by
from projections.notices import told_by

router = APIRouter(prefix="/contracts", tags=["contracts"])


class NoticeToCome(BaseModel):
    """`recipient`: a person's id, or `contact:N` of the supplier; whoever is away has it sent to their deputy."""

    kind: str
    recipient: str
    roles: list[str]
    step: str | None
    due: date | None


class WouldHappen(BaseModel):
    """As it would be just now; `position` of an event is 0. No events: it is so already. `deadlines`: last days that
    would be set, met or changed."""

    contract_id: UUID
    version: int
    phase: Phase
    open_steps: list[str]
    events: list[EventOut]
    deadlines: list[DeadlineOut]
    notices: list[NoticeToCome]


@router.post("/{contract_id}/commands/dry-run")
async def dry_run(
    contract_id: UUID, body: Annotated[CommandIn, AS_JSON], running: Running, who: Commander
) -> WouldHappen:
    """Refused (409) exactly where the command would be."""
    told = envelope(who, body.command_id, body.occurred_on)
    return await rehearsed(contract_id, body.command, told, running)


async def rehearsed(contract_id: UUID, command: Command, told: Envelope, running: Parts) -> WouldHappen:
    """Raises Refusal."""
    decision = await running.handler.rehearse(contract_id, command, told)
    return would_happen(decision, running.handler.policy)


def would_happen(decision: Decision, policy: Policy) -> WouldHappen:
    state = decision.state
    if any(record.position for record in decision.recorded):  # that command has been carried out already
        decision = replace(decision, recorded=())
    return WouldHappen(
        contract_id=decision.contract,
        version=state.version,
        phase=phase_of(state),
        open_steps=list(open_steps(state)),
        events=[EventOut.of(record) for record in decision.recorded],
        deadlines=[DeadlineOut.of(row) for row in _changed(decision)],
        notices=[*_notices(decision, policy)],
    )


def _changed(decision: Decision) -> Iterator[Mapping[str, Any]]:
    past = [event for event in decision.state.past if isinstance(event, Happened)]
    before = {
        json.dumps(row, default=str) for row in deadlines_told_by(past[: len(past) - len(decision.recorded)])
    }
    return (row for row in deadlines_told_by(past) if json.dumps(row, default=str) not in before)


def _notices(decision: Decision, policy: Policy) -> Iterator[NoticeToCome]:
    for record in decision.recorded:
        for recipient, notice, roles in told_by(record, decision.state, policy):
            yield NoticeToCome(
                kind=notice.kind, recipient=recipient, roles=roles, step=notice.step, due=notice.due
            )
