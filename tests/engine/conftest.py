import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiosmtpd.smtp import SMTP

from activities.notify import NotifyActivities
from command_handler import CommandHandler
from settings import Settings
from tests.postman import Postman


@pytest.fixture
async def postman() -> AsyncIterator[tuple[Postman, int]]:
    handler = Postman()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(handler), "127.0.0.1", 0)
    async with server:
        yield handler, server.sockets[0].getsockname()[1]


@pytest.fixture
def sender(handler: CommandHandler, settings: Settings, postman: tuple[Postman, int]) -> NotifyActivities:
    return NotifyActivities(handler, replace(settings, smtp_port=postman[1]))
