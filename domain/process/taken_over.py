"""From which day time counts in a contract that was running before Insats: told when it was taken over, or later."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Wording
from domain.context import Context
from domain.contract import Contract, changed
from domain.guards import must_be_awake
from domain.happened import Happened
from domain.process.triage import must_be_possible_to_count_from
from domain.refusal import Refusal
from domain.words import N_


@dataclass(frozen=True)
class TakenOver:
    on: date | None = None
    count_from: date | None = None


class TimeCountsFrom(Happened):
    """Steps that are open without a last day have one by it."""

    says: ClassVar[str] = N_("It was told from which day time limits count: {count_from}.")
    type: Literal["TimeCountsFrom"] = "TimeCountsFrom"
    count_from: date

    def evolve(self, state: Contract) -> Contract:
        taken = replace(state.of(TakenOver), count_from=self.count_from)
        return changed(state, count_from=self.count_from).having(taken)


class CountTimeFrom(Command):
    """Say from which day time limits count in a contract that was taken over without that being known."""

    wording: ClassVar[Wording] = Wording(
        N_("Say from which day time counts"),
        N_("Save the day"),
        N_("The day is saved. The open steps have their last days by it."),
    )
    type: Literal["count_time_from"] = "count_time_from"
    count_from: Annotated[date, Field(title=N_("Count time limits from"))]

    @staticmethod
    def may(state: Contract) -> None:
        must_be_awake(state)
        must_wait_for_a_day(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        must_be_possible_to_count_from(self.count_from, state)
        yield TimeCountsFrom(count_from=self.count_from)


def must_wait_for_a_day(state: Contract) -> None:
    taken = state.of(TakenOver)
    if taken.on is None:
        raise Refusal(
            "not_taken_over",
            N_("The contract was not running before Insats: its last days are counted already."),
        )
    if taken.count_from:
        raise Refusal(
            "counted_already",
            N_("It is already told that time limits count from {day}. If that is wrong, strike that entry."),
            day=taken.count_from,
        )
