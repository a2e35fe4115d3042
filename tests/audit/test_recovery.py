"""A backup is restored into an empty cluster, whole and verified; what was lost is said, never sealed over."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from access import viewer
from audit import verify
from audit.export import write_log
from audit.live import verify_log
from audit.look_sealer import seal_looks
from audit.sealer import Refused, Sealer, SealerFolder
from audit.verify import Checkpoint, Fault
from cli.installation import prepared
from command_handler import CommandHandler, Envelope
from domain.facts import ContractFacts, Organisation
from domain.process.registration import ConfirmSupplierContact, RegisterContract
from domain.process.triage import TriageClause
from domain.vocabulary import Clause
from embedded.data_folder import DataFolder
from embedded.environment import inherited, sealer_environment
from embedded.postgres import binaries
from embedded.supervisor import servers
from event_store.streams import read_stream
from projections.evidence_files import keep_file
from projections.looks import Look, note_look
from projections.reading import Reader
from projections.saved_views import save_view
from recovery.backup import RECORD, Backup, Damaged, backups_in, forget_older, make
from recovery.compare import EVERYTHING, differing, digests
from recovery.kept_apart import checkpoints_apart, copy_apart, put_in
from recovery.restore import LostWithoutReason, NotEmpty, Programs, Restored, restore
from settings import Settings
from sign_in.api_tokens import ApiTokens
from sign_in.calendar_address import CalendarAddresses
from tests.at_the_supplier import PDF
from webhooks.subscriptions import Subscription, subscribe, subscriptions
from worker import create_handler

PROGRAMS = Programs(str(binaries() / "pg_dump"), str(binaries() / "pg_restore"))
FACTS = ContractFacts(title="Byggtjänster", buyers=(Organisation(name="Exempelköpings kommun"),))
SAID = "Kontakten på företaget"


@dataclass(frozen=True)
class Lived:
    """An installation that has stopped: two backups of it, what its tables held at the second, what was kept apart."""

    data: DataFolder
    early: Backup
    late: Backup
    kept: Path
    contracts: list[UUID]
    token: str
    webhook: UUID
    tables: dict[str, str]
    events: int


def a_sealer(data: DataFolder) -> Sealer:
    return Sealer(
        sealer_environment(data)["INSATS_SEALER_URL"], SealerFolder(data.sealer), "insats.example/drill"
    )


@asynccontextmanager
async def standing(data: DataFolder) -> AsyncIterator[tuple[Settings, CommandHandler]]:
    async with servers(data, prepare=prepared(test=True)) as settings:
        handler = await create_handler(settings)
        try:
            yield settings, handler
        finally:
            await handler.pool.close()
            await handler.keyring.close()


async def a_contract(handler: CommandHandler) -> UUID:
    contract = uuid4()
    for command in (
        RegisterContract(facts=FACTS),
        ConfirmSupplierContact(name=SAID, address="kontakt@lev.example"),
        TriageClause(clause=Clause.DIALOGUE, reason=SAID),
    ):
        await handler.handle(contract, command, Envelope(uuid4(), "p-01", "coordinator"))
    return contract


@pytest.fixture(scope="session")
async def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    own = tmp_path_factory.mktemp("lived")
    data, kept = DataFolder(own / "var"), own / "kept"
    async with standing(data) as (settings, handler):
        contracts = [await a_contract(handler) for _ in range(20)]
        token, webhook = await held_by_others(handler, settings, contracts[0])
        await a_sealer(data).seal()
        await seal_looks(a_sealer(data))
        early = await make(settings, PROGRAMS.pg_dump)
        copy_apart(data, kept)
        contracts += [await a_contract(handler) for _ in range(5)]
        await a_sealer(data).seal()
        copy_apart(data, kept)
        late = await make(settings, PROGRAMS.pg_dump)
        owner = await asyncpg.connect(settings.owner_url)
        tables, events = await digests(owner, EVERYTHING), await owner.fetchval("SELECT position FROM head")
        await owner.close()
    return Lived(data, early, late, kept, contracts, token, webhook, tables, events)


async def held_by_others(handler: CommandHandler, settings: Settings, contract: UUID) -> tuple[str, UUID]:
    """A calendar address, a token and a webhook; and a file, a look and a saved view, which no event holds."""
    pool, now = handler.pool, datetime.now(UTC)
    await CalendarAddresses(pool).make("p-01", "sv")
    token, _ = await ApiTokens(pool).make("p-01", "Drift", ["contracts"], timedelta(days=30), "p-01")
    webhook = Subscription(uuid4(), "p-01", "https://example.com/", (), "", now, 0, None, "", 0, 0)
    assert await subscribe(pool, webhook, "whsec_", settings.key_encryption_key)
    await keep_file(pool, contract, "pdf", PDF)
    await note_look(pool, Look("p-01", "coordinator", "texts", "page", contract))
    await save_view(pool, "p-01", "Mina", "fas=dialogue")
    return token, webhook.id


async def held(settings: Settings, lived: Lived) -> tuple[bool, str]:
    """Whether the token opens anything, and why the webhook is told nothing."""
    async with asyncpg.create_pool(settings.writer_url, min_size=1, max_size=1) as pool:
        [webhook] = await subscriptions(pool, "", lived.webhook)
        return await ApiTokens(pool).of(lived.token) is not None, webhook.stopped


@asynccontextmanager
async def restored(
    lived: Lived, folder: Path, backup: Backup, reason: str = ""
) -> AsyncIterator[tuple[Restored, Settings, DataFolder]]:
    target, made = DataFolder(folder / "var"), list[Restored]()
    outside = checkpoints_apart(lived.kept, [])
    put_in(target, lived.kept)

    async def put_back(settings: Settings) -> None:
        made.append(await restore(settings, backup, PROGRAMS, outside, reason))

    async with servers(target, prepare=put_back) as settings:
        yield made[0], settings, target


async def test_every_event_is_back_verified_and_every_table_is_byte_equal(
    lived: Lived, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    async with restored(lived, tmp_path, lived.late) as (told, settings, _):
        assert (told.kept, told.lost, told.troubled, told.differ) == (lived.events, 0, 0, [])
        assert told.verified
        assert told.verified.anchored == lived.events
        owner = await asyncpg.connect(settings.owner_url)
        assert differing(lived.tables, await digests(owner, EVERYTHING)) == []
        for table in ("evidence_file", "look", "look_checkpoint", "saved_view"):
            assert await owner.fetchval(f"SELECT count(*) FROM {table}") == 1  # noqa: S608
        await owner.close()
        assert await held(settings, lived) == (True, "")
        handler = await create_handler(settings)
        assert await CalendarAddresses(handler.pool).standing("p-01") is None  # it may have ended since
        reader = Reader(handler.pool, handler.keyring)
        for contract in lived.contracts:
            detail = await reader.contract(contract)
            assert detail
            assert SAID in str(detail.recorded)
        await handler.pool.close()
        await handler.keyring.close()
        for figure, value in (
            ("events", told.kept),
            ("tables", len(EVERYTHING)),
            ("seconds_of", told.seconds),
        ):
            record_property(figure, value)


async def test_nothing_is_restored_over_something(lived: Lived, tmp_path: Path) -> None:
    async with restored(lived, tmp_path, lived.late) as (_, settings, _):
        with pytest.raises(NotEmpty):
            await restore(settings, lived.late, PROGRAMS, ())


async def test_a_damaged_backup_is_refused(lived: Lived, tmp_path: Path) -> None:
    with pytest.raises(Damaged):
        Backup.read(tmp_path)
    broken = tmp_path / "broken"
    broken.mkdir()
    for file in lived.early.folder.iterdir():
        (broken / file.name).write_bytes(file.read_bytes())
    with (broken / RECORD).open("ab") as dump:
        dump.write(b"x")
    with pytest.raises(Damaged):
        Backup.read(broken).demand_whole()


async def test_what_is_lost_is_not_passed_over_in_silence(lived: Lived, tmp_path: Path) -> None:
    with pytest.raises(LostWithoutReason):
        async with restored(lived, tmp_path, lived.early):
            pass


async def test_a_log_shorter_than_its_checkpoint_begins_anew_and_names_what_is_lost(
    lived: Lived, tmp_path: Path
) -> None:
    async with restored(lived, tmp_path, lived.early, "Disken gick sönder.") as (told, settings, data):
        assert (told.kept, told.lost) == (lived.early.position, lived.events - lived.early.position)
        assert await held(settings, lived) == (False, "by_hand")
        sealer = a_sealer(data)
        with pytest.raises(Refused):
            await sealer.seal()  # the event alone makes no new log
        sealer.folder.give_up()
        new = await sealer.seal()
        assert (new.origin, new.size) == ("insats.example/drill/2", told.kept + 1)
        reader = await asyncpg.connect(
            settings.reader_url, server_settings={"insats.viewer": viewer.EVERYTHING}
        )
        early, late = sorted(checkpoints_apart(lived.kept, []), key=lambda each: each.size)
        assert (await verify_log(reader, "", [early, new])).anchored == new.size
        found = await verify_log(reader, "", [early, late])
        assert (found.anchored, found.lost) == (early.size, [late.size])
        assert [(each.ended, each.kept, each.sealed) for each in found.restored] == [
            ("insats.example/drill", early.size, late.size)
        ]
        await _by_the_one_file(reader, tmp_path, early, late, new)
        handler = await create_handler(settings)
        await a_contract(handler)
        grown = await sealer.seal()
        assert (await verify_log(reader, "", [early, new, grown])).anchored == grown.size
        assert (await verify_log(reader, "", [late])).lost == [late.size]
        await _no_other_root_is_excused(reader, early, late, grown)
        for each in (handler.pool, handler.keyring, reader):
            await each.close()


async def _by_the_one_file(
    reader: "asyncpg.Connection", folder: Path, early: Checkpoint, late: Checkpoint, new: Checkpoint
) -> None:
    await write_log(reader, folder / "log.zip")
    answers = {}
    for name, kept in (("early", early), ("late", late), ("new", new)):
        (folder / name).write_text(kept.note)
        answers[name] = verify.main([str(folder / "log.zip"), "--checkpoint", str(folder / name)])
    assert answers == {"early": 0, "late": 4, "new": 0}
    root = f"--root={late.size}:{late.note.splitlines()[2]}"
    assert verify.main([str(folder / "log.zip"), root]) == 4


async def _no_other_root_is_excused(
    reader: "asyncpg.Connection", early: Checkpoint, late: Checkpoint, grown: Checkpoint
) -> None:
    """What was kept was sealed, and what is new is sealed by the new log: there nothing is ever "lost"."""
    for size, origin in ((early.size, late.origin), (grown.size, grown.origin)):
        forged = Checkpoint(size, bytes(32), late.note.replace(late.origin, origin))
        with pytest.raises(Fault):
            await verify_log(reader, "", [forged])


async def test_old_backups_go_since_they_hold_keys_that_may_have_been_erased(
    lived: Lived, tmp_path: Path
) -> None:
    for age, backup in ((40, lived.early), (2, lived.late)):
        folder = tmp_path / f"{age}"
        folder.mkdir()
        told = json.loads((backup.folder / "backup.json").read_text())
        told["made_at"] = (datetime.now(UTC) - timedelta(days=age)).isoformat()
        (folder / "backup.json").write_text(json.dumps(told))
    assert [gone.name for gone in forget_older(tmp_path, 30)] == ["40"]
    assert [each.folder.name for each in backups_in(tmp_path)] == ["2"]


async def insats(data: DataFolder, *arguments: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "cli.main", *arguments, "--data", str(data.path)),
        env=inherited({"INSATS_LANGUAGE": "en"}),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


@pytest.mark.timeout(180)
async def test_the_drill_restores_verifies_arms_and_tells_how_long_it_took(
    lived: Lived, record_property: Callable[[str, object], None]
) -> None:
    code, said = await insats(lived.data, "drill", "--kept", str(lived.kept))
    assert code == 0, said
    assert f"against what is kept outside up to and with position {lived.events}" in said
    assert "0 read models differ" in said
    told = json.loads((lived.data.backups / "drills.jsonl").read_text().splitlines()[-1])
    assert told["holds"]
    record_property("rto_seconds", told["rto_seconds"])
    record_property("rpo_seconds", told["rpo_seconds"])


async def test_the_command_line_backs_up_and_restores(lived: Lived, tmp_path: Path) -> None:
    async with standing(lived.data):
        code, said = await insats(lived.data, "backup", "--apart", str(tmp_path / "apart"))
    assert code == 0, said
    made = list(backups_in(lived.data.backups))[-1].folder
    new = DataFolder(tmp_path / "var")
    code, said = await insats(new, "restore", str(made), "--kept", str(tmp_path / "apart"))
    assert code == 0, said
    code, said = await insats(new, "restore", str(made), "--kept", str(tmp_path / "apart"))
    assert (code, "There is an installation" in said) == (1, True)
    async with standing(new) as (_, handler), handler.pool.acquire() as connection:
        assert await read_stream(connection, lived.contracts[0])
