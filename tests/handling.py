"""A command handler on an installation of the tests' own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from command_handler import CommandHandler
from settings import Settings
from worker import create_handler


@asynccontextmanager
async def handling(settings: Settings) -> AsyncIterator[CommandHandler]:
    """Its pools are closed afterwards."""
    created = await create_handler(settings)
    yield created
    await created.pool.close()
    await created.keyring.close()
