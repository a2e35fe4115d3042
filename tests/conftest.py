"""Real servers for the tests: one installation a session, with the installation's own movable clock."""

from collections.abc import AsyncIterator
from functools import partial

import pytest

from cli.installation import prepare
from command_handler import CommandHandler
from embedded.data_folder import DataFolder
from embedded.postgres import binaries
from embedded.supervisor import servers
from event_store.keyring import Keyring
from projections.reading import Reader
from settings import Settings
from tests.served import Served, serving
from worker import create_handler


@pytest.fixture(scope="session")
async def settings(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Settings]:
    data = DataFolder(tmp_path_factory.mktemp("insats"))
    async with servers(
        data, prepare=partial(prepare, pg_dump=str(binaries() / "pg_dump"), test=True)
    ) as started:
        yield started


@pytest.fixture(scope="session")
async def handler(settings: Settings) -> AsyncIterator[CommandHandler]:
    created = await create_handler(settings)
    yield created
    await created.pool.close()
    await created.keyring.close()


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
