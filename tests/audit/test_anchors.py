"""Checkpoints leave the installation: to a file, a folder, a Git repository, a time-stamp authority."""

import asyncio
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from zipfile import ZipFile

import asyncpg
import pytest

from activities.seal import SealActivities
from audit import verify
from audit.anchoring import Anchoring
from audit.anchors import read_anchors
from audit.export import write_log
from audit.sealer import Sealer, SealerFolder
from audit.verify import Checkpoint, checkpoints_in
from tests.audit.authority import answering, create_authority
from tests.audit.conftest import OwnLog
from tests.audit.logs import Log, chance, random_log

LOG = random_log(chance("anchors"), least=40)


@pytest.fixture
def sealer(own_log: OwnLog, tmp_path: Path) -> Sealer:
    made = Sealer(own_log.sealer_url, SealerFolder(tmp_path / "sealer"), "insats.example/test")
    made.folder.signer(made.name)
    return made


def told(sealer: Sealer, *anchors: str) -> None:
    (sealer.folder.path / "anchors.toml").write_text("".join(f"[[anchor]]\n{each}\n" for each in anchors))


def git(folder: Path, *arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


async def sealed(sealer: Sealer, own_log: OwnLog, *sizes: int) -> list[Checkpoint]:
    """The log grows; at each size it is sealed and its checkpoint put where the anchors are."""
    made, anchoring = [], Anchoring(sealer)
    await own_log.holds(Log([]))
    for size in sizes:
        await own_log.administrator.execute("TRUNCATE event")
        records = [row.columns for row in LOG.rows[:size]]
        await own_log.administrator.copy_records_to_table("event", records=records)
        made.append(await sealer.seal())
        await anchoring.put(made[-1])
    return made


async def outcomes(own_log: OwnLog) -> list[tuple[str, int, str]]:
    rows = await own_log.administrator.fetch(
        "SELECT anchor, size, error FROM anchoring ORDER BY size, anchor"
    )
    return [tuple(row) for row in rows]


async def test_a_file_holds_every_checkpoint_one_after_the_other(
    sealer: Sealer, own_log: OwnLog, tmp_path: Path
) -> None:
    told(sealer, f'name = "fil"\nkind = "file"\npath = "{tmp_path}/checkpoints.txt"')
    made = await sealed(sealer, own_log, 3, 9, 20)
    assert checkpoints_in((tmp_path / "checkpoints.txt").read_text()) == made
    assert await outcomes(own_log) == [("fil", 3, ""), ("fil", 9, ""), ("fil", 20, "")]


async def test_the_logs_own_note_goes_first_and_each_of_looks_once(
    sealer: Sealer, own_log: OwnLog, tmp_path: Path
) -> None:
    told(sealer, f'name = "fil"\nkind = "file"\npath = "{tmp_path}/checkpoints.txt"')
    signer = sealer.folder.signer(sealer.name)
    of_looks = [signer.checkpoint(size, bytes(32), "/looks/2026-11") for size in (5, 8)]
    (sealer.folder.path / "looks").mkdir()
    kept = sealer.folder.path / "looks" / "2026-11.checkpoint"
    kept.write_text(of_looks[0].note)
    log, anchoring = random_log(chance("looks once"), least=20), Anchoring(sealer)
    made = []
    for size in (3, 9, 20):
        await own_log.holds(Log(log.rows[:size]))
        if size == 20:
            kept.write_text(of_looks[1].note)
        made.append(await sealer.seal())
        await anchoring.put(made[-1])
    there = checkpoints_in((tmp_path / "checkpoints.txt").read_text())
    assert there == [made[0], of_looks[0], made[1], made[2], of_looks[1]]


async def test_who_asks_for_a_seal_waits_for_no_looks(
    sealer: Sealer, own_log: OwnLog, tmp_path: Path
) -> None:
    """As long as somebody has the table of looks to themselves."""
    await own_log.holds(Log(LOG.rows[:9]))
    sealing = SealActivities(sealer, Anchoring(sealer))
    async with own_log.administrator.transaction():
        await own_log.administrator.execute("LOCK TABLE look IN ACCESS EXCLUSIVE MODE")
        async with asyncio.timeout(20):
            assert (await sealing.seal()).size == 9
    assert sealing._under_way
    await sealing._under_way


async def test_a_folder_holds_each_in_a_file_of_its_own_and_overwrites_none(
    sealer: Sealer, own_log: OwnLog, tmp_path: Path
) -> None:
    (folder := tmp_path / "revision").mkdir()
    told(sealer, f'name = "revisionen"\nkind = "folder"\npath = "{folder}"')
    (folder / "000000000009.checkpoint").write_text(random_log(chance(1)).notes[0].note)
    made = await sealed(sealer, own_log, 3, 9, 20)
    assert [file.name for file in sorted(folder.iterdir())] == [
        "000000000003.checkpoint",
        "000000000009.checkpoint",
        "000000000020.checkpoint",
    ]
    assert checkpoints_in((folder / "000000000020.checkpoint").read_text()) == [made[-1]]
    (_, size, error) = (await outcomes(own_log))[1]
    assert (size, "says something else" in error) == (9, True)


async def test_a_git_repository_gets_a_commit_a_checkpoint(
    sealer: Sealer, own_log: OwnLog, tmp_path: Path
) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "granskaren.git")
    told(sealer, f'name = "granskaren"\nkind = "git"\nrepository = "{tmp_path}/granskaren.git"')
    made = await sealed(sealer, own_log, 3, 9)
    titles = git(tmp_path / "granskaren.git", "log", "--format=%s", "insats").splitlines()
    assert titles == [" ".join(each.note.splitlines()[1:3]) for each in reversed(made)]
    assert checkpoints_in(git(tmp_path / "granskaren.git", "show", "insats:checkpoint")) == [made[-1]]


