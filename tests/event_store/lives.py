"""Random lives of a contract as its stream holds them: decision by decision, with the day that each was recorded on."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import strategies as st

from domain.calendar import date_in_stockholm
from domain.command import Command
from domain.context import Context
from domain.contract import Contract
from domain.decide import decide
from domain.happened import fold
from domain.passing_time import LetTimePass, next_instant
from domain.process.correction import StrikeEntry, correctable
from domain.process.registration import RegisterContract
from domain.refusal import Refusal
from event_store.codec import Origin, Recorded
from tests.builders import POLICY
from tests.domain.any_command import known
from tests.domain.diligence import WHY, what_is_next
from tests.domain.likely import likely_command

BEGINNING = datetime(2026, 1, 5, 9, tzinfo=UTC)
LATEST = datetime(2040, 1, 1, tzinfo=UTC)
WHAT_HAPPENS = (*["likely"] * 10, *["next"] * 6, *["timer"] * 4, *["struck"] * 2, "waits")
WAITS = st.timedeltas(timedelta(), timedelta(hours=30)) | st.timedeltas(timedelta(1), timedelta(120))


class Life:
    def __init__(self) -> None:
        self.contract: UUID = uuid4()
        self.now = BEGINNING
        self.state = Contract()
        self.decisions: list[list[Recorded]] = []

    @property
    def today(self) -> date:
        return date_in_stockholm(self.now)

    @property
    def stream(self) -> Sequence[Recorded]:
        return [record for decision in self.decisions for record in decision]

    def gives(self, command: Command) -> None:
        day = command.happened_on or self.today
        beginnings = tuple(decision[0].version for decision in self.decisions)
        try:
            happened = decide(self.state, command, Context(self.now, day, POLICY, beginnings))
        except Refusal:
            return
        origin = Origin(uuid4(), "p-01", "coordinator", day, self.now)
        if happened:
            first = self.state.version + 1
            self.decisions.append(
                [Recorded(0, self.contract, n, event, origin, b"") for n, event in enumerate(happened, first)]
            )
            self.state = fold(self.state, happened)

    def goes_on(self, draw: Any) -> None:
        match draw(st.sampled_from(WHAT_HAPPENS)):
            case "likely":
                self.gives(draw(likely_command(self.state, self.today)))
            case "next":
                for command in what_is_next(self.state, self.today):
                    self.gives(command)
            case "timer":
                at = next_instant(self.state, self.now, POLICY) or self.now
                self.now = max(self.now, min(at, LATEST))
                self.gives(LetTimePass())
            case "struck":
                latest = list(correctable(self.state))[-4:]
                self.gives(StrikeEntry(entry=draw(st.sampled_from(latest or [1])), reason=WHY))
            case "waits":
                self.now += draw(WAITS)


@st.composite
def lives(draw: st.DrawFn) -> Life:
    life = Life()
    signed_on = draw(st.none() | st.dates(date(2024, 1, 1), BEGINNING.date()))
    life.gives(RegisterContract(facts=known(signed_on, draw(st.none() | st.just(date(2029, 1, 1))))))
    for _ in range(draw(st.integers(3, 45))):
        life.goes_on(draw)
    return life
