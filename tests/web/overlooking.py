"""The database as the API reads it for somebody from whom nothing is hidden."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from access.viewer import EVERYTHING
from settings import Settings


@asynccontextmanager
async def overlooking(settings: Settings, viewer: str = EVERYTHING) -> AsyncIterator[Any]:
    async def looks(connection: Any) -> None:
        await connection.execute("SELECT set_config('insats.viewer', $1, false)", viewer)

    async with asyncpg.create_pool(settings.reader_url, min_size=1, max_size=1, setup=looks) as pool:
        yield pool
