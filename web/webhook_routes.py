"""Which other systems are told what happens, and what became of each delivery; by whoever keeps webhooks."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from api.problems import Problem
from api.webhook_views import (
    STATES,
    STOPPED,
    AgainIn,
    Tried,
    WebhookDeliveryOut,
    WebhookIn,
    WebhookMade,
    WebhookOut,
)
from api.webhooks import (
    list_deliveries,
    list_webhooks,
    make_webhook,
    one_webhook,
    remove_webhook,
    send_again,
    start_webhook,
    stop_webhook,
    try_webhook,
)
from domain.calendar import date_in_stockholm
from web.contract_routes import filled_in
from web.filled_in import Filled, faults as faults_of
from web.page import page
from web.people import department_name
from web.visit import KeepingWebhooks, MakingWebhooks, Visit

router = APIRouter()

SHOWN = 200  # deliveries of each kind
OF_LATE = 500  # positions
FIELD_OF = {"unknown_event_type": "event_types", "unknown_department": "department"}


@router.get("/webhookar")
async def all_of_them(visit: KeepingWebhooks) -> HTMLResponse:
    found = await list_webhooks(visit.parts, visit.somebody)
    stopped = _in_words(visit, STOPPED)
    return page(visit, "webhooks.html", await _today(visit), webhooks=found, stopped=stopped)


@router.get("/webhookar/ny")
async def empty(visit: MakingWebhooks) -> HTMLResponse:
    return await _form(visit, {})


@router.post("/webhookar/ny")
async def add(visit: MakingWebhooks) -> HTMLResponse:
    filled = await filled_in(visit)
    types = filled.get("event_types", "").replace(",", " ").split()
    told = {"url": filled.get("url", "").strip(), "department": filled.get("department", "")}
    try:
        made = await make_webhook(
            WebhookIn.model_validate(told | {"event_types": types}), visit.parts, visit.somebody
        )
    except ValidationError as error:
        wrong = {str(place[0]): what for place, what in faults_of(error, visit.words, below=0).items()}
        return await _form(visit, filled, wrong)
    except Problem as problem:
        where = FIELD_OF.get(problem.code, "url")
        return await _form(visit, filled, {where: visit.words(problem.message, **problem.params)})
    return await _form(visit, {}, made=made)


@router.get("/webhookar/{webhook_id}")
async def one(webhook_id: UUID, visit: KeepingWebhooks) -> HTMLResponse:
    return await _one(visit, webhook_id)


@router.post("/webhookar/{webhook_id}/{what}", response_model=None)
async def see_to(webhook_id: UUID, what: str, visit: KeepingWebhooks) -> HTMLResponse | RedirectResponse:
    running, who = visit.parts, visit.somebody
    match what:
        case "prova":
            return await _one(visit, webhook_id, await try_webhook(webhook_id, running, who))
        case "stoppa":
            await stop_webhook(webhook_id, running, who)
        case "starta":
            await start_webhook(webhook_id, running, who)
        case "igen":
            await send_again(webhook_id, AgainIn(), running, who)
        case "ta-bort":
            await remove_webhook(webhook_id, running, who)
            return RedirectResponse("/webhookar", 303)
        case _:
            raise HTTPException(404)
    return RedirectResponse(f"/webhookar/{webhook_id}", 303)


async def _one(visit: Visit, webhook_id: UUID, tried: Tried | None = None) -> HTMLResponse:
    running, who = visit.parts, visit.somebody
    told = await one_webhook(webhook_id, running, who)
    return page(
        visit,
        "webhook.html",
        await _today(visit),
        webhook=told,
        department=department_name(told.department, running.handler.policy, visit.words),
        deliveries=await _deliveries(visit, told),
        tried=tried,
        stopped=_in_words(visit, STOPPED),
        states=_in_words(visit, STATES),
    )


async def _deliveries(visit: Visit, webhook: WebhookOut) -> list[WebhookDeliveryOut]:
    """What has not arrived, and what has of late; newest first."""
    running, who, since = visit.parts, visit.somebody, max(0, webhook.queued_to - OF_LATE)
    pages = [
        await list_deliveries(webhook.id, running, who, "waiting", 0, SHOWN),
        await list_deliveries(webhook.id, running, who, "given_up", 0, SHOWN),
        await list_deliveries(webhook.id, running, who, "delivered", since, OF_LATE),
    ]
    found = [each for page in pages for each in page.items]
    return sorted(found, key=lambda each: each.position, reverse=True)


async def _form(
    visit: Visit, filled: Filled, faults: Mapping[str, str] | None = None, made: WebhookMade | None = None
) -> HTMLResponse:
    policy, told = visit.parts.handler.policy, faults or {}
    return page(
        visit,
        "webhook_new.html",
        await _today(visit),
        422 if told else 200,
        filled=defaultdict(str, filled),
        faults=defaultdict(str, told),
        wrong=list(told.items()),
        departments=[(each.id, department_name(each.id, policy, visit.words)) for each in policy.departments],
        made=made,
    )


async def _today(visit: Visit) -> date:
    return date_in_stockholm(await visit.parts.reader.now())


def _in_words(visit: Visit, of: Mapping[str, str]) -> dict[str, str]:
    return {key: visit.words(text) for key, text in of.items()}
