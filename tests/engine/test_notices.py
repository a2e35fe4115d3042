"""A notice arrives once; what cannot be delivered is tried again, then escalated; a lease decides who sends."""

import asyncio
import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from activities import notify, reconcile
from activities.notify import DELIVERED_WITHIN, NOTED_AGAIN_AFTER, TRIES_AGAIN_AFTER, NotifyActivities
from activities.reconcile import ReconcileActivities
from activities.time import AT_ONCE, TimeActivities
from command_handler import CommandHandler, Decision, Envelope as CommandEnvelope
from domain.facts import ContractFacts, Organisation
from domain.process.registration import RegisterContract
from event_store.streams import read_stream
from projections.notices import LEASE, failed, take
from settings import Settings
from tests.listening import listening
from tests.postman import Postman, message_id
from tests.served import PATIENCE, Served, eventually
from worker import create_handler

ACTIVITY_ENDS_WITHIN = 30.0  # s, as workflows/contract.py has it


async def a_notice(handler: CommandHandler) -> tuple[UUID, UUID]:
    """Contract, and the notice to its coordinator; the other one is put aside. No worker is told."""
    contract = uuid4()
    facts = ContractFacts(title="Byggtjänster", buyers=(Organisation(name="Exempelköpings kommun"),))
    envelope = CommandEnvelope(uuid4(), "p-01", "coordinator", wake=False)
    await handler.handle(contract, RegisterContract(facts=facts), envelope)
    await handler.pool.execute(
        "UPDATE notice SET next_try_at = NULL WHERE contract_id = $1 AND recipient <> 'p-01'", contract
    )
    notice = await handler.pool.fetchval(
        "SELECT id FROM notice WHERE contract_id = $1 AND recipient = 'p-01'", contract
    )
    return contract, notice


async def row(handler: CommandHandler, notice: UUID) -> dict[str, object]:
    (found,) = await handler.pool.fetch("SELECT * FROM notice WHERE id = $1", notice)
    return dict(found)


def test_a_lease_outlasts_a_delivery_and_the_activity_the_note_of_it() -> None:
    assert LEASE.total_seconds() > DELIVERED_WITHIN
    assert DELIVERED_WITHIN + sum(NOTED_AGAIN_AFTER) < ACTIVITY_ENDS_WITHIN


async def test_what_a_contracts_departments_are_told_at_once_is_one_activity(served: Served) -> None:
    contract = await served.signed_contract()
    await eventually(lambda: served.is_asleep(contract))
    sent = await served.handler.pool.fetchval(
        "SELECT count(sent_at) FROM notice WHERE contract_id = $1", contract
    )
    activities = Counter(re.findall(r'"activity_type":"(\w+)"', await served.history(contract)))
    assert set(activities) == {"let_time_pass", "notify_departments"}
    assert activities["notify_departments"] < sent


async def test_eight_senders_of_one_notice_send_it_once(
    handler: CommandHandler, sender: NotifyActivities, postman: tuple[Postman, int]
) -> None:
    _, notice = await a_notice(handler)
    await asyncio.gather(*(sender.notify_department(notice) for _ in range(8)))
    assert len(postman[0].taken) == 1
    assert (await row(handler, notice))["sent_at"] is not None


async def test_a_mail_server_that_is_busy_is_tried_again_later(
    handler: CommandHandler, sender: NotifyActivities, postman: tuple[Postman, int]
) -> None:
    postman[0].answer = "451 4.3.0 busy"
    _, notice = await a_notice(handler)
    delivery = await sender.notify_department(notice)
    assert not delivery.settled
    tried = await row(handler, notice)
    assert (tried["attempts"], tried["sent_at"]) == (1, None)
    wait = await handler.pool.fetchval("SELECT next_try_at - now() FROM notice WHERE id = $1", notice)
    assert timedelta(0) < wait <= TRIES_AGAIN_AFTER[0]


@pytest.mark.parametrize("refusal", ["450 4.2.0 greylisted", "550 5.7.1 relaying denied"])
async def test_what_may_pass_is_tried_again(
    handler: CommandHandler, sender: NotifyActivities, postman: tuple[Postman, int], refusal: str
) -> None:
    """Greylisting is about time, and a refusal of the whole message is about us: neither is about the recipient."""
    if refusal.startswith("450"):
        postman[0].recipient = refusal
    else:
        postman[0].answer = refusal
    _, notice = await a_notice(handler)
    assert not (await sender.notify_department(notice)).settled


