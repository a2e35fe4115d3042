"""Where a ladder ends: it proposes to record a deficiency. Whether that is done, and what follows, people decide."""

from domain.contract import Contract
from domain.plan import highest
from domain.process import STEPS
from domain.process.deficiency import RecordDeficiency
from domain.refusal import Refusal


def proposes_rectification(step: str, rung: int, state: Contract) -> bool:
    """On the highest rung, its repeats included; of a step that the supplier takes part in, while none is open."""
    deadline = state.deadlines.get(step)
    if deadline is None or not STEPS[step].with_supplier:
        return False
    return 0 < highest(deadline.plan.rungs) <= rung and _can_be_recorded(state)


def _can_be_recorded(state: Contract) -> bool:
    try:
        RecordDeficiency.may(state)
    except Refusal:
        return False
    return True
