"""What a contract's events add up to: the state that every rule judges by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from domain.facts import AwardNotice, Commitment, ContractFacts, DialogueRecord, StepLimit
from domain.plan import DeadlinePlan
from domain.vocabulary import Clause, Form, Party, Sanction

__all__ = ["Contract", "Placement", "RunningDeadline", "changed"]


@dataclass(frozen=True)
class Placement:
    commitment: int
    form: Form
    started_on: date
    completed_on: date | None = None
    interrupted: bool = False


@dataclass(frozen=True)
class RunningDeadline:
    """`rests_until`: no rung comes before that day; `rested_at`: how many had come when it began to rest."""

    plan: DeadlinePlan
    reminders_sent: int = 0
    missed: bool = False
    rungs_climbed: int = 0
    last_rung_at: datetime | None = None
    rests_until: date | None = None
    rested_at: int = 0


Part = TypeVar("Part")


@dataclass(frozen=True)
class Contract:
    """`parts`: what a file of `domain/process` keeps for itself, by its own class (see `of` and `having`)."""

    version: int = 0
    past: tuple[object, ...] = ()  # every event, so that one that was wrong can be left out
    struck: frozenset[int] = frozenset()  # versions of those
    facts: ContractFacts | None = None
    clause: Clause | None = None
    count_from: date | None = None
    reports_every: int | None = None  # months, where the clause says so
    sanctions: frozenset[Sanction] = frozenset()  # that the clause allows
    time_limits: Mapping[str, StepLimit] = field(default_factory=dict)
    award_notified: AwardNotice | None = None
    standstill_ended: bool = False
    standstill_waived: bool = False
    appealed: bool = False  # and not yet decided
    court_decided_on: date | None = None
    signed_on: date | None = None
    replaced_on: date | None = None  # the supplier, by one with whom the dialogue is held anew
    invited: bool = False
    meeting_on: date | None = None
    held: DialogueRecord | None = None
    confirmed_on: Mapping[Party, date] = field(default_factory=dict)
    commitments: Mapping[int, Commitment] = field(default_factory=dict)
    commitments_concluded: bool = False
    placements: Mapping[int, Placement] = field(default_factory=dict)
    delivery_concluded: bool = False
    reports_planned: int = 1
    reports_approved: int = 0
    report_waits: bool = False  # for somebody to approve it
    suspended_on: date | None = None
    closed: bool = False
    void: bool = False  # struck off, or its award cancelled
    terminated: bool = False
    commitments_agreed: int = 0  # also those withdrawn since: a number is not given twice
    contacts_known: int = 0  # also those removed since
    contacts: frozenset[int] = frozenset()  # who may be mailed, by number
    deadlines: Mapping[str, RunningDeadline] = field(default_factory=dict)
    parts: Mapping[type, object] = field(default_factory=dict)
    open_steps: tuple[str, ...] | None = field(
        default=None, init=False, repr=False, compare=False
    )  # once asked

    def of(self, part: type[Part]) -> Part:
        """The part as it stands; as it is born when nothing has happened to it."""
        kept = self.parts.get(part)
        return kept if isinstance(kept, part) else part()

    def having(self, part: object) -> "Contract":
        return changed(self, parts={**self.parts, type(part): part})

    @property
    def kept_placements(self) -> tuple[Placement, ...]:
        return tuple(placement for placement in self.placements.values() if not placement.interrupted)

    @property
    def running_placements(self) -> tuple[int, ...]:
        return tuple(
            number for number, p in self.placements.items() if p.completed_on is None and not p.interrupted
        )

    @property
    def is_suspended(self) -> bool:
        return self.suspended_on is not None and not self.closed

    @property
    def confirmed_by(self) -> frozenset[Party]:
        return frozenset(self.confirmed_on)

    @property
    def number(self) -> str:
        return self.facts.contract_number if self.facts else ""


if TYPE_CHECKING:
    from dataclasses import replace as changed  # each field's type is checked
else:

    def changed(state, **fields):
        """As `replace`, which goes through all fields and would take a third of every fold."""
        other = object.__new__(Contract)
        vars(other).update(vars(state), **fields, open_steps=None)
        return other
