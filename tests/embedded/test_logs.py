"""What the processes of an installation write: kept, but never without end."""

import sys
from pathlib import Path

import pytest

from embedded import child
from embedded.child import Child
from embedded.data_folder import DataFolder
from embedded.supervisor import servers
from settings import Settings
from tests.served import eventually

TALKS = """
import time
for number in range(1_000_000):
    print(f"line {number:06}", flush=True)
    time.sleep(0.001)
"""


async def test_a_process_that_lives_long_has_its_log_put_aside_while_it_writes_on(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "ROTATED_FROM", 2000)
    monkeypatch.setattr(child, "ROTATED_EVERY", 0.05)
    data = DataFolder(home / "var")
    log, before = data.logs / "talker.log", data.logs / "talker.log.1"

    def talker(_: Settings) -> list[Child]:
        return [Child("talker", [sys.executable, "-c", TALKS])]

    async def put_aside() -> bool:
        return before.exists() and log.stat().st_size > 0

    async with servers(data, children=talker):
        await eventually(put_aside)
        monkeypatch.setattr(child, "ROTATED_FROM", 10**9)  # what is compared below stays
    assert 2000 < before.stat().st_size < 200_000
    lines = log.read_text().splitlines()
    assert lines
    assert set(map(len, lines)) == {len("line 000000")}, "what follows begins at the beginning, with no hole"
    assert log.read_text() > before.read_text(), "it is what was written later"
