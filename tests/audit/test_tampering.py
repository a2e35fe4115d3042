"""Whatever is done to the past, both verifiers say so and where; and they never cry wolf.

Once an event was sealed apart from its neighbours the position is exact; else the first one after the last checkpoint
before it is named, since a root says of the events under it only that one of them is wrong.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from zipfile import ZipFile

import asyncpg
import pytest

from audit import verify
from audit.export import write_log
from audit.live import verify_log
from audit.verify import Checkpoint, Fault
from tests.audit.conftest import OwnLog
from tests.audit.logs import Log, chance, random_log
from tests.audit.tampering import CLASSES, Tampered

LOGS = int(os.environ.get("INSATS_LOGS", "20"))  # of each class; `make prove-tampering` takes 200
CLEAN = 5 * LOGS


def kept_outside(log: Log, folder: Path) -> Path:
    """What somebody else has: every checkpoint that was ever made."""
    file = folder / "outside"
    file.write_text("".join(each.note for each in log.notes))
    return file


async def found_live(reader: asyncpg.Connection, outside: list[Checkpoint]) -> int:
    """The position that `insats audit verify` names; 0 if all is well."""
    try:
        await verify_log(reader, "", outside)
    except Fault as fault:
        return fault.position
    return 0


async def found_in_export(
    reader: asyncpg.Connection, folder: Path, outside: list[Path], capsys: pytest.CaptureFixture[str]
) -> tuple[int, int]:
    """What `verify.py` ends with, and the position it names; the export is made of the tampered database."""
    await write_log(reader, folder / "log.zip")
    options = [option for file in outside for option in ("--checkpoint", str(file))]
    code = verify.main([str(folder / "log.zip"), *options])
    told = capsys.readouterr().out
    named = re.search(r"position (\d+)", told)
    return code, int(named[1]) if code == 1 and named else 0


def unpacked(folder: Path) -> Path:
    with ZipFile(folder / "log.zip") as file:
        file.extractall(folder / "log")
    return folder / "log"


def run_alone(folder: Path, kept: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-I", "-S", "verify.py", "--checkpoint", str(kept)]
    return subprocess.run(command, cwd=folder, env={}, capture_output=True, text=True, check=False)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("tamper", CLASSES, ids=lambda tamper: tamper.__name__)
async def test_it_is_found_and_located(
    tamper: Callable[[Log, Random], Tampered],
    own_log: OwnLog,
    reader_of_log: asyncpg.Connection,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    record_property: Callable[[str, object], None],
) -> None:
    exactly = 0
    for seed in range(LOGS):
        random = chance(f"{tamper.__name__} {seed}")
        log = random_log(random)
        while sum(b'"ciphertext"' in row.body for row in log.rows) < 2:
            log = random_log(random)
        tampered, first = tamper(log, random)
        await own_log.holds(tampered)
        outside = kept_outside(log, tmp_path)
        live = await found_live(reader_of_log, log.notes)
        code, exported = await found_in_export(reader_of_log, tmp_path, [outside], capsys)
        assert log.sealed_before(first) < live <= first, (seed, live, first)
        assert code == 1
        assert log.sealed_before(first) < exported <= first, (seed, exported, first)
        exactly += live == first
    record_property(tamper.__name__, f"{LOGS} of {LOGS} found, {exactly} with the exact position")


@pytest.mark.timeout(1800)
async def test_a_log_that_nobody_touched_is_never_suspected(
    own_log: OwnLog,
    reader_of_log: asyncpg.Connection,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    record_property: Callable[[str, object], None],
) -> None:
    alarms = 0
    for seed in range(CLEAN):
        random = chance(f"clean {seed}")
        log = random_log(random, least=1)
        await own_log.holds(log)
        kept = random.choice(log.notes)
        (tmp_path / "one").write_text(kept.note)
        alarms += bool(await found_live(reader_of_log, [kept]))
        code, _ = await found_in_export(reader_of_log, tmp_path, [tmp_path / "one"], capsys)
        alarms += code != 0
    record_property("clean_logs", CLEAN)
    record_property("false_alarms", alarms)
    assert alarms == 0


async def test_without_a_checkpoint_from_outside_nothing_is_ever_called_ok(
    own_log: OwnLog, reader_of_log: asyncpg.Connection, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await own_log.holds(random_log(chance(1)))
    await write_log(reader_of_log, tmp_path / "log.zip")
    assert verify.main([str(tmp_path / "log.zip")]) == 3
    told = capsys.readouterr().out
    assert "UNANCHORED" in told
    assert "OK" not in told
    assert (await verify_log(reader_of_log, "", [])).anchored == 0


async def test_a_size_and_root_from_a_receipt_anchor_as_a_checkpoint_does(
    own_log: OwnLog, reader_of_log: asyncpg.Connection, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = random_log(chance(2))
    await own_log.holds(log)
    await write_log(reader_of_log, tmp_path / "log.zip")
    size, root = log.notes[0].note.splitlines()[1:3]
    assert verify.main([str(tmp_path / "log.zip"), "--root", f"{size}:{root}"]) == 0
    assert f"position {size}\n" in capsys.readouterr().out
    other = ("B" if root[0] == "A" else "A") + root[1:]
    assert verify.main([str(tmp_path / "log.zip"), "--root", f"{size}:{other}"]) == 1


async def test_a_checkpoint_of_another_log_anchors_nothing(
    own_log: OwnLog, reader_of_log: asyncpg.Connection, tmp_path: Path
) -> None:
    await own_log.holds(random_log(chance(3)))
    await write_log(reader_of_log, tmp_path / "log.zip")
    (tmp_path / "other").write_text(random_log(chance(4)).notes[-1].note)
    assert verify.main([str(tmp_path / "log.zip"), "--checkpoint", str(tmp_path / "other")]) == 1


async def test_a_key_from_elsewhere_shows_that_the_exports_own_is_another(
    own_log: OwnLog, reader_of_log: asyncpg.Connection, tmp_path: Path
) -> None:
    log = random_log(chance(5))
    await own_log.holds(log)
    await write_log(reader_of_log, tmp_path / "log.zip")
    (tmp_path / "note").write_text(log.notes[-1].note)
    asked = [str(tmp_path / "log.zip"), "--checkpoint", str(tmp_path / "note"), "--key"]
    assert verify.main([*asked, log.signer.vkey]) == 0
    assert verify.main([*asked, random_log(chance(6)).signer.vkey]) == 1


async def test_a_row_that_lies_about_its_event_is_found(
    own_log: OwnLog, reader_of_log: asyncpg.Connection
) -> None:
    """Moved to another stream in the columns alone, an event would be missing from its contract."""
    log = random_log(chance(7), least=20)
    await own_log.holds(log)
    for lie in (
        "UPDATE event SET stream_id = gen_random_uuid() WHERE position = 9",
        "UPDATE event SET type = 'Other' WHERE position = 9",
        "UPDATE event SET recorded_at = now() WHERE position = 9",
        "UPDATE event SET version = version + 1 WHERE position = 9",
        "UPDATE event SET command_id = gen_random_uuid() WHERE position = 9",
    ):
        await own_log.holds(log)
        await own_log.administrator.execute(lie)
        assert await found_live(reader_of_log, log.notes) == 9


async def test_events_that_came_after_the_last_seal_are_no_fault_of_the_running_log(
    own_log: OwnLog, reader_of_log: asyncpg.Connection
) -> None:
    log = random_log(chance(8), least=20).sealed_at(12)
    await own_log.holds(log)
    verified = await verify_log(reader_of_log, "", log.notes)
    assert (verified.events, verified.sealed, verified.anchored) == (len(log.rows), 12, 12)


async def test_the_export_carries_a_verifier_that_needs_nothing_but_python(
    own_log: OwnLog, reader_of_log: asyncpg.Connection, tmp_path: Path
) -> None:
    """Unpacked, in isolated mode, without site packages, in an empty environment."""
    log = random_log(chance(9))
    await own_log.holds(log)
    await write_log(reader_of_log, tmp_path / "log.zip")
    (tmp_path / "kept").write_text(log.notes[-1].note)
    answer = run_alone(unpacked(tmp_path), tmp_path / "kept")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert f"OK: till och med position / up to and with position {len(log.rows)}" in answer.stdout


@pytest.mark.parametrize("damage", ["events.txt", "checkpoints.txt", "key.vkey"])
async def test_an_export_with_a_part_missing_is_never_ok(
    own_log: OwnLog, reader_of_log: asyncpg.Connection, tmp_path: Path, damage: str
) -> None:
    log = random_log(chance(10))
    await own_log.holds(log)
    await write_log(reader_of_log, tmp_path / "log.zip")
    (unpacked(tmp_path) / damage).unlink()
    (tmp_path / "kept").write_text(log.notes[-1].note)
    assert verify.main([str(tmp_path / "log"), "--checkpoint", str(tmp_path / "kept")]) in (1, 2)
