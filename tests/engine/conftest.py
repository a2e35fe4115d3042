import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiosmtpd.smtp import SMTP

from activities.notify import NotifyActivities
from cli.installation import prepared
from command_handler import CommandHandler
from embedded.data_folder import DataFolder
from embedded.supervisor import servers
from settings import Settings
from tests.handling import handling
from tests.listening import listening
from tests.postman import Postman
from tests.served import Served, serving
from tests.town import TEXT, Town


@pytest.fixture
async def postman() -> AsyncIterator[tuple[Postman, int]]:
    handler = Postman()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(handler), "127.0.0.1", 0)
    async with listening(server) as port:
        yield handler, port


@pytest.fixture
def sender(handler: CommandHandler, settings: Settings, postman: tuple[Postman, int]) -> NotifyActivities:
    return NotifyActivities(handler, replace(settings, smtp_port=postman[1]))


@pytest.fixture(scope="session")
async def its(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Settings]:
    data = DataFolder(tmp_path_factory.mktemp("town"))
    file = data.path.parent / "karlstad.toml"
    file.write_text(TEXT, encoding="utf-8")
    async with servers(data, prepare=prepared(test=True)) as started:
        yield replace(started, policy=file)


@pytest.fixture(scope="session")
async def town(its: Settings) -> AsyncIterator[Town]:
    async with handling(its) as handler:
        yield Town(its, handler)


@pytest.fixture(scope="session")
async def web(town: Town) -> AsyncIterator[Served]:
    async with serving(town.settings, town.handler) as running:
        yield running


@pytest.fixture
async def quiet(town: Town) -> AsyncIterator[Town]:
    """Begins and ends with the shipped policy in force, nothing left to move and no mail waiting."""
    await town.put_back()
    yield town
    await town.put_back()
