"""A worker that is told to stop, as each upgrade does, with mails under way."""

import os
import signal
from email import message_from_bytes
from pathlib import Path

import pytest

from embedded.data_folder import DataFolder
from tests.engine.test_kill import all_sent, mails_under_way, process_of, register, up
from tests.served import eventually

LONGER_THAN_TEMPORALS_WORKERS = 6.5  # s; they end within five


@pytest.mark.timeout(120)
async def test_a_worker_that_is_told_to_stop_ends_its_mails_first_and_sends_none_twice(
    tmp_path: Path,
) -> None:
    """Given mails that the mail server is slow to take, when the worker is told to stop, then it waits for them, and
    the next one sends none of them again."""
    data = DataFolder(tmp_path / "var")
    async with up(data) as http:
        stopping, slow = process_of(data, "worker"), process_of(data, "smtp")

        async def some_are_under_way() -> bool:
            return await mails_under_way(data) > 0

        async def it_has_ended() -> bool:
            return not Path(f"/proc/{stopping}").exists()

        os.kill(slow, signal.SIGSTOP)
        for number in range(3):
            await register(http, number)
        await eventually(some_are_under_way)
        os.kill(stopping, signal.SIGTERM)
        with pytest.raises(AssertionError):
            await eventually(it_has_ended, LONGER_THAN_TEMPORALS_WORKERS)
        os.kill(slow, signal.SIGCONT)
        await eventually(it_has_ended)
        await eventually(lambda: all_sent(http))
        notices = (await http.get("/api/v1/notices", params={"limit": 1000})).json()["items"]
    ids = [message_from_bytes(file.read_bytes())["Message-ID"] for file in data.mail.glob("*.eml")]
    assert sorted(ids) == sorted(notice["message_id"] for notice in notices)
    assert max(notice["attempts"] for notice in notices) == 1
