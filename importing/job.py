"""Goes on with an import: file by file, batch by batch. Whoever dies in the middle has done what it has done; the next
one who comes by goes on from there, and what is done twice is done once."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice
from uuid import UUID

from command_handler import CommandHandler
from domain.facts import Organisation, Source
from domain.import_commands import EndImport
from domain.refusal import Refusal
from importing.batch import MAILED, Batch, Overtaken, batches
from importing.items import Item, Register, adds_to_an_award, take_apart
from importing.recording import record, record_what_is_read
from importing.undoing import undo
from importing.would_be import WouldBe
from projections.import_work import (
    File,
    Job,
    claim,
    columns,
    content_of,
    files_of,
    has_done,
    has_rows,
    look,
    looked,
    release,
    renew,
)
from projections.imports import Line, contracts_read, put_lines
from projections.nudges import nudge_all

log = logging.getLogger("insats.importing")

BATCH = 10  # contracts a transaction
REST = 2  # times as long as a batch took
LONGEST_REST = 1.0  # s
PART = 500  # rows an event
ARMED = 1000  # contracts a statement


async def go_on(handler: CommandHandler, importing: UUID | None = None) -> bool:
    """With the oldest import that waits, or that very one, until it is done or stopped. False: none waits."""
    job = await claim(handler.pool, importing)
    if job is None:
        return False
    trouble = ""
    try:
        await record_what_is_read(handler, job)
        await (undo(handler, job) if job.state == "undoing" else _Reading(handler, job).run())
    except Overtaken as overtaken:
        log.info("import %s: %s", job.id, overtaken)
    except Exception as error:  # the next one tries again in a while, from where this one came to
        log.exception("import %s waits", job.id)
        trouble = f"{type(error).__name__}: {error}"[:500]
    await release(handler.pool, job.id, trouble)
    return True


@dataclass
class _Reading:
    handler: CommandHandler
    job: Job
    stopped: bool = False
    _unrecorded: int = 0
    _would_be: WouldBe = field(default_factory=WouldBe)

    @property
    def preview(self) -> bool:
        return self.job.state == "looking"

    async def run(self) -> None:
        number = 0
        if self.preview:  # from the beginning: what it would have put on record by now is kept nowhere
            async with self.handler.pool.acquire() as connection, connection.transaction():
                number = await look(connection, self.job.id)
        for last in (False, True):
            files = await files_of(self.handler.pool, self.job.id)
            for file in files:
                if (file.rows is None or file.done < file.rows) and not self.stopped:
                    await self._file(file, quiet=len(files) > MAILED, last=last)
        if not self.preview:  # those that a stop left read are armed as well
            await self._arm()
        if self.stopped:
            return
        if self.preview:
            async with self.handler.pool.acquire() as connection, connection.transaction():
                await looked(connection, self.job.id, number)
        else:
            await self._end()

    async def _arm(self) -> None:
        """Every contract that it put on record or changed, once all is read: what is due meanwhile the sweep does."""
        contracts = await contracts_read(self.handler.pool, self.job.id)
        for start in range(0, len(contracts), ARMED):
            async with self.handler.pool.acquire() as connection:
                await nudge_all(connection, contracts[start : start + ARMED])

    async def _file(self, file: File, *, quiet: bool, last: bool) -> None:
        """`last`: all that others build on has been read; before that, what adds to an award is left for later."""
        content = await content_of(self.handler.pool, self.job.id, file.number)
        items, headings = await asyncio.to_thread(take_apart, file.name, content, await self._register())
        await has_rows(self.handler.pool, self.job.id, file.number, len(items), headings)
        if not last and items and adds_to_an_award(items[0]):
            return
        quiet = quiet or _more_than(MAILED, items)
        batch = Batch(
            self.handler, self.job.id, self.job.by_person, file.number, quiet, self.preview, self._would_be
        )
        done = file.done
        for some in batches(islice(items, done, None), BATCH):
            lines = await self._at_a_pace(batch, some, done)
            done += len(some)
            await self._has_done(file, done, lines, last=done == len(items))
            if self.stopped:
                return

    async def _at_a_pace(self, batch: Batch, items: Sequence[Item], done: int) -> list[Line]:
        """After each batch twice as long a rest as it took: the processors and the disk are people's first."""
        clock = asyncio.get_running_loop().time
        began = clock()
        lines = await batch.read(items, done)
        if len(lines) == BATCH and not self.preview:
            await asyncio.sleep(min(REST * (clock() - began), LONGEST_REST))
        return lines

    async def _register(self) -> Register:
        source = Source(kind="sheet", notice_id=str(self.job.id))
        buyer = Organisation(name=self.handler.policy.municipality, country="SWE")
        return Register(source, buyer, await columns(self.handler.pool))

    async def _has_done(self, file: File, done: int, lines: Sequence[Line], *, last: bool) -> None:
        """What a stop comes upon is recorded before it stops."""
        async with self.handler.pool.acquire() as connection, connection.transaction():
            self.stopped = await renew(connection, self.job.id) != self.job.state
            if self.preview and not self.stopped:
                await put_lines(connection, self.job.id, lines, preview=True)
                await has_done(connection, self.job.id, file.number, done)
        self._unrecorded += len(lines)
        if not self.preview and (last or self.stopped or self._unrecorded >= PART):
            await record_what_is_read(self.handler, self.job)
            self._unrecorded = 0

    async def _end(self) -> None:
        try:
            await record(self.handler, self.job, EndImport(), "end")
        except Refusal:  # stopped a moment ago
            self.stopped = True


def _more_than(most: int, items: Iterable[Item]) -> bool:
    """Contracts; no more items are looked at than it takes to know."""
    told = accumulate(len(item.notice.contracts) if item.notice else len(item.parts) for item in items)
    return any(number > most for number in told)
