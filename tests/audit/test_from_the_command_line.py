"""`insats audit` beside a running installation."""

import asyncio
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from typer.testing import CliRunner

from access.viewer import EVERYTHING
from cli.commands import application
from command_handler import CommandHandler
from embedded.data_folder import DataFolder
from event_store.streams import append
from settings import Settings
from temporal_connection import connect
from tests.event_store.test_append import rows_of
from workflows.names import SEALER_QUEUE
from workflows.seal import Seal


@pytest.fixture
async def sealed(settings: Settings, handler: CommandHandler, sealer_process: DataFolder) -> DataFolder:
    async with handler.pool.acquire() as connection:
        await append(connection, rows_of(uuid4(), count=3))
    client = await connect(settings)
    await client.execute_workflow(Seal.run, id=f"seal/{uuid4()}", task_queue=SEALER_QUEUE)
    return sealer_process


async def run(data: DataFolder, *arguments: str, language: str = "sv") -> tuple[int, str]:
    """Status and what is said. In a thread, since the command has an event loop of its own."""
    command = ["audit", *arguments, "--data", str(data.path)]
    answer = await asyncio.to_thread(
        CliRunner().invoke, application(), command, env={"INSATS_LANGUAGE": language}
    )
    return answer.exit_code, answer.output


async def test_the_whole_log_is_verified_against_a_checkpoint_that_was_kept(sealed: DataFolder) -> None:
    code, said = await run(sealed, "verify", "--checkpoint", str(sealed.sealer / "checkpoint"))
    assert (code, "OK: som det förseglades" in said) == (0, True), said


async def test_without_one_it_says_unanchored(sealed: DataFolder) -> None:
    code, said = await run(sealed, "verify")
    assert (code, "UNANCHORED" in said, "OK" in said) == (3, True, False)


async def test_a_checkpoint_of_another_log_is_a_fault_and_a_file_without_one_is_told(
    sealed: DataFolder, settings: Settings, tmp_path: Path
) -> None:
    reader = await asyncpg.connect(settings.reader_url, server_settings={"insats.viewer": EVERYTHING})
    size = await reader.fetchval("SELECT max(size) FROM checkpoint")
    await reader.close()
    code, said = await run(sealed, "verify", "--root", f"{size}:{'A' * 43}=")
    assert (code, "INTE SOM DET FÖRSEGLADES: position" in said) == (1, True)
    (tmp_path / "empty").touch()
    code, said = await run(sealed, "verify", "--checkpoint", str(tmp_path / "empty"))
    assert (code, "ingen kontrollpunkt" in said) == (2, True)


async def test_the_status_tells_what_is_sealed_and_that_nothing_lies_outside(sealed: DataFolder) -> None:
    code, said = await run(sealed, "status", language="en")
    assert code == 0
    assert "events are sealed." in said
    assert "No checkpoint lies outside" in said
