"""The model of Temporal is held to the real server: the same year leaves the same record and the same mail in both."""

import os
from collections.abc import Callable

import pytest

from settings import Settings
from simulator import databases
from simulator.real_server import both

YEARS = int(os.environ.get("INSATS_REAL_YEARS", "1"))
DAYS = 150


@pytest.mark.timeout(0)  # as long as the years that are asked for take
async def test_the_same_year_on_the_real_server(
    settings: Settings, record_property: Callable[[str, object], None]
) -> None:
    await databases.prepare(settings)
    lived, differences = [], []
    for seed in range(1, YEARS + 1):
        outcome = await both(settings, seed, DAYS)
        lived.append(outcome)
        differences += [f"seed {seed}: {each}" for each in outcome.differences]
    record_property("seeds", len(lived))
    record_property("days", sum(each.simulated.days for each in lived))
    record_property("events_and_notices", sum(len(each.real) for each in lived))
    record_property("differences", len(differences))
    assert not differences, "\n".join(differences)
    assert all(each.simulated.events for each in lived)
