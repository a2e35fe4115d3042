"""Evidence: handed in by the supplier, and the files of it, for the supplier and for the municipality."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.contracts import found
from api.problems import Problem
from domain.process.evidence import (
    AttachedFile,
    Evidence,
    EvidenceRejected,
    EvidenceSubmitted,
    SubmitEvidence,
)
from domain.vocabulary import Role
from domain.words import N_
from event_store.codec import Recorded
from projections.evidence_files import file_of
from web.contract_routes import filled_in
from web.filled_in import NotFilledIn
from web.look_routes import noted
from web.supplier.asked import may
from web.supplier.attaching import attached, hand_in
from web.supplier.overview_routes import DONE
from web.supplier.own import Own, Owning
from web.supplier.sending import Attempt, begun, sent
from web.visit import Reading, Visit

router = APIRouter()

TYPES: Final = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
# Kept, never shown: a browser that opens it all the same may run nothing of it, and belongs to no site.
INERT: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
)


@dataclass(frozen=True)
class EvidenceRow:
    """`approved`: None while it waits; `why`: of one that was not approved."""

    number: int
    what: str
    day: date
    files: Sequence[AttachedFile]
    approved: bool | None
    why: str


@router.get("/leverantor/{contract_id}/bevis")
async def form(own: Owning, gjort: Annotated[str, Query(max_length=40)] = "") -> HTMLResponse:
    return await _page(own, await begun(own, "bevis"), DONE.get(gjort, ""))


@router.post("/leverantor/{contract_id}/bevis", response_model=None)
async def submit(own: Owning) -> HTMLResponse | RedirectResponse:
    filled = await filled_in(own.visit)

    async def give() -> str:
        what = filled.get("what", "").strip()[:8000]
        if not what:
            raise NotFilledIn({"what": own.visit.words(N_("Say what it shows. One sentence is enough."))})
        await hand_in(own, what, await attached(own.visit), filled)
        return "bevis"

    return await sent(own, "bevis", filled, give, lambda attempt: _page(own, attempt))


@router.get("/leverantor/{contract_id}/bevis/{file}")
async def own_file(own: Owning, file: UUID) -> Response:
    return await _served(own.visit, own.id, _submitted(own.part.recorded, by_supplier=True), file)


@router.get("/avtal/{contract_id}/bevis/{file}", dependencies=[Depends(noted)])
async def file_for_the_municipality(contract_id: UUID, file: UUID, visit: Reading) -> Response:
    detail = await found(visit.parts.reader, contract_id)
    return await _served(visit, contract_id, _submitted(detail.recorded, by_supplier=False), file)


def _submitted(recorded: Iterable[Recorded], *, by_supplier: bool) -> list[Recorded]:
    submitted = [record for record in recorded if isinstance(record.event, EvidenceSubmitted)]
    return [r for r in submitted if not by_supplier or r.origin.role == Role.SUPPLIER]


async def _served(visit: Visit, contract: UUID, submitted: Iterable[Recorded], wanted: UUID) -> Response:
    """Raises Problem: also where whoever asks may not read what people wrote."""
    files = [file for r in submitted if isinstance(r.event, EvidenceSubmitted) for file in r.event.files]
    named = next((file for file in files if file.id == wanted), None)
    stored = await file_of(visit.parts.reader.pool, contract, named) if named else None
    if stored is None:
        raise Problem(404, "no_such_file", N_("There is no such file, or it has been erased."))
    name = f"bevis-{str(wanted)[:8]}.{stored.kind}"
    headers = {**INERT, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(stored.content, media_type=TYPES[stored.kind], headers=headers)


def evidence_rows(own: Own) -> list[EvidenceRow]:
    """What the supplier itself has handed in, the newest first."""
    judged, why = own.state.of(Evidence).judged, {}
    for record in own.part.recorded:
        if isinstance(event := record.event, EvidenceRejected):
            why[event.evidence] = event.reason
    return [
        EvidenceRow(
            event.evidence,
            event.what,
            record.origin.occurred_on,
            event.files,
            judged.get(event.evidence),
            why.get(event.evidence, ""),
        )
        for record in reversed(_submitted(own.part.recorded, by_supplier=True))
        if isinstance(event := record.event, EvidenceSubmitted)
    ]


async def _page(own: Own, attempt: Attempt, done: str = "") -> HTMLResponse:
    return own.page(
        "supplier_evidence.html",
        attempt.status,
        attempt=attempt,
        rows=evidence_rows(own),
        may=may(SubmitEvidence, own.state),
        receipt=own.visit.words(done) if done else "",
    )
