"""Webhooks over HTTP: who is told what, what became of each delivery, and sending it again.

A service account keeps its own; whoever runs the installation sees and keeps all.
"""

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID, uuid4

from fastapi import APIRouter, Query, Response

from access.rights import Right
from api.deps import Parts, Running, Subscriber
from api.event_types import Position, bare
from api.identity import Identity
from api.problems import Problem
from api.sent import AS_JSON
from api.webhook_views import (
    Again,
    AgainIn,
    DeliveryPage,
    State,
    Tried,
    WebhookDeliveryOut,
    WebhookIn,
    WebhookMade,
    WebhookOut,
)
from domain.refusal import Refusal
from domain.words import N_
from exchange.cloud_events import cloud_event
from sign_in.security_log import tell
from webhooks.address import addresses_of, target_of
from webhooks.queue import again, deliveries
from webhooks.seal import new_secret, opened
from webhooks.sending import send
from webhooks.subscriptions import Subscription, stop, subscribe, subscriptions, unsubscribe

router = APIRouter(prefix="/webhooks", tags=["webhooks"])


@router.get("")
async def list_webhooks(running: Running, who: Subscriber) -> list[WebhookOut]:
    return [WebhookOut.of(each) for each in await subscriptions(running.handler.pool, _whose(who))]


@router.post("", status_code=201)
async def make_webhook(body: Annotated[WebhookIn, AS_JSON], running: Running, who: Subscriber) -> WebhookMade:
    """From now on, what happens to contracts without a secrecy mark is posted to `url`."""
    await _must_hold(body, running)
    secret = new_secret()
    asked = Subscription(
        id=uuid4(),
        owner=who.person.id,
        url=body.url,
        event_types=bare(body.event_types),
        department=body.department,
        made_at=datetime.now(UTC),
        queued_to=0,
        rests_until=None,
        stopped="",
        waiting=0,
        given_up=0,
    )
    pool, key = running.handler.pool, running.settings.key_encryption_key
    if not await subscribe(pool, asked, secret, key):
        raise Problem(409, "too_many_webhooks", N_("There are as many webhooks as there may be."))
    tell("webhook", "ok", who.person.id, did="made", webhook=str(asked.id))
    made = await _found(running, who, asked.id)
    return WebhookMade(**made.model_dump(), secret=secret)


@router.get("/{webhook_id}")
async def one_webhook(webhook_id: UUID, running: Running, who: Subscriber) -> WebhookOut:
    return await _found(running, who, webhook_id)


@router.delete("/{webhook_id}", status_code=204)
async def remove_webhook(webhook_id: UUID, running: Running, who: Subscriber) -> Response:
    """With all that waits, and all that was delivered."""
    await _found(running, who, webhook_id)
    await unsubscribe(running.handler.pool, webhook_id)
    tell("webhook", "ok", who.person.id, did="removed", webhook=str(webhook_id))
    return Response(status_code=204)


@router.post("/{webhook_id}/stop", status_code=201)
async def stop_webhook(webhook_id: UUID, running: Running, who: Subscriber) -> WebhookOut:
    """What happens meanwhile is sent when it is started again."""
    return await _stopped(running, who, webhook_id, "by_hand")


@router.post("/{webhook_id}/start", status_code=201)
async def start_webhook(webhook_id: UUID, running: Running, who: Subscriber) -> WebhookOut:
    return await _stopped(running, who, webhook_id, "")


@router.post("/{webhook_id}/test", status_code=201)
async def try_webhook(webhook_id: UUID, running: Running, who: Subscriber) -> Tried:
    """Posts one event of the type `insats.WebhookTested` now, beside the queue, about a contract that is none."""
    await _found(running, who, webhook_id)
    settings = running.settings
    row = await running.handler.pool.fetchrow("SELECT url, secret FROM webhook WHERE id = $1", webhook_id)
    if row is None:
        raise _unknown()
    told = cloud_event(
        settings.public_url,
        contract=UUID(int=0),
        type_="WebhookTested",
        position=0,
        version=0,
        at=datetime.now(UTC),
        leaf=uuid4().bytes,
    )
    secret = opened(settings.key_encryption_key, webhook_id, row["secret"])
    body, this_machine = told.model_dump_json().encode(), settings.webhooks_to_this_machine
    answer = await send(row["url"], secret, told.id, body, this_machine=this_machine)
    return Tried(delivered=answer.taken, answer=answer.what)


@router.get("/{webhook_id}/deliveries")
async def list_deliveries(
    webhook_id: UUID,
    running: Running,
    who: Subscriber,
    state: State | Literal[""] = "",
    after: Position = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> DeliveryPage:
    """By position. What was delivered is kept for 30 days, what was given up until it is sent again."""
    await _found(running, who, webhook_id)
    found = await deliveries(running.reader.pool, webhook_id, state, after, limit)
    items = [WebhookDeliveryOut.model_validate(each) for each in found]
    return DeliveryPage(items=items, next=items[-1].position if len(items) == limit else None)


@router.post("/{webhook_id}/redeliveries", status_code=201)
async def send_again(
    webhook_id: UUID, body: Annotated[AgainIn, AS_JSON], running: Running, who: Subscriber
) -> Again:
    """At once, and then as any other delivery."""
    await _found(running, who, webhook_id)
    return Again(deliveries=await again(running.handler.pool, webhook_id, body.positions))


def _whose(who: Identity) -> str:
    return "" if who.may(Right.RUN) else who.person.id


async def _found(running: Parts, who: Identity, webhook_id: UUID) -> WebhookOut:
    for found in await subscriptions(running.handler.pool, _whose(who), webhook_id):
        return WebhookOut.of(found)
    raise _unknown()


def _unknown() -> Problem:
    return Problem(404, "unknown_webhook", N_("There is no such webhook."))


async def _stopped(running: Parts, who: Identity, webhook_id: UUID, why: str) -> WebhookOut:
    await _found(running, who, webhook_id)
    await stop(running.handler.pool, webhook_id, why)
    tell("webhook", "ok", who.person.id, did="stopped" if why else "started", webhook=str(webhook_id))
    return await _found(running, who, webhook_id)


async def _must_hold(body: WebhookIn, running: Parts) -> None:
    """Raises Problem: an address that is not sent to, or a department that there is none of."""
    departments = tuple(each.id for each in running.handler.policy.departments)
    if body.department and body.department not in departments:
        message = N_("There is no department {department}. There are: {known}.")
        raise Problem(422, "unknown_department", message, department=body.department, known=departments)
    try:
        allowed = running.settings.webhooks_to_this_machine
        target = target_of(body.url, this_machine=allowed)
        await addresses_of(target.host, target.port, this_machine=allowed)
    except Refusal as refusal:
        raise Problem(422, refusal.code, refusal.message, None, **refusal.params) from None
    except OSError:
        raise Problem(422, "no_such_host", N_("The address's name cannot be found.")) from None
