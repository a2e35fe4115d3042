from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from cli.installation import prepared
from embedded.data_folder import DataFolder
from embedded.supervisor import servers
from tests.access.office import POLICY, Office, furnished
from tests.served import serving
from worker import create_handler


@pytest.fixture(scope="session")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    async with an_office(tmp_path_factory.mktemp("office")) as there:
        yield there


@asynccontextmanager
async def an_office(folder: Path) -> AsyncIterator[Office]:
    data = DataFolder(folder)
    file = data.path.parent / "alla.toml"
    file.write_text(POLICY, encoding="utf-8")
    async with servers(data, prepare=prepared(test=True)) as started:
        its = replace(started, policy=file, webhooks_to_this_machine=True, api_rate=1_000_000)
        handler = await create_handler(its)
        async with serving(its, handler) as served:
            there = await furnished(served)
            yield there
            for client in (*there.api.values(), *there.pages.values()):
                await client.aclose()
        await handler.pool.close()
        await handler.keyring.close()
