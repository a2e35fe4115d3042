"""What the API answers, where it differs from what the domain holds."""

import json
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel

from access.actions import actions_of
from access.asker import Asker
from api.paging import Sparse
from domain.contract import Contract
from domain.facts import ContractFacts
from domain.open_steps import open_steps, responsible_for
from domain.phase import phase_of
from domain.policy import Policy
from domain.process.secrecy import Secrecy
from domain.vocabulary import Clause, Phase
from event_store.codec import Recorded
from language.words import Words
from projections.reading import ContractDetail, Row


class ContractRow(Sparse):
    id: UUID
    number: str
    title: str
    buyer: str
    suppliers: str
    phase: Phase
    clause: Clause | None
    steps: list[str]
    departments: list[str]
    next_due: date | None
    signed_on: date | None
    ends_on: date | None
    places: int
    places_started: int
    in_trouble: bool
    changed_at: datetime


class EventOut(BaseModel):
    """`occurred_on`: when it happened; `recorded_at`: when it was told. `data` by the event's type."""

    version: int
    position: int
    type: str
    occurred_on: date
    recorded_at: datetime
    actor: str
    role: str
    command_id: UUID
    data: dict[str, Any]

    @classmethod
    def of(cls, record: Recorded) -> Self:
        origin = record.origin
        return cls(
            version=record.version,
            position=record.position,
            type=record.event.type,
            occurred_on=origin.occurred_on,
            recorded_at=origin.recorded_at,
            actor=origin.actor,
            role=origin.role,
            command_id=origin.command_id,
            data=record.event.model_dump(mode="json", exclude={"type"}, exclude_none=True),
        )


class DeadlineOut(BaseModel):
    """`outcome`: running, met, waived or missed; `derivation` is the arithmetic behind `due`, line by line."""

    step: str
    due: date
    outcome: str
    done_on: date | None
    reminders: int
    rungs: int
    derivation: dict[str, Any]

    @classmethod
    def of(cls, row: Row) -> Self:
        return cls.model_validate({**row, "derivation": json.loads(row["derivation"])})


class NoticeOut(BaseModel):
    """`recipient`: a person's id, or `contact:N`; `sent_to`: who got it instead, while they were away; `reply` is what
    the mail server said last.

    `waits`: it comes in the day's one mail to that person.
    """

    id: UUID
    contract_id: UUID
    contract_number: str | None
    kind: str
    step: str | None
    due: date | None
    recipient: str
    sent_to: str
    roles: list[str]
    queued_at: datetime
    sent_at: datetime | None
    waits: bool
    attempts: int
    reply: str
    message_id: str

    @classmethod
    def of(cls, row: Row) -> Self:
        return cls.model_validate(dict(row))


class ActionOut(BaseModel):
    command: str
    allowed: bool
    why_not: str = ""


class ResponsibleOut(BaseModel):
    """Ids of the policy's people; `acknowledged_on` is null until the step is taken on."""

    person: str
    acknowledged_on: date | None
    deputy: str


class ContractOut(BaseModel):
    """`responsibility`: by open step that somebody has been given. `secret`: it carries a secrecy mark.
    `texts_shown`: what people wrote stands here; else ••• stands in its place."""

    id: UUID
    version: int
    phase: Phase
    open_steps: list[str]
    responsibility: dict[str, ResponsibleOut]
    clause: Clause | None
    facts: ContractFacts
    signed_on: date | None
    trouble: str = ""
    secret: bool
    texts_shown: bool
    allowed_actions: list[ActionOut]
    deadlines: list[DeadlineOut]
    notices: list[NoticeOut]
    events: list[EventOut]


def contract_out(detail: ContractDetail, words: Words, asker: Asker, policy: Policy) -> ContractOut:
    state = detail.state
    assert state.facts is not None  # noqa: S101 - a stream begins with its registration
    return ContractOut(
        id=detail.id,
        version=state.version,
        phase=phase_of(state),
        open_steps=list(open_steps(state)),
        responsibility=_responsibility(state),
        clause=state.clause,
        facts=state.facts,
        signed_on=state.signed_on,
        trouble=detail.trouble["error"] if detail.trouble else "",
        secret=state.of(Secrecy).marked,
        texts_shown=detail.texts_shown,
        allowed_actions=[
            ActionOut(
                command=action.command,
                allowed=action.refusal is None,
                why_not=words.refusal(action.refusal) if action.refusal else "",
            )
            for action in actions_of(asker, state, policy)
        ],
        deadlines=[DeadlineOut.of(row) for row in detail.deadlines],
        notices=[NoticeOut.of(row) for row in detail.notices],
        events=[EventOut.of(record) for record in detail.recorded],
    )


def _responsibility(state: Contract) -> dict[str, ResponsibleOut]:
    now = {step: responsible_for(step, state) for step in open_steps(state)}
    return {
        step: ResponsibleOut(person=each.person, acknowledged_on=each.acknowledged_on, deputy=each.deputy)
        for step, each in now.items()
        if each.person
    }
