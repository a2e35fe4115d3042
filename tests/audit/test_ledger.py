"""The ledger of erasures on a disk that is full, and after a process that was killed over a line: nothing told is lost,
and the next try goes."""

import resource
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from uuid import uuid4

import pytest

from command_handler import CommandHandler
from domain.erasing import ErasedEntry, Erasing
from domain.vocabulary import ErasureGround
from erasure.ledger import Erasure, Ledger, LedgerDamaged
from settings import Settings
from tests.audit.test_erase_undisturbed import GOES, begun, texts_of, with_contacts
from worker import create_handler


def an_erasure() -> Erasure:
    entries = (ErasedEntry(version=1, field="note", key=uuid4()),)
    erasing = Erasing(ground=ErasureGround.UNLAWFUL, decision="Åtgärd 1", entries=entries)
    return Erasure(
        command_id=uuid4(),
        contract=uuid4(),
        erased_on=date(2026, 3, 2),
        actor="p-01",
        role="administrator",
        erasing=erasing,
    )


@pytest.fixture
def process() -> Iterator[ProcessPoolExecutor]:
    """One of its own: what there is room for is a process's."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield pool


def completed_within(room: int, folder: Path, told: list[Erasure]) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
    Ledger(folder).complete(told)


def test_where_the_disk_takes_half_a_line_the_ledger_is_as_it_was_and_the_next_try_goes(
    process: ProcessPoolExecutor, tmp_path: Path
) -> None:
    """Of two that are told, it has room for one and a half."""
    ledger, before, told = Ledger(tmp_path), an_erasure(), [an_erasure(), an_erasure()]
    ledger.complete([before])
    whole = ledger.file.stat().st_size
    with pytest.raises(OSError, match="File too large"):
        process.submit(completed_within, whole * 5 // 2, tmp_path, [before, *told]).result()
    assert ledger.erasures() == [before]
    ledger.complete([before, *told])
    assert ledger.erasures() == [before, *told]


AFTER_A_HALF_LETTER = "Å".encode()[:1]


@pytest.mark.parametrize("until", [b"{", b'"contract":', AFTER_A_HALF_LETTER, b"]}}"])
def test_a_line_that_somebody_was_killed_over_is_finished_when_its_erasure_is_told_again(
    tmp_path: Path, until: bytes
) -> None:
    ledger, before, broken, other = Ledger(tmp_path), an_erasure(), an_erasure(), an_erasure()
    ledger.complete([before, broken])
    content = ledger.file.read_bytes()
    start = content.index(b"\n") + 1
    ledger.file.write_bytes(content[: content.index(until, start) + len(until)])
    with pytest.raises(LedgerDamaged):
        ledger.erasures()
    ledger.complete([before, broken] if until == b"{" else [before, other, broken])
    assert ledger.file.read_bytes().startswith(content)
    assert broken in ledger.erasures()


def test_half_a_line_of_what_nobody_tells_again_stays_and_is_said(tmp_path: Path) -> None:
    """As after a restore: the ledger alone may know that there was one."""
    ledger, before, broken = Ledger(tmp_path), an_erasure(), an_erasure()
    ledger.complete([before, broken])
    left = ledger.file.read_bytes()[:-40]
    ledger.file.write_bytes(left)
    for told in ([before], [before, an_erasure()]):
        with pytest.raises(LedgerDamaged):
            ledger.complete(told)
    assert ledger.file.read_bytes() == left


async def test_an_installation_starts_where_a_process_was_killed_over_its_ledger(
    settings: Settings, handler: CommandHandler, tmp_path: Path
) -> None:
    contract = await with_contacts(handler, GOES)
    await begun(handler, contract, GOES)
    its = replace(settings, erasures=tmp_path)
    await _started(its)
    ledger = Ledger(tmp_path)
    whole = ledger.file.read_bytes()
    ledger.file.write_bytes(whole[:-40])
    await _started(its)
    assert ledger.file.read_bytes() == whole
    assert await texts_of(handler, contract) == [None]


async def _started(settings: Settings) -> None:
    started = await create_handler(settings)
    await started.pool.close()
    await started.keyring.close()
