"""The municipality's own copy of a receipt, from the contract's page."""

from uuid import UUID

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

from api.contracts import found
from projections.looks import Look, note_look
from web.dates import Dates
from web.receipt import receipts
from web.receipt_file import download
from web.visit import Reading

router = APIRouter()


@router.get("/avtal/{contract_id}/kvitton/{version}")
async def fetch(contract_id: UUID, version: int, visit: Reading) -> Response:
    """`version`: that of the last entry that it is for."""
    detail = await found(visit.parts.reader, contract_id)
    wanted = [each for each in receipts(detail.recorded) if each.last.version == version]
    if not wanted:
        raise HTTPException(404)
    (of,), who, handler = wanted, visit.somebody, visit.parts.handler
    look = Look(who.person.id, who.role, "export", "page", contract_id, of.name)
    await note_look(handler.pool, look)
    return await download(handler.pool, of, detail, handler.policy, Dates(visit.words, detail.today))
