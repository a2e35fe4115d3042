"""What the municipality's retention plan lets go: shown first, then done."""

from datetime import date
from typing import Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from api.deps import Administrator, Keeper, Running
from domain.vocabulary import DocumentKind
from erasure.ledger import Ledger
from erasure.retention import Due, let_go, retention_plan

router = APIRouter(prefix="/retention", tags=["erasures"])


class DueOut(BaseModel):
    """`number`: of texts, or, of who looked, of rows. Why: it ended then, and the plan's decision keeps it so long."""

    kind: DocumentKind
    decision: str
    number: int
    contract_id: UUID | None
    contract_number: str
    ended_on: date | None
    due_on: date | None

    @classmethod
    def of(cls, due: Due) -> Self:
        return cls(
            kind=due.kind,
            decision=due.decision,
            number=due.number,
            contract_id=due.contract,
            contract_number=due.name,
            ended_on=due.ended_on,
            due_on=due.due_on,
        )


@router.get("")
async def plan(running: Running, _: Keeper) -> list[DueOut]:
    """What would go today, and why; nothing is changed."""
    return [DueOut.of(due) for due in await retention_plan(running.handler)]


@router.post("", status_code=201)
async def carry_out(running: Running, who: Administrator) -> list[DueOut]:
    """What went: the texts' keys are destroyed for good, and each contract's trail says so."""
    ledger = Ledger(running.settings.erasures)
    return [DueOut.of(due) for due in await let_go(running.handler, ledger, who.person.id, who.role)]
