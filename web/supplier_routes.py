"""The register: who the suppliers and which the procurements are, whatever file told of them."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.register import ProcurementOut, SupplierOut
from domain.calendar import date_in_stockholm
from domain.words import N_
from projections.register import procurements, suppliers
from web.page import page
from web.visit import Reading

router = APIRouter()
SHOWN = 100
SOURCES = {"eforms": "eForms", "ocds": "OCDS", "sheet": N_("register"), "manual": N_("by hand")}


@router.get("/leverantorer")
async def register(visit: Reading, text: Annotated[str, Query(max_length=200)] = "") -> HTMLResponse:
    reader = visit.parts.reader
    today = date_in_stockholm(await reader.now())
    return page(
        visit,
        "suppliers.html",
        today,
        text=text,
        suppliers=[SupplierOut.of(row) for row in (await suppliers(reader.pool, text))[:SHOWN]],
        procurements=[ProcurementOut.of(row) for row in (await procurements(reader.pool, text))[:SHOWN]],
        sources={source: visit.words(name) for source, name in SOURCES.items()},
    )