async def test_a_failure_that_comes_late_does_not_unsend_a_sent_notice(
    handler: CommandHandler, sender: NotifyActivities
) -> None:
    _, notice = await a_notice(handler)
    await sender.notify_department(notice)
    await failed(handler.pool, notice, "timeout", timedelta(minutes=1))
    assert (await row(handler, notice))["next_try_at"] is None


async def test_an_address_that_a_mail_server_repeats_is_not_kept(
    handler: CommandHandler, sender: NotifyActivities, postman: tuple[Postman, int]
) -> None:
    postman[0].answer = "250 OK queued for <anna@lev.example>"
    _, notice = await a_notice(handler)
    assert "anna" not in (await sender.notify_department(notice)).answer
    assert "anna" not in str((await row(handler, notice))["reply"])


async def test_a_second_copy_after_a_crash_carries_the_first_message_id(
    handler: CommandHandler, sender: NotifyActivities, postman: tuple[Postman, int]
) -> None:
    """Given a sender that died between the mail server's 250 and our commit, the lease runs out and one sends again."""
    _, notice = await a_notice(handler)
    await sender.notify_department(notice)
    await handler.pool.execute("UPDATE notice SET sent_at = NULL, next_try_at = now() WHERE id = $1", notice)
    await sender.notify_department(notice)
    first, second = (message_id(envelope) for envelope in postman[0].taken)
    assert first == second


async def test_a_mail_that_is_sent_while_the_store_starts_anew_is_noted_as_sent(
    handler: CommandHandler, settings: Settings, postman: tuple[Postman, int]
) -> None:
    """Given that every line to the store breaks between the mail and the note of it, no second copy follows."""
    own = replace(settings, writer_url=f"{settings.writer_url}&application_name=breaks", smtp_port=postman[1])
    breaking = await create_handler(own)
    ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'breaks'"
    postman[0].meanwhile = partial(handler.pool.fetchval, ended)
    _, notice = await a_notice(handler)
    assert (await NotifyActivities(breaking, own).notify_department(notice)).answer == "sent"
    assert (await row(handler, notice))["sent_at"] is not None
    await breaking.pool.close()
    await breaking.keyring.close()


async def test_a_mail_that_is_on_its_way_when_its_activity_is_cancelled_is_noted_as_sent(
    handler: CommandHandler, sender: NotifyActivities, postman: tuple[Postman, int]
) -> None:
    """Temporal cancels what a workflow task waits for when that takes too long; no second copy follows."""
    taken, let_go = asyncio.Event(), asyncio.Event()

    async def meanwhile() -> None:
        taken.set()
        await let_go.wait()

    postman[0].meanwhile = meanwhile
    _, notice = await a_notice(handler)
    activity = asyncio.create_task(sender.notify_department(notice))
    await taken.wait()
    activity.cancel()
    with pytest.raises(asyncio.CancelledError):
        await activity
    let_go.set()
    assert await eventually(partial(_sent_at, handler, notice))
    assert len(postman[0].taken) == 1


async def _sent_at(handler: CommandHandler, notice: UUID) -> object:
    return (await row(handler, notice))["sent_at"]


async def test_while_a_lease_lasts_nobody_else_gets_the_notice(handler: CommandHandler) -> None:
    _, notice = await a_notice(handler)
    assert [each.id for each in await take(handler.pool, [notice, notice]) if each] == [notice]
    assert await take(handler.pool, [notice]) == [None]
    await handler.pool.execute("UPDATE notice SET next_try_at = NULL WHERE id = $1", notice)


async def test_of_two_who_take_the_same_notices_at_once_each_is_one_senders(handler: CommandHandler) -> None:
    notices = [(await a_notice(handler))[1] for _ in range(8)]
    both = await asyncio.gather(take(handler.pool, notices), take(handler.pool, notices[::-1]))
    assert sorted(each.id for taken in both for each in taken if each) == sorted(notices)
    await handler.pool.execute("UPDATE notice SET next_try_at = NULL WHERE id = ANY($1)", notices)


async def test_many_notices_that_are_sent_at_once_are_each_noted_as_sent(
    handler: CommandHandler, sender: NotifyActivities, postman: tuple[Postman, int]
) -> None:
    notices = [(await a_notice(handler))[1] for _ in range(12)]
    answers = await asyncio.gather(*map(sender.notify_department, [*notices, *notices]))
    assert Counter(each.answer == "sent" for each in answers) == {True: 12, False: 12}
    told = [await row(handler, notice) for notice in notices]
    assert all(each["sent_at"] and each["attempts"] == 1 for each in told)
    assert len(postman[0].taken) == 12


