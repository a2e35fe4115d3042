"""Years in virtual time: whatever goes wrong breaks no sentence of simulator/sentences, and each year comes again."""

import os
from collections import Counter
from collections.abc import Callable

import pytest

from simulator.faults import KINDS
from simulator.many import simulate
from simulator.sentences import NAMES
from simulator.telling import figures, told

SEEDS = int(os.environ.get("INSATS_SEEDS", "4"))
ALWAYS = 60  # seeds, after which every kind of fault has come


@pytest.mark.timeout(0)  # as long as the years that are asked for take
def test_no_sentence_breaks_in_any_year(record_property: Callable[[str, object], None]) -> None:
    outcomes, broken = [], []
    for outcome in simulate(range(1, SEEDS + 1), 365):
        outcomes.append(outcome)
        broken += list(told(outcome))
    for name, figure in figures(outcomes).items():
        record_property(name, figure)
    record_property("sentences", len(NAMES))
    assert not broken, "\n".join(broken)
    if SEEDS >= ALWAYS:
        happened = sum((outcome.faults for outcome in outcomes), Counter[str]())
        assert {kind.name for kind in KINDS} <= set(happened)


def test_a_seed_comes_again_to_the_millisecond() -> None:
    once, again = (next(iter(simulate([7], 120, keep_trace=True))) for _ in range(2))
    assert once.trace == again.trace
    assert once.events > 0