async def test_a_git_history_that_somebody_rewrote_is_told_and_never_overwritten(
    sealer: Sealer, own_log: OwnLog, tmp_path: Path
) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "granskaren.git")
    told(sealer, f'name = "granskaren"\nkind = "git"\nrepository = "{tmp_path}/granskaren.git"')
    await sealed(sealer, own_log, 3)
    elsewhere = tmp_path / "granskaren.git"
    tree = git(elsewhere, "rev-parse", "insats^{tree}").strip()
    identity = ("-c", "user.name=x", "-c", "user.email=x@x.example")
    other = git(elsewhere, *identity, "commit-tree", tree, "-m", "other").strip()
    git(elsewhere, "update-ref", "refs/heads/insats", other)
    await sealed(sealer, own_log, 9)
    (_, size, error) = (await outcomes(own_log))[-1]
    assert (size, "git push" in error) == (9, True)
    assert git(elsewhere, "rev-parse", "insats").strip() == other


async def test_a_new_sealer_goes_on_from_what_the_repository_holds(
    sealer: Sealer, own_log: OwnLog, tmp_path: Path
) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "granskaren.git")
    told(sealer, f'name = "granskaren"\nkind = "git"\nrepository = "{tmp_path}/granskaren.git"')
    await sealed(sealer, own_log, 3)
    (sealer.folder.path / "git").rename(tmp_path / "lost")
    await sealed(sealer, own_log, 9)
    assert git(tmp_path / "granskaren.git", "rev-list", "--count", "insats").strip() == "2"


async def test_a_time_stamp_verifies_with_stock_openssl_and_lies_in_the_export(
    sealer: Sealer, own_log: OwnLog, reader_of_log: asyncpg.Connection, tmp_path: Path
) -> None:
    root = create_authority(tmp_path / "authority")
    with answering(tmp_path / "authority") as url:
        told(sealer, f'name = "tid"\nkind = "timestamp"\nurl = "{url}"\ncertificates = "{root}"\nhours = 0')
        made = await sealed(sealer, own_log, 3, 9)
    assert await outcomes(own_log) == [("tid", 3, ""), ("tid", 9, "")]
    await write_log(reader_of_log, tmp_path / "log.zip")
    with ZipFile(tmp_path / "log.zip") as file:
        file.extractall(tmp_path / "log")
    stamps = tmp_path / "log" / "timestamps"
    assert sorted(each.name for each in stamps.iterdir()) == [
        "3.checkpoint",
        "3.tsr",
        "9.checkpoint",
        "9.tsr",
    ]
    for size in (3, 9):
        assert openssl_verifies(stamps / f"{size}.tsr", stamps / f"{size}.checkpoint", root)
    assert not openssl_verifies(stamps / "3.tsr", stamps / "9.checkpoint", root)
    asked = [str(tmp_path / "log"), "--root", ":".join(made[-1].note.splitlines()[1:3])]
    assert verify.main(asked) == 0
    (stamps / "9.tsr").write_bytes((stamps / "3.tsr").read_bytes())
    assert verify.main(asked) == 1


