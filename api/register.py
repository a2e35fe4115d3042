"""Suppliers and procurements over HTTP, across all sources."""

from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel

from api.deps import Looking, Running
from projections.reading import Row
from projections.register import procurements, suppliers

router = APIRouter(prefix="/register", tags=["register"])
Text = Annotated[str, Query(max_length=200)]


class SupplierOut(BaseModel):
    """`names`: each as some source writes it. `waiting`: contracts that wait for a decision about the clause."""

    number: str
    name: str
    names: list[str]
    contracts: int
    waiting: int
    closed: int
    sources: list[str]

    @classmethod
    def of(cls, row: Row) -> Self:
        return cls.model_validate(dict(row))


class ProcurementOut(BaseModel):
    """`procedure`: the procedure's id in its notices; empty where only a register tells of it."""

    procedure: str
    name: str
    buyer: str
    contracts: int
    waiting: int
    closed: int
    sources: list[str]

    @classmethod
    def of(cls, row: Row) -> Self:
        return cls.model_validate(dict(row))


@router.get("/suppliers")
async def all_suppliers(running: Running, _: Looking, text: Text = "") -> list[SupplierOut]:
    """Those with most contracts first; at most 500. `text`: in the name, or how the organisation number begins."""
    return [SupplierOut.of(row) for row in await suppliers(running.reader.pool, text)]


@router.get("/procurements")
async def all_procurements(running: Running, _: Looking, text: Text = "") -> list[ProcurementOut]:
    """Those with most contracts first; at most 500."""
    return [ProcurementOut.of(row) for row in await procurements(running.reader.pool, text)]
