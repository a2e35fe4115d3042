"""Every read of a contract is noted before it is answered; and who has looked at one."""

from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import unquote
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, ConfigDict

from api.deps import Overseer, Parts, Running, identity, running_parts
from api.identity import Identity
from api.problems import Problem
from domain.vocabulary import Role
from domain.words import N_
from projections.looks import Look, has_given_a_reason, looks_at, note_look

router = APIRouter(prefix="/contracts", tags=["looks"])

WITHOUT_TEXTS = frozenset({"deadlines", "why", "sources", "notices", "delivery"})
WITHOUT_TEXTS |= {"commitments", "dialogues", "placements", "follow-ups"}  # lists, narrowed to one contract
RUNS_IT_ONLY = frozenset({Role.ADMINISTRATOR})  # has no case of their own: says why, each time

SAY_WHY = N_(
    "You run the installation and have no part in this contract. Say why you look, in the header Insats-Reason."
)


Reason = Annotated[str, Header(max_length=2000)]  # percent-encoded where there is more than English in it


class LookOut(BaseModel):
    """`what`: contract, texts (free text was shown, or words were sought in it), export, or reason; `way`: page, api or
    cli."""

    model_config = ConfigDict(extra="ignore")

    looked_at: datetime
    person: str
    role: str
    what: Literal["contract", "texts", "export", "reason"]
    way: str
    about: str
    reason: str


def must_say_why(who: Identity) -> bool:
    return set(who.person.roles) <= RUNS_IT_ONLY


async def noted(
    request: Request,
    running: Annotated[Parts, Depends(running_parts)],
    who: Annotated[Identity, Depends(identity)],
    insats_reason: Reason = "",
) -> None:
    """Raises Problem."""
    contract = contract_of(request)
    if request.method != "GET" or contract is None:
        return
    last = request.url.path.rpartition("/")[2]
    await note(running, who, contract, "contract" if last in WITHOUT_TEXTS else shown_to(who), insats_reason)


async def note(
    running: Parts, who: Identity, contract: UUID, what: Literal["contract", "texts"], told: str
) -> None:
    """`told`: why they look, as it stands in the header. Raises Problem where they must say why and have not."""
    reason, pool = unquote(told).strip(), running.handler.pool
    if not reason and must_say_why(who) and not await has_given_a_reason(pool, who.person.id, contract):
        raise Problem(403, "reason_needed", SAY_WHY)
    await note_look(pool, Look(who.person.id, who.role, what, "api", contract, reason=reason))


def shown_to(who: Identity) -> Literal["contract", "texts"]:
    """Whoever is given no texts has seen none (decision 0029)."""
    return "texts" if who.asker.texts else "contract"


def contract_of(request: Request) -> UUID | None:
    """That the address is about, or that a list is narrowed to. None where what stands there is no id: the route itself
    answers that."""
    try:
        return UUID(request.path_params.get("contract_id") or request.query_params.get("contract", ""))
    except ValueError:
        return None


@router.get("/{contract_id}/looks")
async def looks(contract_id: UUID, running: Running, _: Overseer) -> list[LookOut]:
    """Who has seen this contract, newest first; at most 500."""
    rows = await looks_at(running.reader.pool, contract_id)
    return [LookOut.model_validate(dict(row)) for row in rows]
