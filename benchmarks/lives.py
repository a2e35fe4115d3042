"""Whole lives of contracts for the benches: led by the real rules from registration to the end, by somebody who does
what is next, sometimes late; and as many copies of them as are wanted, each under an id and with keys of its own."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from command_handler import CommandHandler
from domain.calendar import date_in_stockholm
from domain.command import Command
from domain.context import Context
from domain.contract import Contract
from domain.decide import decide
from domain.facts import ContractFacts, Organisation
from domain.happened import Happened, fold
from domain.passing_time import LetTimePass, next_instant
from domain.policy import Policy
from domain.process.registration import ConfirmSupplierContact, RegisterContract
from domain.refusal import Refusal
from event_store.codec import NO_PREVIOUS, Origin, Row, encode
from event_store.keyring import EntryKey
from event_store.streams import append
from tests.domain.diligence import what_is_next

BEGINNING = datetime(2024, 1, 8, 9, tzinfo=UTC)
YEARS = timedelta(days=4 * 365)
TIME_IS_FIRST = 0.4  # how often a last day comes before somebody has done what is next
TOGETHER = 100  # streams in one transaction


@dataclass(frozen=True)
class Decision:
    """`days`: on which each of it happened."""

    happened: Sequence[Happened]
    days: Sequence[date]
    at: datetime


@dataclass
class Life:
    policy: Policy
    seeded: random.Random
    now: datetime = BEGINNING
    state: Contract = field(default_factory=Contract)
    decisions: list[Decision] = field(default_factory=list)

    def lead(self, facts: ContractFacts) -> None:
        self._give([RegisterContract(facts=facts)])
        self._give([ConfirmSupplierContact(name="Kontakt", address="kontakt@lev.example")])
        while not self.state.closed and self.now < BEGINNING + YEARS:
            due = next_instant(self.state, self.now, self.policy)
            if due and self.seeded.random() < TIME_IS_FIRST:
                self.now = max(self.now, due)
                self._give([LetTimePass()])
            else:
                self.now += timedelta(hours=self.seeded.randint(20, 500))
                self._give(what_is_next(self.state, date_in_stockholm(self.now)))

    def _give(self, commands: Iterable[Command]) -> None:
        for command in commands:
            day = command.happened_on or date_in_stockholm(self.now)
            try:
                happened = decide(self.state, command, Context(self.now, day, self.policy))
            except Refusal:
                continue
            if happened:
                self.decisions.append(Decision(happened, command.days(happened, day), self.now))
                self.state = fold(self.state, happened)

    def again(self) -> tuple[list[Row], list[EntryKey]]:
        """As events of another contract that lived just so."""
        contract, rows, keys = uuid4(), list[Row](), list[EntryKey]()
        for each in self.decisions:
            origin = Origin(uuid4(), "p-01", "coordinator", date_in_stockholm(each.at), each.at)
            previous = rows[-1].leaf if rows else NO_PREVIOUS
            more, theirs = encode(contract, len(rows), previous, each.happened, origin, each.days)
            rows += more
            keys += theirs
        return rows, keys


def lives(policy: Policy, number: int, seed: int = 9) -> list[Life]:
    seeded = random.Random(seed)  # noqa: S311 - to come again, not to be secret
    found = []
    for n in range(number):
        found.append(Life(policy, seeded))
        found[-1].lead(_facts(n))
    return found


def _facts(n: int) -> ContractFacts:
    return ContractFacts(
        title=("Lokalvård i skolor", "Byggtjänster, delområde", "Skötsel av grönytor")[n % 3] + f" {n}",
        contract_number=f"L-{n:06}",
        buyers=(Organisation(name="Exempelköpings kommun"),),
        suppliers=(Organisation(name=f"Provbolag {n} AB"),),
        signed_on=BEGINNING.date() - timedelta(days=n % 60),
        ends_on=BEGINNING.date() + timedelta(days=900 + 10 * n),
    )


async def record(handler: CommandHandler, of: Sequence[Life], events: int) -> int:
    """So many events at least; how many. Nothing is projected."""
    written = 0
    for copies in _some_at_a_time(of, events):
        rows = [row for told, _ in copies for row in told]
        await handler.keyring.keep(key for _, keys in copies for key in keys)
        async with handler.pool.acquire() as connection, connection.transaction():
            await append(connection, rows)
        written += len(rows)
    return written


def _some_at_a_time(of: Sequence[Life], events: int) -> Iterator[list[tuple[list[Row], list[EntryKey]]]]:
    number = 0
    while number < events:
        copies = [of[n % len(of)].again() for n in range(TOGETHER)]
        yield copies
        number += sum(len(rows) for rows, _ in copies)
