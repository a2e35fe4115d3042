"""Contracts on record, in memory: notices are taken in by the real rules, without a database."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from domain.becoming import becomes
from domain.context import Context
from domain.contract import Contract
from domain.decide import decide
from domain.happened import fold
from domain.process.published import told_by
from domain.public_notice import PublicNotice
from domain.refusal import Refusal
from exchange.reading import read_file
from tests.builders import POLICY

NOW = datetime(2026, 11, 25, 11, tzinfo=UTC)


@dataclass
class World:
    contracts: dict[UUID, Contract] = field(default_factory=dict)

    def takes_in(self, content: bytes, name: str = "") -> list[str]:
        """What came of each of its contracts: registered, changed, joined, unchanged, or why it is refused."""
        try:
            notices = read_file(content, name).notices
        except Refusal as refusal:
            return [refusal.code]
        return [each for notice in notices for each in self._takes_in(notice)]

    def _takes_in(self, notice: PublicNotice) -> list[str]:
        known = {each: state for each, state in self.contracts.items() if told_by(state) & notice.keys}
        outcomes = []
        for becoming in becomes(notice, known):
            if becoming.command is None or becoming.contract is None:
                assert becoming.remark
                outcomes.append(becoming.remark.code)
                continue
            state = self.contracts.get(becoming.contract, Contract())
            events = decide(state, becoming.command, Context(NOW, NOW.date(), POLICY))
            self.contracts[becoming.contract] = fold(state, events)
            outcomes.append(becoming.act if events else "unchanged")
        return outcomes
