"""The simulator sees: each fault that is put into the real code on purpose breaks the sentence that it has to."""

import os
from collections.abc import Callable

import pytest

from simulator.many import found
from simulator.planted import PLANTED
from simulator.sentences import NAMES

MOST = 25  # seeds for each
ALL = int(os.environ.get("INSATS_SEEDS", "4")) >= 100
SOME = (
    "a rung is fired twice",
    "office hours are forgotten",
    "nobody stands in",
    "a last day is over at noon",
)


@pytest.mark.timeout(0)  # as long as the years that are asked for take
def test_each_planted_fault_is_found(record_property: Callable[[str, object], None]) -> None:
    these = [each for each in PLANTED if ALL or each.name in SOME]
    seeds = {planted.name: seed for planted, seed in found(these, MOST)}
    record_property("planted", len(these))
    record_property("found", sum(1 for seed in seeds.values() if seed))
    record_property("found_by_seed", seeds)
    assert [name for name, seed in seeds.items() if not seed] == []


def test_each_planted_fault_breaks_a_sentence_that_there_is() -> None:
    assert {planted.breaks for planted in PLANTED} <= set(NAMES)
