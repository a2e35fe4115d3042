"""One contract as somebody at its supplier is at it: what they may see, and what they give."""

from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID, uuid5

from fastapi import Depends
from fastapi.responses import HTMLResponse, RedirectResponse

from access.own_part import reads
from api.problems import Problem
from command_handler import Decision, Envelope
from domain.command import Command
from domain.contract import Contract
from domain.facts import ContractFacts
from domain.notice import the_contact
from domain.words import N_
from projections.drafts import DraftKey
from projections.looks import Look, note_look
from projections.own_part import OwnPart, own_part
from web.dates import Dates
from web.filled_in import Filled
from web.page import page
from web.visit import Supplying, Visit


@dataclass(frozen=True)
class Own:
    """`contact`: their number as a contact of the contract."""

    id: UUID
    visit: Visit
    part: OwnPart
    contact: int

    @property
    def state(self) -> Contract:
        return self.part.detail.state

    @property
    def facts(self) -> ContractFacts:
        facts = self.state.facts
        assert facts is not None  # noqa: S101 - a stream begins with them
        return facts

    @property
    def dates(self) -> Dates:
        return Dates(self.visit.words, self.part.detail.today)

    @property
    def address(self) -> str:
        return f"/leverantor/{self.id}"

    def draft_of(self, what: str) -> DraftKey:
        return DraftKey(self.id, the_contact(self.contact), what)

    async def give(self, command: Command, filled: Filled, after: str = "") -> Decision:
        """`after`: of several commands that one form gives, which: sent again, each is done once. Raises Refusal."""
        sent = self.visit.envelope(filled)
        command_id = uuid5(sent.command_id, after) if after else sent.command_id
        envelope: Envelope = replace(sent, command_id=command_id, actor=the_contact(self.contact))
        return await self.visit.parts.handler.handle(self.id, command, envelope)

    def page(self, template: str, status: int = 200, **more: object) -> HTMLResponse:
        return page(self.visit, template, self.part.detail.today, status, own=self, **more)

    def done(self, what: str, on: str = "") -> RedirectResponse:
        return RedirectResponse(f"{self.address}{on}?gjort={what}", 303)


async def own(contract_id: UUID, visit: Supplying) -> Own:
    """As a contract that is not there, where it is not theirs; noted before it is shown, as every look is."""
    found = await theirs(visit, contract_id)
    if found is None:
        raise Problem(404, "unknown_contract", N_("There is no such contract."))
    if visit.request.method == "GET":
        look = Look(the_contact(found.contact), visit.somebody.role, "texts", "page", contract_id)
        await note_look(visit.parts.handler.pool, look)
    return found


async def theirs(visit: Visit, contract_id: UUID) -> Own | None:
    """By its stream too: whoever was taken off it, or off whose hands it was taken, is no contact any more."""
    contact = visit.somebody.contracts.get(contract_id)
    part = await own_part(visit.parts.reader, contract_id, reads) if contact else None
    if part is None or part.detail.state.void or contact not in part.detail.state.contacts:
        return None
    return Own(contract_id, visit, part, contact)


Owning = Annotated[Own, Depends(own)]
