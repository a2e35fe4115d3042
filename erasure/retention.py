"""What the policy's retention plan lets go now, and letting it go: an erasure as any other, by the plan's decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from command_handler import CommandHandler, Envelope
from domain.calendar import date_in_stockholm
from domain.erasing import Erasing
from domain.retention import due_on, ended_on, kind_of, kinds_due
from domain.vocabulary import DocumentKind, ErasureGround
from erasure.entries import Entry, entries_in
from erasure.erase import erase
from erasure.ledger import Ledger
from event_store.streams import clock, read_rows, recorded_in

OLD_LOOKS = """
SELECT count(*) FROM look WHERE looked_at < date_trunc('month', now()) - make_interval(months => greatest($1, 3))
"""


@dataclass(frozen=True)
class Due:
    """Texts of one kind in one contract; of who looked (no contract) so many rows."""

    kind: DocumentKind
    decision: str
    number: int
    contract: UUID | None = None
    name: str = ""
    ended_on: date | None = None
    due_on: date | None = None
    entries: Sequence[Entry] = ()


async def retention_plan(handler: CommandHandler) -> list[Due]:
    """All that could go today, and why; nothing is changed."""
    async with handler.pool.acquire() as connection:
        today = date_in_stockholm(await clock(connection))
        closed = await connection.fetch("SELECT id, number FROM contract WHERE phase = 'closed' ORDER BY id")
    found = [due for row in closed for due in await _of(handler, row["id"], row["number"], today)]
    return [*found, *await _looks(handler)]


async def _of(handler: CommandHandler, contract: UUID, name: str, today: date) -> list[Due]:
    rules = handler.policy.retention
    async with handler.pool.acquire() as connection:
        rows = await read_rows(connection, contract)
    ended = ended_on([(record.event, record.origin.occurred_on) for record in recorded_in(rows)])
    if ended is None:
        return []
    entries = list(entries_in(rows, await handler.keyring.of([contract])))
    found = []
    for kind in kinds_due(ended, rules, today):
        if left := [each for each in entries if kind_of(each.type) is kind and each.text is not None]:
            due = due_on(ended, rules[kind])
            found.append(Due(kind, rules[kind].decision, len(left), contract, name, ended, due, left))
    return found


async def _looks(handler: CommandHandler) -> list[Due]:
    if (rule := handler.policy.retention.get(DocumentKind.LOOKS)) is None:
        return []
    number = await handler.pool.fetchval(OLD_LOOKS, 12 * rule.years)
    return [Due(DocumentKind.LOOKS, rule.decision, number)] if number else []


async def let_go(handler: CommandHandler, ledger: Ledger, person: str, role: str) -> list[Due]:
    """Raises Refusal. One that is broken off goes on with the next: what has gone is not due any more."""
    plan = await retention_plan(handler)
    for due in plan:
        if due.contract is None:
            rule = handler.policy.retention[DocumentKind.LOOKS]
            await handler.pool.fetchval("SELECT forget_looks($1)", 12 * rule.years)
            continue
        erasing = Erasing(
            ground=ErasureGround.RETENTION,
            decision=due.decision,
            entries=tuple(each.to_erase for each in due.entries),
        )
        await erase(handler, ledger, due.contract, erasing, Envelope(uuid4(), person, role))
    return plan
