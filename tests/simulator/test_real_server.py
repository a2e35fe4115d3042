"""The model of Temporal is held to the real server: the same year leaves the same record and the same mail in both."""

import os
from collections.abc import AsyncIterator, Callable

import pytest

from embedded.data_folder import DataFolder
from embedded.supervisor import servers
from settings import Settings
from simulator import databases
from simulator.real_server import both
from temporal_connection import connect
from temporal_setup import set_up

YEARS = int(os.environ.get("INSATS_REAL_YEARS", "1"))
DAYS = 150


@pytest.fixture
async def alone(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Settings]:
    """Servers of its own: on the session's Temporal another worker takes tasks and reads another database."""
    async with servers(DataFolder(tmp_path_factory.mktemp("alone"))) as started:
        await set_up(await connect(started), first=True)
        yield started


@pytest.mark.timeout(0)  # as long as the years that are asked for take
async def test_the_same_year_on_the_real_server(
    alone: Settings, record_property: Callable[[str, object], None]
) -> None:
    await databases.prepare(alone)
    lived, differences = [], []
    for seed in range(1, YEARS + 1):
        outcome = await both(alone, seed, DAYS)
        lived.append(outcome)
        differences += [f"seed {seed}: {each}" for each in outcome.differences]
    record_property("seeds", len(lived))
    record_property("days", sum(each.simulated.days for each in lived))
    record_property("events_and_notices", sum(len(each.real) for each in lived))
    record_property("differences", len(differences))
    assert not differences, "\n".join(differences)
    assert all(each.simulated.events for each in lived)
