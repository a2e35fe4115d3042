"""What an import does, put on record in its own stream."""

import json
from collections.abc import Sequence
from uuid import uuid5

from command_handler import CommandHandler, Envelope
from domain.command import Command
from domain.import_commands import RecordPart
from domain.importing import OutcomeLine
from domain.vocabulary import Role
from projections.import_read import forget_recorded, unrecorded
from projections.import_work import Job
from projections.imports import Line


async def record_what_is_read(handler: CommandHandler, job: Job) -> None:
    """Whoever dies in between records the same part again, and that is recorded once. Raises Refusal where the import
    is over."""
    if lines := await unrecorded(handler.pool, job.id):
        first = lines[0]
        await record(handler, job, _part(first.file, lines), f"{first.file}/{first.row}")
        await forget_recorded(handler.pool, job.id)


def _part(file: int, lines: Sequence[Line]) -> RecordPart:
    told = tuple(OutcomeLine(row=e.row, outcome=e.outcome, contracts=e.contracts) for e in lines)
    reasons = {str(line.row): line.reason for line in lines if line.reason}
    text = json.dumps(reasons, ensure_ascii=False) if reasons else None
    return RecordPart(file=file, lines=told, reasons=text)


async def record(handler: CommandHandler, job: Job, command: Command, name: str) -> None:
    """`name`: said again under the same, it is one command. Raises Refusal."""
    envelope = Envelope(uuid5(job.id, f"{command.type}/{name}"), job.by_person, Role.IMPORT)
    await handler.handle(job.id, command, envelope)
