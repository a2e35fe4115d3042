"""The supplier's own pages."""

from fastapi import APIRouter

from web.supplier import (
    answer_routes,
    colleague_routes,
    evidence_routes,
    meeting_routes,
    overview_routes,
    receipt_routes,
    record_routes,
    report_routes,
)

router = APIRouter()
for _room in (
    overview_routes,
    meeting_routes,
    answer_routes,
    record_routes,
    report_routes,
    evidence_routes,
    colleague_routes,
    receipt_routes,
):
    router.include_router(_room.router)
