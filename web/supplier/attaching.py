"""Files from a form: looked through, stored encrypted, then named by the command; all of it or nothing."""

import asyncio
from collections.abc import Sequence
from typing import Final

from starlette.datastructures import UploadFile

from domain.process.evidence import EvidenceSubmitted, HandInEvidence
from domain.refusal import Refusal
from domain.words import N_
from exchange.attachments import MAX_BYTES, kind_of_attachment
from projections.evidence_files import StoredFile, drop_files, keep_file, stored_bytes
from web.filled_in import Filled
from web.supplier.own import Own
from web.visit import Visit

FIELD: Final = "filer"
MOST: Final = 5
MOST_STORED: Final = 200_000_000  # bytes of a contract


async def attached(visit: Visit) -> list[StoredFile]:
    """Their names are left behind: they often tell of somebody. Raises Refusal."""
    parts = (await visit.request.form()).getlist(FIELD)
    sent = [part for part in parts if isinstance(part, UploadFile) and (part.filename or part.size)]
    if len(sent) > MOST:
        raise Refusal("too_many_files", N_("At most {most} files at a time."), most=MOST)
    found = []
    for file in sent:
        content = await file.read(MAX_BYTES + 1)
        kind = await asyncio.to_thread(kind_of_attachment, content)
        found.append(StoredFile(kind, content))
    return found


async def hand_in(own: Own, what: str, files: Sequence[StoredFile], filled: Filled, after: str = "") -> None:
    """Raises Refusal. No file is left that no event names: of a refused command, or of one that was sent before.
    Of one whose answer was lost they stay: they may be named."""
    pool = own.visit.parts.handler.pool
    if await stored_bytes(pool, own.id) + sum(len(file.content) for file in files) > MOST_STORED:
        raise Refusal(
            "evidence_full", N_("There is no room for more files. Ask the municipality where to send them.")
        )
    kept = [await keep_file(pool, own.id, file.kind, file.content) for file in files]
    try:
        decision = await own.give(HandInEvidence(what=what, files=tuple(kept)), filled, after)
    except Refusal:
        await drop_files(pool, kept)
        raise
    events = (record.event for record in decision.recorded)
    named = {file.id for each in events if isinstance(each, EvidenceSubmitted) for file in each.files}
    await drop_files(pool, [file for file in kept if file.id not in named])
