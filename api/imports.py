"""Reading a notice in: one contract per settled contract. Reading it again changes nothing."""

import asyncio
from typing import Annotated, Literal
from uuid import UUID, uuid4

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from api.deps import Commander, InWords, Parts, Running
from api.identity import Identity
from command_handler import Envelope
from domain.facts import ContractFacts
from domain.identity import contract_id_of
from domain.process.registration import RegisterContract
from domain.refusal import Refusal
from domain.vocabulary import Role
from domain.words import N_
from exchange.bounds import MAX_BYTES
from exchange.eforms import read_award

router = APIRouter(tags=["imports"])


class ImportedContract(BaseModel):
    id: UUID
    contract_number: str
    title: str
    suppliers: list[str]
    missing: list[str]
    new: bool


class ImportOutcome(BaseModel):
    """`missing` of a contract: what the notice does not tell and a person has to."""

    file: str
    outcome: Literal["imported", "unchanged", "refused"]
    contracts: list[ImportedContract] = []
    reason: str = ""


@router.post("/imports")
async def read_notice(
    request: Request,
    running: Running,
    who: Commander,
    words: InWords,
    file: Annotated[str, Query(max_length=255)] = "",
) -> ImportOutcome:
    """The body is one eForms award notice, as XML. What cannot be read is answered, not raised."""
    try:
        return await import_notice(running, file, await _body(request), who)
    except Refusal as refusal:
        return ImportOutcome(file=file, outcome="refused", reason=words.refusal(refusal))


async def import_notice(running: Parts, file: str, content: bytes, who: Identity) -> ImportOutcome:
    """Raises Refusal. Contracts are registered one by one; reading the notice again completes it."""
    told = await asyncio.to_thread(
        read_award, content
    )  # a large notice takes seconds: others are not to wait
    imported = [await _register(running, facts, who) for facts in told]
    outcome: Literal["imported", "unchanged"] = "imported" if any(c.new for c in imported) else "unchanged"
    return ImportOutcome(file=file, outcome=outcome, contracts=imported)


async def _register(running: Parts, facts: ContractFacts, who: Identity) -> ImportedContract:
    contract = contract_id_of(facts)
    envelope = Envelope(uuid4(), who.person.id, Role.IMPORT, bulk=True)
    decision = await running.handler.handle(contract, RegisterContract(facts=facts), envelope)
    return ImportedContract(
        id=contract,
        contract_number=facts.contract_number,
        title=facts.title,
        suppliers=[supplier.name for supplier in facts.suppliers],
        missing=list(missing(facts)),
        new=bool(decision.rows),
    )


def missing(facts: ContractFacts) -> tuple[str, ...]:
    """What a person has to tell; nothing is guessed."""
    told = {
        N_("contract number"): facts.contract_number,
        N_("supplier"): facts.suppliers,
        N_("signing date"): facts.signed_on,
        N_("end date"): facts.ends_on,
    }
    return tuple(name for name, value in told.items() if not value)


async def _body(request: Request) -> bytes:
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MAX_BYTES:
            break  # the reader refuses it; the rest need not be sent
    return bytes(content)
