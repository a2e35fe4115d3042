"""What the plan lets go is listed first, and then gone; the trail says so, and verifies."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from audit.live import verify_log
from command_handler import CommandHandler
from domain.process.ending import StrikeOff
from domain.process.registration import ConfirmSupplierContact
from domain.retention_rule import RetentionRule
from domain.vocabulary import DocumentKind
from erasure.entries import Entry
from erasure.erase import entries_of
from erasure.ledger import Ledger
from erasure.retention import Due, let_go, retention_plan
from projections.looks import Look, note_look
from settings import Settings
from tests.api.test_looks import LONG_AGO
from tests.test_command_handler import a_contract, by_a_coordinator

PLAN = {
    DocumentKind.CONTACTS: RetentionRule(years=0, decision="KS 2026/31"),
    DocumentKind.RECORDS: RetentionRule(years=10, decision="KS 2026/31"),
    DocumentKind.LOOKS: RetentionRule(years=1, decision="KS 2026/31"),
}


@pytest.fixture
def planned(handler: CommandHandler, monkeypatch: pytest.MonkeyPatch) -> CommandHandler:
    """As if the policy in force had this plan."""
    policy = handler.policy.model_copy(update={"retention": PLAN})
    monkeypatch.setattr(handler.policies, "_policy", policy)
    return handler


async def ended(handler: CommandHandler) -> UUID:
    contract = await a_contract(handler)
    for command in (
        ConfirmSupplierContact(name="Kontakt", address="kontakt@lev.example"),
        StrikeOff(reason="Registrerat två gånger."),
    ):
        await handler.handle(contract, command, by_a_coordinator())
    return contract


def of(contract: UUID, plan: list[Due]) -> list[Due]:
    return [due for due in plan if due.contract == contract]


async def left(handler: CommandHandler, contract: UUID) -> list[Entry]:
    return [each for each in await entries_of(handler, contract) if each.text is not None]


async def test_the_plan_lists_what_would_go_and_why_and_changes_nothing(planned: CommandHandler) -> None:
    contract, running = await ended(planned), await a_contract(planned)
    before = await left(planned, contract)
    [due] = of(contract, await retention_plan(planned))
    assert (due.kind, due.number, due.decision) == (DocumentKind.CONTACTS, 2, "KS 2026/31")
    assert due.ended_on == due.due_on
    assert of(running, await retention_plan(planned)) == []
    assert await left(planned, contract) == before


async def test_what_may_go_goes_the_rest_stays_and_the_trail_verifies(
    planned: CommandHandler, tmp_path: Path
) -> None:
    contract = await ended(planned)
    await let_go(planned, Ledger(tmp_path), "p-01", "administrator")
    assert [each.type for each in await left(planned, contract)] == ["ContractStruckOff"]
    assert of(contract, await retention_plan(planned)) == []
    erased = {each.contract: each for each in Ledger(tmp_path).erasures()}[contract]
    assert (erased.erasing.ground, erased.erasing.decision) == ("retention_plan", "KS 2026/31")
    async with planned.pool.acquire() as connection:
        assert (await verify_log(connection, "", ())).events > 0


async def test_who_looked_goes_by_the_month(
    planned: CommandHandler, settings: Settings, tmp_path: Path
) -> None:
    await note_look(planned.pool, Look("p-01", "coordinator", "contract", "api", uuid4()))
    owner = await asyncpg.connect(settings.owner_url)
    await owner.execute(LONG_AGO, timedelta(days=730))
    await owner.close()
    [due] = [each for each in await retention_plan(planned) if each.kind is DocumentKind.LOOKS]
    assert due.number == 1
    await let_go(planned, Ledger(tmp_path), "p-01", "administrator")
    assert [each for each in await retention_plan(planned) if each.kind is DocumentKind.LOOKS] == []
    assert await planned.pool.fetchval("SELECT count(*) FROM look") > 0
