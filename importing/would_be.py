"""What a preview would have put on record by now: what is looked at later is to see it, though nothing is written."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from command_handler import Decision
from domain.process.published import told_by
from event_store.codec import Recorded


@dataclass
class WouldBe:
    """Of rows only which contracts: a register may have a hundred thousand, and is the only one that tells of them."""

    of_rows: set[UUID] = field(default_factory=set)
    _past: dict[UUID, list[Recorded]] = field(default_factory=dict)
    _by_key: dict[str, set[UUID]] = field(default_factory=dict)

    def past(self, contract: UUID) -> Sequence[Recorded]:
        return self._past.get(contract, ())

    def told_of(self, keys: Collection[str]) -> set[UUID]:
        return {contract for key in keys for contract in self._by_key.get(key, ())}

    def add(self, decision: Decision) -> None:
        """What a notice has told."""
        if decision.rows:
            self._past.setdefault(decision.contract, []).extend(decision.recorded)
            for key in told_by(decision.state):
                self._by_key.setdefault(key, set()).add(decision.contract)
