"""The accessibility statement (DOS-lagen, 2018:1937, 13 §), and how a fault is reported. For everybody."""

from datetime import date
from email.utils import parseaddr
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from domain.words import N_
from web.page import page
from web.visit import Anybody

router = APIRouter()

LOOKED_THROUGH = date(2026, 11, 29)  # when what the page says was last gone through
AUTHORITY = "https://www.digg.se/tdosanmalan"


@router.get("/tillganglighet")
async def statement(visit: Anybody) -> HTMLResponse:
    """Faults go to where answers to Insats's own mails go."""
    to = parseaddr(visit.settings.mail_from)[1]
    subject = quote(visit.words(N_("Accessibility fault in Insats")))
    return page(
        visit,
        "accessibility.html",
        LOOKED_THROUGH,
        municipality=visit.parts.handler.policy.municipality,
        address=to,
        mail=f"mailto:{to}?subject={subject}",
        authority=AUTHORITY,
        on=LOOKED_THROUGH,
    )
