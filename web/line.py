"""The line: a contract's way through its stations, forked where placement and follow-up run side by side."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from domain.process.follow_up_plan import FOLLOW_UP
from domain.process.placement import PLACE
from domain.vocabulary import Clause, Phase
from domain.words import N_


class Mark(StrEnum):
    DONE = "done"
    NOW = "now"
    LATE = "late"
    AHEAD = "ahead"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Stop:
    """A station: its place along the line (two share one), and what is asked there."""

    key: str
    name: str
    asks: str
    place: int
    step: str | None = None


STOPS = (
    Stop("award", N_("Award"), N_("who won, and when"), 0),
    Stop("dialogue", N_("Dialogue"), N_("what is possible?"), 1),
    Stop("commitment", N_("Commitment"), N_("what was promised"), 2),
    Stop("placement", N_("Placement"), N_("how many got a place"), 3, PLACE),
    Stop("follow_up", N_("Follow-up"), N_("did it come true?"), 3, FOLLOW_UP),
    Stop("close", N_("Close"), N_("evaluated and closed"), 4),
)

REACHED = {
    Phase.TRIAGE: 0,
    Phase.AWARD: 0,
    Phase.DIALOGUE: 1,
    Phase.COMMITMENT: 2,
    Phase.DELIVERY: 3,
    Phase.EVALUATION: 4,
    Phase.CLOSED: 5,
}


def marks(
    phase: Phase, steps: Collection[str], clause: str | None, *, late: bool, promised: int
) -> dict[str, Mark]:
    """By the station's key. Without a clause, or without a promise, some stations are passed by."""

    def mark(stop: Stop) -> Mark:
        if clause == Clause.NONE and 1 <= stop.place <= 3:
            return Mark.NOTHING
        if REACHED[phase] >= 3 and promised == 0 and stop.place == 3:
            return Mark.NOTHING
        if REACHED[phase] != stop.place:
            return Mark.DONE if REACHED[phase] > stop.place else Mark.AHEAD
        if stop.step and steps and stop.step not in steps:  # nothing at all is open while it is suspended
            return Mark.DONE
        return Mark.LATE if late else Mark.NOW

    return {stop.key: mark(stop) for stop in STOPS}
