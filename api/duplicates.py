"""Contracts that may be the same one, side by side: a person joins them or keeps them apart."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID, uuid5

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.contracts import found
from api.deps import Looking, Parts, Registrar, Running
from api.envelopes import envelope
from api.field_sources import SourceOut, sources_out
from api.identity import Identity
from api.once import command_id
from api.sent import AS_JSON
from domain.facts import ContractFacts
from domain.joining import JoinInto, KeepApart, TakeDetails, lacking
from domain.phase import phase_of
from domain.vocabulary import Phase
from projections.duplicates import pairs
from projections.reading import ContractDetail

router = APIRouter(prefix="/duplicates", tags=["duplicates"])


class SideOut(BaseModel):
    """`sources`: field → where it was told."""

    id: UUID
    phase: Phase
    facts: ContractFacts
    sources: dict[str, SourceOut]

    @classmethod
    def of(cls, detail: ContractDetail) -> "SideOut":
        assert detail.state.facts  # noqa: S101 - it is a contract
        state = detail.state
        return cls(id=detail.id, phase=phase_of(state), facts=detail.state.facts, sources=sources_out(detail))


class PairOut(BaseModel):
    """`same`: what makes them look alike. `differ`: fields that they tell differently, or that only one tells."""

    one: SideOut
    other: SideOut
    same: list[str]
    differ: list[str]


class Joining(BaseModel):
    """`fields`: which of what the other tells is taken over; without it, what the one that is kept lacks."""

    keep: UUID
    away: UUID
    fields: Annotated[list[str], Field(max_length=100)] | None = None
    command_id: UUID = Field(default_factory=command_id)


class Parting(BaseModel):
    one: UUID
    other: UUID
    command_id: UUID = Field(default_factory=command_id)


class Joined(BaseModel):
    kept: UUID
    taken: list[str]


@router.get("")
async def may_be_the_same(running: Running, _: Looking, contract: UUID | None = None) -> list[PairOut]:
    """The surest first, at most 50; of all, or of one contract."""
    return [await pair_out(running, row) for row in await pairs(running.reader.pool, 50, contract)]


@router.post("/join")
async def join(body: Annotated[Joining, AS_JSON], running: Running, who: Registrar) -> Joined:
    return await joined(running, who, body)


@router.post("/apart")
async def keep_apart(body: Annotated[Parting, AS_JSON], running: Running, who: Registrar) -> None:
    await found(running.reader, body.other)
    told = envelope(who, body.command_id)
    await running.handler.handle(body.one, KeepApart(other=body.other), told)


async def joined(running: Parts, who: Identity, body: Joining) -> Joined:
    """First it is seen that the other may go; then what it tells is taken over; then it goes. Raises Refusal."""
    kept, away = await found(running.reader, body.keep), await found(running.reader, body.away)
    assert kept.state.facts  # noqa: S101 - they are contracts
    assert away.state.facts  # noqa: S101
    JoinInto.may(away.state)
    fields = lacking(kept.state.facts, away.state.facts) if body.fields is None else tuple(body.fields)
    take = TakeDetails(joined=away.id, facts=away.state.facts, fields=fields)
    go = JoinInto(into=kept.id, number=kept.state.number or kept.state.facts.title)
    for contract, command in ((kept.id, take), (away.id, go)):
        told = envelope(who, uuid5(body.command_id, str(contract)))
        decision = await running.handler.handle(contract, command, told)
        taken = [event for record in decision.recorded for event in getattr(record.event, "changed", ())]
        fields = tuple(taken) if contract == kept.id else fields
    return Joined(kept=kept.id, taken=list(fields))


async def pair_out(running: Parts, row: Any) -> PairOut:
    one, other = await found(running.reader, row["one"]), await found(running.reader, row["other"])
    same = [name for name in ("number", "days", "value") if row[f"same_{name}"]]
    return PairOut(
        one=SideOut.of(one), other=SideOut.of(other), same=["supplier", *same], differ=_differ(one, other)
    )


def _differ(one: ContractDetail, other: ContractDetail) -> list[str]:
    names: Sequence[str] = [name for name in ContractFacts.model_fields if name != "source"]
    return [name for name in names if getattr(one.state.facts, name) != getattr(other.state.facts, name)]
