"""The sealer signs what grows from what it signed, and refuses everything else, whatever the database says."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import asyncpg
import pytest

from audit.sealer import AlreadySealing, Refused, Sealer, SealerFolder
from audit.verify import Key, checkpoints_in
from tests.audit.conftest import OwnLog
from tests.audit.logs import Log, chance, random_log
from tests.audit.tampering import CLASSES, Tampered, edit


@pytest.fixture
def sealer(own_log: OwnLog, tmp_path: Path) -> Sealer:
    return Sealer(own_log.sealer_url, SealerFolder(tmp_path / "sealer"), "insats.example/test")


def unsealed(log: Log) -> Log:
    return Log(log.rows)


async def grows(own_log: OwnLog, log: Log, size: int) -> None:
    """What the log holds is the first `size` of these; what was sealed stays."""
    await own_log.administrator.execute("TRUNCATE event")
    records = [row.columns for row in log.rows[:size]]
    await own_log.administrator.copy_records_to_table("event", records=records)


async def test_a_checkpoint_is_the_size_and_root_signed(sealer: Sealer, own_log: OwnLog) -> None:
    log = random_log(chance(1))
    await own_log.holds(unsealed(log))
    made = await sealer.seal()
    assert (made.size, made.root) == (log.notes[-1].size, log.notes[-1].root)
    assert Key.of(sealer.folder.signer("").vkey).has_signed(made.note)


async def test_every_later_checkpoint_grows_from_the_one_before(sealer: Sealer, own_log: OwnLog) -> None:
    log = random_log(chance(2), least=30)
    await own_log.holds(Log([]))
    for size in (1, 2, 7, 8, 25):
        await grows(own_log, log, size)
        assert (await sealer.seal()).root == log.sealed_at(size).notes[0].root
    table = await own_log.administrator.fetch("SELECT note FROM checkpoint ORDER BY size")
    assert [checkpoints_in(row["note"])[0].size for row in table] == [1, 2, 7, 8, 25]


async def test_nothing_new_nothing_signed(sealer: Sealer, own_log: OwnLog) -> None:
    await own_log.holds(unsealed(random_log(chance(3))))
    first = await sealer.seal()
    assert await sealer.seal() == first
    assert await own_log.administrator.fetchval("SELECT count(*) FROM checkpoint") == 1


async def test_an_empty_log_has_no_checkpoint(sealer: Sealer, own_log: OwnLog) -> None:
    await own_log.holds(Log([]))
    assert (await sealer.seal()).size == 0
    assert await own_log.administrator.fetchval("SELECT count(*) FROM checkpoint") == 0


@pytest.mark.parametrize(
    "tamper", [each for each in CLASSES if each is not edit], ids=lambda each: each.__name__
)
async def test_a_log_that_was_tampered_with_and_grew_on_is_not_signed(
    sealer: Sealer, own_log: OwnLog, tamper: Callable[[Log, Random], Tampered]
) -> None:
    """Sealed whole; then tampered with as the administrator can; then, some events later, it is to be sealed."""
    random = chance(f"sealer {tamper.__name__}")
    log, more = random_log(random, least=20), random_log(random, least=60, most=60)
    await own_log.holds(unsealed(log))
    before = await sealer.seal()
    tampered, _ = tamper(log, random)
    await own_log.administrator.execute("TRUNCATE event")
    grown = tampered.rows + [row for row in more.rows if row.position > tampered.rows[-1].position]
    await own_log.administrator.copy_records_to_table("event", records=[row.columns for row in grown])
    with pytest.raises(Refused):
        await sealer.seal()
    assert sealer.folder.last() == before
    assert await own_log.administrator.fetchval("SELECT count(*) FROM checkpoint") == 1
    assert await own_log.administrator.fetchval("SELECT count(*) FROM refusal") == 1


async def test_a_new_event_without_its_hash_is_not_signed(sealer: Sealer, own_log: OwnLog) -> None:
    random = chance(4)
    tampered, first = edit(random_log(random), random)
    await own_log.holds(unsealed(tampered))
    with pytest.raises(Refused, match=f"position {first}:"):
        await sealer.seal()


@pytest.mark.parametrize("kept", [0, 5])
async def test_a_shorter_log_is_not_signed(sealer: Sealer, own_log: OwnLog, kept: int) -> None:
    log = random_log(chance(5))
    await own_log.holds(unsealed(log))
    await sealer.seal()
    await grows(own_log, log, kept)
    with pytest.raises(Refused, match=f"holds {kept} events, and {len(log.rows)} are sealed"):
        await sealer.seal()


async def test_the_table_may_be_emptied_the_sealer_remembers(sealer: Sealer, own_log: OwnLog) -> None:
    """What it signed last is its own file; and a checkpoint that a crash kept from the table is put there."""
    log = random_log(chance(6))
    await own_log.holds(unsealed(log))
    made = await sealer.seal()
    await own_log.administrator.execute("TRUNCATE checkpoint CASCADE")
    await sealer.seal()
    assert await own_log.administrator.fetchval("SELECT note FROM checkpoint") == made.note


async def test_the_key_is_made_once_and_only_its_owner_reads_it(sealer: Sealer) -> None:
    vkey = sealer.folder.signer("insats.example/test").vkey
    assert sealer.folder.signer("another.example").vkey == vkey
    assert {file.stat().st_mode & 0o077 for file in sealer.folder.path.iterdir()} == {0}
    assert (sealer.folder.path / "key.vkey").read_text().strip() == vkey


async def test_two_sealers_cannot_share_a_folder(sealer: Sealer) -> None:
    sealer.folder.signer("insats.example/test")
    sealer.folder.lock()
    with pytest.raises(AlreadySealing):
        sealer.folder.lock()


async def test_the_sealers_role_cannot_write_events(own_log: OwnLog) -> None:
    connection = await asyncpg.connect(own_log.sealer_url)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("DELETE FROM event")
    await connection.close()
