"""Real servers for the tests: one installation a session, with the installation's own movable clock."""

import asyncio
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import replace
from math import inf
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings as hypothesis_settings

from cli.installation import prepared
from command_handler import CommandHandler
from embedded.data_folder import DataFolder
from embedded.environment import inherited, sealer_environment
from embedded.supervisor import servers
from event_store.keyring import Keyring
from projections.reading import Reader
from settings import Settings
from tests.handling import handling
from tests.served import Served, serving

USUAL_TIMEOUT = 300.0  # s; pyproject.toml

# Derandomized: a red test is red again tomorrow. Widen max_examples by hand to hunt. Without a deadline: how long an
# example takes is up to what else the machine does. Here, since a test has what is loaded when it is collected.
hypothesis_settings.register_profile(
    "ours", deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("ours")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with the longest tests begin: one of them at the end would be waited for by all the others."""
    longest: dict[Path, float] = defaultdict(float)
    for item in items:
        allowed = next((mark.args[0] or inf for mark in item.iter_markers("timeout")), USUAL_TIMEOUT)
        longest[item.path] = max(longest[item.path], allowed)
    items.sort(key=lambda item: -longest[item.path])


@pytest.fixture(scope="session")
async def settings(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Settings]:
    data = DataFolder(tmp_path_factory.mktemp("insats"))
    async with servers(data, prepare=prepared(test=True)) as started:
        yield replace(started, webhooks_to_this_machine=True)  # where the tests have their receivers


@pytest.fixture(scope="session")
async def handler(settings: Settings) -> AsyncIterator[CommandHandler]:
    async with handling(settings) as created:
        yield created


@pytest.fixture(scope="session")
def reader(handler: CommandHandler) -> Reader:
    return Reader(handler.pool, handler.keyring)


@pytest.fixture(scope="session")
def keyring(handler: CommandHandler) -> Keyring:
    return handler.keyring


@pytest.fixture(scope="session")
async def served(settings: Settings, handler: CommandHandler) -> AsyncIterator[Served]:
    """API, pages, worker and dispatcher, as in production, on the session's servers."""
    async with serving(settings, handler) as running:
        yield running


@pytest.fixture(scope="session")
async def sealer_process(settings: Settings) -> AsyncIterator[DataFolder]:
    """`python -m sealer` on the session's installation, as `insats up` starts it; where its folder lies."""
    data = DataFolder(settings.backups.parent)
    its = sealer_environment(data) | {
        "INSATS_TEMPORAL_ADDRESS": settings.temporal_address,
        "INSATS_LOG_NAME": "insats.example/test",
    }
    command = (sys.executable, "-P", "-m", "sealer")
    with (data.logs / "sealer.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(*command, env=inherited(its), stdout=log, stderr=log)
    yield data
    process.terminate()
    assert await process.wait() == 0
