"""An installation of its own for what is about the policy, since a policy is everybody's."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from activities.notify import NotifyActivities
from activities.reconcile import ReconcileActivities
from command_handler import CommandHandler, Envelope
from domain.adoption import POLICY_STREAM, AdoptPolicy
from domain.calendar import date_in_stockholm, local
from domain.facts import ContractFacts, Organisation
from domain.process.dialogue import INVITE
from domain.process.registration import RegisterContract
from domain.process.triage import TriageClause
from domain.step_events import DeadlineMoved, DeadlineSet
from domain.vocabulary import Clause
from event_store.codec import Recorded
from event_store.streams import clock, move_clock, read_stream
from policy.load import name_of, parsed_policy, written
from policy_moves import move_some
from settings import SHIPPED_POLICY, Settings
from worker import create_handler

TEXT = SHIPPED_POLICY.read_text(encoding="utf-8")
DAY = timedelta(days=1)
REASON = "Kommunstyrelsen har beslutat om klämdagar."


def closing(*days: date, name: str = "Klämdag", text: str = TEXT) -> str:
    listed = ", ".join(f'{{ on = {day}, name = "{name}" }}' for day in days)
    return text.replace("closing_days = []", f"closing_days = [{listed}]")


@dataclass
class Town:
    """An installation of its own, since a policy is everybody's: its file, its contracts, its clock."""

    settings: Settings
    handler: CommandHandler
    others: list[CommandHandler] = field(default_factory=list)

    async def another_process(self) -> CommandHandler:
        """What another process has of its own: its connections, and what it knows of the policy."""
        self.others.append(await create_handler(self.settings))
        return self.others[-1]

    async def put_back(self) -> None:
        """The shipped policy in force, nothing left to move, no mail waiting, no other process."""
        for other in self.others:
            await other.pool.close()
            await other.keyring.close()
        self.others.clear()
        await self.adopt(TEXT)
        await self.all_moved()
        await self.no_mail()

    async def all_moved(self) -> None:
        while await move_some(self.handler):
            pass

    async def no_mail(self) -> None:
        await self.handler.pool.execute("UPDATE notice SET next_try_at = NULL, waits = false")
        await self.handler.pool.execute("UPDATE digest SET next_try_at = NULL")

    async def contract(self, counted_from: date | None = None) -> UUID:
        """With a dialogue clause, signed today or on another day, from which its time limits count."""
        contract, today = uuid4(), await self.today()
        buyers = (Organisation(name="Exempelköpings kommun"),)
        signed = counted_from or today
        number = f"P-{contract.hex[:6]}"
        facts = ContractFacts(title="Byggtjänster", contract_number=number, buyers=buyers, signed_on=signed)
        await self.do(contract, RegisterContract(facts=facts))
        await self.do(contract, TriageClause(clause=Clause.DIALOGUE, count_from=signed))
        return contract

    async def do(self, contract: UUID, command: RegisterContract | TriageClause) -> None:
        await self.handler.handle(contract, command, Envelope(uuid4(), "p-01", "coordinator", wake=False))

    async def adopt(
        self,
        text: str,
        handler: CommandHandler | None = None,
        name: str = "karlstad",
        *,
        by_itself: bool = False,
    ) -> None:
        """Without moving anything."""
        by = handler or self.handler
        await by.policies.look(by.pool)
        policy = parsed_policy(text, name_of(name, text), "test.toml")
        command = AdoptPolicy(
            **written(policy, text), replaces=by.policies.number, reason=REASON, by_itself=by_itself
        )
        await by.handle(POLICY_STREAM, command, Envelope(uuid4(), "p-01", "coordinator"))

    async def today(self) -> date:
        return date_in_stockholm(await self.now())

    async def now(self) -> datetime:
        async with self.handler.pool.acquire() as connection:
            return await clock(connection)

    async def move_to(self, day: date, at: time) -> None:
        async with self.handler.pool.acquire() as connection:
            assert await move_clock(connection, local(day, at) - await clock(connection))

    def sweeper(self) -> ReconcileActivities:
        return ReconcileActivities(self.handler, NotifyActivities(self.handler, self.settings))

    async def recorded(self, contract: UUID) -> list[Recorded]:
        async with self.handler.pool.acquire() as connection:
            keys = await self.handler.keyring.of([contract])
            return await read_stream(connection, contract, keys)

    async def last_day(self, contract: UUID, step: str = INVITE) -> date:
        told = [r.event for r in await self.recorded(contract) if isinstance(r.event, DeadlineSet)]
        return next(event.due for event in reversed(told) if event.step == step)

    async def moves(self, contract: UUID) -> list[DeadlineMoved]:
        return [r.event for r in await self.recorded(contract) if isinstance(r.event, DeadlineMoved)]
