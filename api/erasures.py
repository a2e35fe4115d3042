"""Texts of a contract, a need or an import: which there are, and their erasure. The answers hold no text."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.deps import Administrator, Parts, Running
from api.identity import Identity
from api.looks import Reason, note
from api.once import command_id
from api.problems import Problem
from api.sent import AS_JSON
from command_handler import Envelope
from domain.erasing import Erasing
from domain.facts import Word
from domain.vocabulary import ErasureGround
from domain.words import N_
from erasure.entries import Entry, sought
from erasure.erase import entries_of, erase
from erasure.ledger import Ledger
from sign_in.rates import SEARCHES_IN_TEXTS, Limited, Rates
from sign_in.security_log import tell

FEWEST = 4  # letters and figures of what is sought: fewer are soon guessed

router = APIRouter(prefix="/contracts", tags=["erasures"])


class Place(BaseModel):
    """Where a text stands: in which of the contract's events, and in which of its fields."""

    version: Annotated[int, Field(ge=1)]
    field: Word


class TextOut(Place):
    """`characters`: how long it is; 0 once it is erased."""

    type: str
    occurred_on: date
    characters: int
    erased: bool

    @classmethod
    def of(cls, entry: Entry) -> Self:
        return cls(
            version=entry.version,
            field=entry.field,
            type=entry.type,
            occurred_on=entry.occurred_on,
            characters=len(entry.text or ""),
            erased=entry.text is None,
        )


class Sought(BaseModel):
    """`containing`: only texts with these whole words, in this order, whatever their capitals; at least 4 letters. In
    the body: addresses get into logs."""

    containing: Annotated[str, Field(max_length=500)] = ""


class ErasureIn(BaseModel):
    """`decision`: registry number of the decision to erase."""

    entries: Annotated[list[Place], Field(min_length=1, max_length=5_000)]
    ground: ErasureGround
    decision: Word
    command_id: UUID = Field(default_factory=command_id)


class ErasureOut(BaseModel):
    erased: list[TextOut]


@router.post("/{contract_id}/texts")
async def texts(
    contract_id: UUID,
    body: Annotated[Sought, AS_JSON],
    running: Running,
    who: Administrator,
    insats_reason: Reason = "",
) -> list[TextOut]:
    """Every encrypted text of the contract, and where it stands: what could be erased. Noted as a look at it."""
    words = sought(body.containing)
    if body.containing:
        await _may_search(words, running, who)
    await note(running, who, contract_id, "texts" if words else "contract", insats_reason)
    found = await entries_of(running.handler, contract_id)
    if not found:
        raise Problem(404, "unknown_contract", N_("There is no such contract."))
    return [TextOut.of(entry) for entry in found if entry.has(words)]


async def _may_search(words: str, running: Parts, who: Identity) -> None:
    """Raises Problem: whoever erases need not read, and no text is to be told by guesses."""
    if len(words.replace(" ", "")) < FEWEST:
        message = N_("Give whole words, of at least {fewest} letters together.")
        # Not 422: the body is as its schema says.
        raise Problem(409, "too_few_letters", message, fewest=FEWEST)
    rates = Rates(running.identities.pool, running.settings.key_encryption_key)
    try:
        await rates.count(SEARCHES_IN_TEXTS, who.person.id)
    except Limited as limited:
        tell("rate", "limited", who.person.id, rate=limited.rate.purpose)
        message = N_("Too many searches: {most} in a quarter of an hour are allowed. Wait {seconds} seconds.")
        headers = {"Retry-After": str(limited.seconds)}
        raise Problem(
            429, "too_many_searches", message, headers, most=limited.rate.most, seconds=limited.seconds
        ) from None


@router.post("/{contract_id}/erasures", status_code=201)
async def erase_texts(
    contract_id: UUID, body: Annotated[ErasureIn, AS_JSON], running: Running, who: Administrator
) -> ErasureOut:
    """Destroys the keys of these texts for good, and records that, on what ground and by which decision."""
    there = {(each.version, each.field): each for each in await entries_of(running.handler, contract_id)}
    wanted = [there.get((each.version, each.field)) for each in body.entries]
    chosen = [each for each in wanted if each]
    if len(chosen) != len(wanted):
        raise Problem(422, "no_such_entry", N_("The contract has no such entry."))
    erasing = Erasing(
        ground=body.ground, decision=body.decision, entries=tuple(each.to_erase for each in chosen)
    )
    envelope = Envelope(body.command_id, who.person.id, who.role)
    await erase(running.handler, Ledger(running.settings.erasures), contract_id, erasing, envelope)
    places = {(each.version, each.field) for each in chosen}
    after = await entries_of(running.handler, contract_id)
    return ErasureOut(erased=[TextOut.of(each) for each in after if (each.version, each.field) in places])
