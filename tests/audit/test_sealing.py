"""The sealer as a process of its own: asked through Temporal, by the schedule and by whoever exports."""

import asyncio
import sys
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest
from temporalio.client import Client

from access.viewer import EVERYTHING
from audit.live import checkpoints
from audit.sealer import SealerFolder
from command_handler import CommandHandler
from embedded.data_folder import DataFolder
from embedded.environment import PROJECT, environment, sealer_environment
from event_store.streams import append
from settings import Settings
from temporal_connection import connect
from tests.event_store.test_append import rows_of
from tests.served import eventually
from workflows.names import SEAL, SEALER_QUEUE
from workflows.seal import Seal


@pytest.fixture
async def temporal(settings: Settings) -> Client:
    return await connect(settings)


async def is_scheduled(temporal: Client) -> bool:
    return any([each.id == SEAL async for each in await temporal.list_schedules()])


async def test_whoever_asks_gets_the_log_sealed_to_its_end(
    settings: Settings, handler: CommandHandler, sealer_process: DataFolder, temporal: Client
) -> None:
    async with handler.pool.acquire() as connection:
        last = await append(connection, rows_of(uuid4(), count=3))
    sealed = await temporal.execute_workflow(Seal.run, id=f"seal/{uuid4()}", task_queue=SEALER_QUEUE)
    assert sealed.size >= last
    reader = await asyncpg.connect(settings.reader_url, server_settings={"insats.viewer": EVERYTHING})
    folder = SealerFolder(sealer_process.sealer)

    async def the_table_has_what_is_kept() -> bool:
        return (await checkpoints(reader))[-1] == folder.last()

    await eventually(the_table_has_what_is_kept)  # others may have it sealed on between the two looks
    assert (await reader.fetchval("SELECT vkey FROM log_key")).startswith("insats.example/test+")
    await reader.close()


async def test_many_who_ask_at_once_get_checkpoints_that_grow_from_each_other(
    settings: Settings, handler: CommandHandler, sealer_process: DataFolder, temporal: Client
) -> None:
    async def write_and_seal() -> int:
        async with handler.pool.acquire() as connection:
            last = await append(connection, rows_of(uuid4()))
        sealed = await temporal.execute_workflow(Seal.run, id=f"seal/{uuid4()}", task_queue=SEALER_QUEUE)
        return sealed.size - last

    assert min(await asyncio.gather(*(write_and_seal() for _ in range(6)))) >= 0
    reader = await asyncpg.connect(settings.reader_url, server_settings={"insats.viewer": EVERYTHING})
    assert await reader.fetchval("SELECT count(*) FROM refusal") == 0
    await reader.close()


async def test_it_is_scheduled_every_five_minutes(sealer_process: DataFolder, temporal: Client) -> None:
    await eventually(lambda: is_scheduled(temporal))
    described = await temporal.get_schedule_handle(SEAL).describe()
    assert [each.every for each in described.schedule.spec.intervals] == [timedelta(minutes=5)]


def test_no_other_process_is_given_what_the_sealer_has(settings: Settings) -> None:
    its = sealer_environment(DataFolder(settings.backups.parent))
    assert not set(its) & set(environment(settings))
    assert not set(its.values()) & set(environment(settings).values())


async def test_the_process_that_holds_the_key_loads_nothing_of_the_application() -> None:
    told = "import sealer, sys; print(*{name.partition('.')[0] for name in sys.modules})"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", told), stdout=asyncio.subprocess.PIPE, cwd=PROJECT
    )
    loaded = (await process.communicate())[0].decode().split()
    assert "audit" in loaded
    assert not {"domain", "command_handler", "projections", "api", "web", "policy"} & set(loaded)