def openssl_verifies(stamp: Path, data: Path, root: Path) -> bool:
    command = ["openssl", "ts", "-verify", "-in", str(stamp), "-data", str(data), "-CAfile", str(root)]
    command += ["-untrusted", str(root.parent / "tsa.pem")]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


async def test_a_stamp_of_another_authority_is_not_believed(
    sealer: Sealer, own_log: OwnLog, tmp_path: Path
) -> None:
    create_authority(tmp_path / "false")
    root = create_authority(tmp_path / "authority")
    with answering(tmp_path / "false") as url:
        told(sealer, f'name = "tid"\nkind = "timestamp"\nurl = "{url}"\ncertificates = "{root}"')
        await sealed(sealer, own_log, 3)
    ((_, _, error),) = await outcomes(own_log)
    assert "not a time stamp of that authority" in error


async def test_one_that_charges_by_the_piece_is_asked_at_its_own_pace(
    sealer: Sealer, own_log: OwnLog, tmp_path: Path
) -> None:
    told(sealer, f'name = "fil"\nkind = "file"\nhours = 24\npath = "{tmp_path}/checkpoints.txt"')
    await sealed(sealer, own_log, 3, 9, 20)
    assert await outcomes(own_log) == [("fil", 3, "")]


async def test_an_anchor_that_is_down_delays_no_seal_and_no_other_anchor(
    sealer: Sealer, own_log: OwnLog, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """A pipe that nobody reads hangs for ever, as a dead mount does; a repository and an authority are away."""
    os.mkfifo(tmp_path / "dead")
    told(
        sealer,
        f'name = "hänger"\nkind = "file"\npath = "{tmp_path}/dead"',
        f'name = "borta"\nkind = "git"\nrepository = "{tmp_path}/nowhere.git"',
        f'name = "stum"\nkind = "timestamp"\nurl = "http://127.0.0.1:9/"\ncertificates = "{__file__}"',
        f'name = "mappen"\nkind = "folder"\npath = "{tmp_path}"',
    )
    # Of the others, git alone starts five programs: one that had not answered in time would be another trouble.
    log, anchoring = random_log(chance("down"), least=20), Anchoring(sealer, patience=3)
    await own_log.holds(Log(log.rows))
    began = monotonic()
    made = await sealer.seal()
    sealed_after = monotonic() - began
    for _ in range(3):  # the same trouble again is told once
        await anchoring.put(made)
    told_of = {(name, bool(error)) for name, _, error in await outcomes(own_log)}
    assert told_of == {("hänger", True), ("borta", True), ("stum", True), ("mappen", False)}
    assert len(await outcomes(own_log)) == 4
    assert sealed_after < 5
    record_property("sealed_in_s", round(sealed_after, 2))
    await asyncio.to_thread((tmp_path / "dead").read_bytes)  # so that the thread ends


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[anchor]]\nname = 'a'\nkind = 'folder'", "path"),
        ("[[anchor]]\nname = 'a'\nkind = 'moon'", "kind"),
        ("[[anchor]]\nname = 'a b'\nkind = 'file'\npath = 'x'", "name"),
        (
            "[[anchor]]\nname='a'\nkind='file'\npath='x'\n[[anchor]]\nname='a'\nkind='file'\npath='y'",
            "same name",
        ),
        ("[[anchor", "anchor|Expected|expected"),
    ],
)
def test_a_fault_in_the_file_is_named(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "anchors.toml").write_text(text)
    with pytest.raises(ValueError, match=says):
        read_anchors(tmp_path)


async def test_a_fault_in_the_file_is_told_in_the_store(sealer: Sealer, own_log: OwnLog) -> None:
    told(sealer, 'name = "a"\nkind = "moon"')
    await sealed(sealer, own_log, 3)
    ((name, _, error),) = await outcomes(own_log)
    assert (name, "moon" in error) == ("anchors.toml", True)


def test_without_a_file_there_are_no_anchors(tmp_path: Path) -> None:
    assert read_anchors(tmp_path) == ()
