"""The story as it happens, a line an event: the day, the contract, and the sentence of its timeline."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from demo.acts import Act
from domain.calendar import date_in_stockholm
from domain.policy import Policy
from domain.process.correction import EntryStruck
from domain.process.evaluation import ContractClosed
from domain.step_events import DeadlineMissed, DeadlineSet, StepEscalated, StepReminded
from domain.words import N_
from event_store.codec import Recorded
from language.words import Words
from web.dates import Dates
from web.timeline import sentence

STYLES = {
    DeadlineMissed: "red",
    StepEscalated: "bold red",
    StepReminded: "yellow",
    ContractClosed: "bold green",
}
STYLES |= {EntryStruck: "magenta"}


@dataclass
class Lines:
    console: Console
    words: Words
    policy: Policy
    numbers: dict[UUID, str] = field(default_factory=dict)
    shown: Progress | None = None

    @contextmanager
    def progress(self, acts: Sequence[Act]) -> Iterator[None]:
        self.numbers = {act.contract: act.number for act in acts}
        last, first = date_in_stockholm(acts[-1].at), date_in_stockholm(acts[0].at)
        title = self.words(N_("Four years of twelve contracts"))
        columns = (TextColumn(title), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self.console, transient=True) as self.shown:
            self.first, self.days = first, (last - first).days
            self.task = self.shown.add_task("", total=self.days)
            yield

    async def say(self, record: Recorded) -> None:
        """A last day that is set stands in the page; here it would be noise."""
        if isinstance(record.event, DeadlineSet):
            return
        day = date_in_stockholm(record.origin.recorded_at)
        told = sentence(record.event, self.policy, Dates(self.words, day))
        style = STYLES.get(type(record.event), "default")
        self.console.print(
            f"[dim]{day}[/]  {self.numbers[record.stream]:9} [{style}]{escape(told)}[/]",
            highlight=False,
            soft_wrap=True,
        )
        if self.shown:
            self.shown.update(self.task, completed=(day - self.first).days)
