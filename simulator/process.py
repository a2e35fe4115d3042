"""A process of the installation: the real handler, activities and dispatcher on a line that can be interrupted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any, cast
from uuid import UUID

from activities.digest import DigestSender
from activities.notify import NotifyActivities
from activities.outbox import OutboxActivities
from activities.reconcile import ReconcileActivities
from activities.time import TimeActivities
from command_handler import CommandHandler, Decision, Envelope
from dispatcher import Dispatcher, Rush
from domain.command import Command
from domain.policy import Policy
from domain.process.undeliverable import ReportUndeliverable
from event_store.codec import Recorded
from event_store.keyring import Keyring
from projections.policies import Policies
from settings import Settings
from simulator import policies
from simulator.line import Line
from simulator.server import Server


class RuleFails(RuntimeError):
    """What a mistake in a rule raises."""


@dataclass(frozen=True)
class Handler(CommandHandler):
    """`cursed`: contracts whose rules raise (but for saying that a mail was given up)."""

    cursed: set[UUID] = field(default_factory=set)

    def judge(
        self, contract: UUID, past: Sequence[Recorded], command: Command, envelope: Envelope, now: datetime
    ) -> Decision:
        if contract in self.cursed and not isinstance(command, ReportUndeliverable):
            raise RuleFails("list index out of range")
        return super().judge(contract, past, command, envelope, now)


class Whim(Rush):
    """For the dispatcher it is the seed that says whether people do much, and not the real clock."""

    def __init__(self, random: Random, rate: float) -> None:
        super().__init__()
        self._random, self._rate = random, rate

    def is_on(self, _: float) -> bool:
        return self._random.random() < self._rate


@dataclass
class Process:
    """`until`: it is down until then, in true time."""

    name: str
    line: Line
    keyring: Keyring
    settings: Settings
    cursed: set[UUID]
    until: datetime
    server: Server
    rush: Rush

    def starts(self, policy: Policy) -> None:
        """Knowing of `policy` only, perhaps an old one: which is in force it has to ask."""
        pool, known = cast("Any", self.line), Policies(self.keyring, policies.read)
        known.begin_with(policy)
        self.handler = Handler(pool, self.keyring, known, self.cursed)
        self.time = TimeActivities(self.handler)
        self.notify = NotifyActivities(self.handler, self.settings)
        self.sweep = ReconcileActivities(self.handler, self.notify)
        self.outbox = OutboxActivities(self.notify)
        self.digests = DigestSender(self.notify)
        self.dispatcher = Dispatcher(cast("Any", self.server), pool, self.rush)

    async def act(self, name: str, subject: Any) -> Any:
        """An activity, by its name. What it does side by side is done in its order: a seed comes again."""
        if name == NotifyActivities.notify_departments.__name__:
            return [await self.notify.notify_department(each) for each in subject]
        of = self.time if hasattr(self.time, name) else self.notify
        return await getattr(of, name)(subject)
