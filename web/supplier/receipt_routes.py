"""A receipt fetched, by its name."""

from fastapi import APIRouter
from fastapi.responses import Response

from api.problems import Problem
from domain.words import N_
from web.receipt_file import download
from web.supplier.own import Owning
from web.supplier.receipts import theirs

router = APIRouter()


@router.get("/leverantor/{contract_id}/kvitto/{name}.zip")
async def fetch(own: Owning, name: str) -> Response:
    wanted = next((each for each in theirs(own) if each.name == name), None)
    if wanted is None:
        raise Problem(404, "no_receipt", N_("There is no such receipt."))
    handler = own.visit.parts.handler
    return await download(handler.pool, wanted, own.part.detail, handler.policy, own.dates)