async def test_while_somebody_is_away_a_contracts_mails_go_one_by_one(handler: CommandHandler) -> None:
    """Who stands in for two gets one mail: the second notice has to know of the first."""
    contract, notice = await a_notice(handler)
    time = TimeActivities(handler)
    assert (await time.let_time_pass(contract)).at_once == AT_ONCE
    await handler.pool.execute(
        "INSERT INTO delegation (number, person, deputy, first_day, last_day)"
        " VALUES (9001, 'p-02', 'p-03', current_date - 400, current_date + 400)"
    )
    try:
        standing = await time.let_time_pass(contract)
        assert (standing.at_once, notice in standing.notices) == (1, True)
    finally:
        await handler.pool.execute("DELETE FROM delegation WHERE number = 9001")


@pytest.mark.parametrize("why", ["refused for good", "tried too often"])
async def test_a_notice_that_cannot_be_delivered_is_given_up_and_the_coordinator_told(
    handler: CommandHandler, sender: NotifyActivities, postman: tuple[Postman, int], why: str
) -> None:
    postman[0].recipient = "550 5.1.1 no such user" if why == "refused for good" else "451 busy"
    contract, notice = await a_notice(handler)
    if why == "tried too often":
        await handler.pool.execute(
            "UPDATE notice SET attempts = $2 WHERE id = $1", notice, len(TRIES_AGAIN_AFTER)
        )
    assert (await sender.notify_department(notice)).settled
    async with handler.pool.acquire() as connection:
        types = [record.event.type for record in await read_stream(connection, contract)]
    assert types.count("NoticeUndeliverable") == 1
    kinds = await handler.pool.fetch(
        "SELECT kind, recipient FROM notice WHERE contract_id = $1 AND sent_at IS NULL", contract
    )
    assert ("undeliverable", "p-01") in {(each["kind"], each["recipient"]) for each in kinds}
    await handler.pool.execute("UPDATE notice SET next_try_at = NULL WHERE contract_id = $1", contract)


class Fails(CommandHandler):
    """As where the contract's events cannot be read."""

    async def handle(self, *_: Any) -> Decision:
        raise ValueError("no event is called so")


async def test_a_refused_notice_of_a_contract_in_trouble_is_not_tried_again_by_each_sweep(
    handler: CommandHandler, sender: NotifyActivities, postman: tuple[Postman, int]
) -> None:
    postman[0].recipient = "550 5.1.1 no such user"
    _, notice = await a_notice(handler)
    in_trouble = replace(sender, handler=Fails(handler.pool, handler.keyring, handler.policies))
    with pytest.raises(ValueError, match="no event") as raised:
        await in_trouble.notify_department(notice)
    assert raised.value.__context__ is None, "what the mail server answered names the address"
    wait = await handler.pool.fetchval("SELECT next_try_at - now() FROM notice WHERE id = $1", notice)
    assert wait > TRIES_AGAIN_AFTER[-2]
    await handler.pool.execute("UPDATE notice SET next_try_at = NULL WHERE id = $1", notice)


async def test_the_sweep_sends_what_no_workflow_has_sent(
    handler: CommandHandler, sender: NotifyActivities, postman: tuple[Postman, int]
) -> None:
    _, notice = await a_notice(handler)
    swept = await ReconcileActivities(handler, sender).reconcile()
    assert swept.notices >= 1
    assert (await row(handler, notice))["sent_at"] is not None


async def test_a_mail_server_that_says_nothing_does_not_keep_the_sweep(
    handler: CommandHandler, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given more mail than the sweep has time for, it ends, and what is left is the next one's."""
    monkeypatch.setattr(reconcile, "MAIL_FOR", 2.0)  # not so short that a busy machine begins no mail in it
    monkeypatch.setattr(notify, "DELIVERED_WITHIN", 3.0)
    connected: list[asyncio.BaseTransport] = []

    class Silent(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            connected.append(transport)

    silent = await asyncio.get_running_loop().create_server(Silent, "127.0.0.1", 0)
    waiting = [(await a_notice(handler))[1] for _ in range(24)]
    async with listening(silent) as port:
        sender = NotifyActivities(handler, replace(settings, smtp_port=port))
        swept = await asyncio.wait_for(ReconcileActivities(handler, sender).reconcile(), PATIENCE)
    assert 0 < len(connected) <= swept.notices < 24
    await handler.pool.execute("UPDATE notice SET next_try_at = NULL WHERE id = ANY($1)", waiting)
