"""Files read in over HTTP: offered, looked at, begun, stopped, taken back; and what came of each."""

import asyncio
import hashlib
from typing import Annotated
from uuid import UUID, uuid5

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from access.commands import NOT_RANDOM, RANDOM
from api.deps import InWords, Parts, Registrar, Running
from api.envelopes import envelope
from api.identity import Identity
from api.import_views import FileOut, ImportOut, LineOut, LinesOut, OneFile, Undoing
from api.once import command_id as new_command_id
from api.problems import Problem
from api.sent import AS_JSON
from domain.command import Command
from domain.import_commands import ResumeImport, StartImport, StopImport, UndoImport
from domain.importing import FileTaken, Outcome
from domain.words import N_
from exchange.bounds import MAX_BYTES
from exchange.columns import FIELDS, NOT_OURS, key
from exchange.template import XLSX, template
from language.words import Words
from projections.import_work import columns, files_of, give_up, look, offer, put_file, remember
from projections.imports import imports, lines_of

router = APIRouter(prefix="/imports", tags=["imports"])

TEMPLATE = 'attachment; filename="avtal.xlsx"'
WAIT_FOR = 25.0  # s that a caller waits for a single file; a longer one goes on without them
LOOK_EVERY = 0.05  # s
MOST_FILES = 1_000_000  # in one import
Meaning = Annotated[str, Field(json_schema_extra={"enum": [*FIELDS, NOT_OURS]})]
RAW = {
    "requestBody": {
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    }
}


@router.post("", openapi_extra=RAW)
async def read_one(
    request: Request,
    running: Running,
    who: Registrar,
    words: InWords,
    file: Annotated[str, Query(max_length=255)] = "",
) -> OneFile:
    """The body is one file, read in at once. What cannot be read is answered, not raised."""
    importing = new_command_id()
    await take(running, who, importing, 1, file, await _body(request))
    await begin(running, who, importing)
    return await the_only(running, importing, words)


@router.get("")
async def all_imports(running: Running, _: Registrar) -> list[ImportOut]:
    """Newest first, at most 200."""
    return [ImportOut.of(row) for row in await imports(running.reader.pool)]


@router.get("/columns")
async def what_columns_mean(running: Running, _: Registrar) -> dict[str, str]:
    """Heading of a spreadsheet → our field, as somebody has said; `-`: to be left alone."""
    return await columns(running.handler.pool)


@router.put("/columns")
async def say_what_columns_mean(told: dict[str, Meaning], running: Running, _: Registrar) -> dict[str, str]:
    """Remembered for every file that is read from now on."""
    if wrong := sorted({field for field in told.values() if field not in (*FIELDS, NOT_OURS)}):
        message = N_("There is no column {wrong}. There are: {known}.")
        raise Problem(422, "unknown_column", message, wrong=wrong, known=FIELDS)
    async with running.handler.pool.acquire() as connection, connection.transaction():
        await remember(connection, {key(heading): field for heading, field in told.items() if key(heading)})
    return await columns(running.handler.pool)


@router.get(
    "/template",
    response_class=Response,
    responses={200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def our_template(_: Registrar) -> Response:
    """An Excel workbook with our own columns."""
    return Response(template(), media_type=XLSX, headers={"Content-Disposition": TEMPLATE})


@router.get("/{importing:uuid}")
async def one_import(importing: UUID, running: Running, _: Registrar) -> ImportOut:
    return await found(running, importing)


@router.get("/{importing:uuid}/lines")
async def lines(
    importing: UUID,
    running: Running,
    _: Registrar,
    words: InWords,
    after: Annotated[str, Query(pattern=r"^(\d{1,9}\.\d{1,9})?$")] = "",
    outcome: Annotated[str, Query(max_length=20)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
) -> LinesOut:
    """By file and row: what came of each or, before the import has begun, what would."""
    place = tuple(map(int, after.split("."))) if after else (0, -1)
    rows = await lines_of(running.reader.pool, importing, (place[0], place[1]), limit, outcome)
    more = f"{rows[-1]['file']}.{rows[-1]['row']}" if len(rows) == limit else None
    return LinesOut(items=[LineOut.of(row, words) for row in rows], next=more)


@router.get("/{importing:uuid}/files")
async def files(importing: UUID, running: Running, _: Registrar) -> list[FileOut]:
    """Of a spreadsheet, which columns it has that are known, and which not."""
    return [FileOut.of(file) for file in await files_of(running.reader.pool, importing)]


@router.put("/{importing:uuid}/files/{number}", openapi_extra=RAW)
async def offer_file(
    importing: UUID,
    number: Annotated[int, Path(ge=1, le=MOST_FILES)],
    request: Request,
    running: Running,
    who: Registrar,
    name: Annotated[str, Query(max_length=255)] = "",
) -> FileOut:
    """Under a random id of the caller's own. The body is the file. Nothing is read in before `/start`; without it the
    file is gone after a day."""
    if importing.version != RANDOM:  # an id that can be worked out may be a contract's
        raise Problem(409, "id_not_random", NOT_RANDOM)
    content = await _body(request)
    await take(running, who, importing, number, name, content)
    return FileOut(number=number, name=name, size=len(content), known=[], unknown=[])


@router.post("/{importing:uuid}/preview")
async def preview(importing: UUID, running: Running, _: Registrar) -> ImportOut:
    """Finds out what would become of its files; nothing is changed."""
    async with running.handler.pool.acquire() as connection, connection.transaction():
        if not await look(connection, importing):
            raise Problem(409, "begun", N_("The import has begun already."))
    return await found(running, importing)


@router.post("/{importing:uuid}/start")
async def start(importing: UUID, running: Running, who: Registrar) -> ImportOut:
    await begin(running, who, importing)
    return await found(running, importing)


@router.post("/{importing:uuid}/stop")
async def stop(importing: UUID, running: Running, who: Registrar) -> ImportOut:
    return await do(running, who, importing, StopImport())


@router.post("/{importing:uuid}/resume")
async def resume(importing: UUID, running: Running, who: Registrar) -> ImportOut:
    return await do(running, who, importing, ResumeImport())


@router.post("/{importing:uuid}/undo")
async def undo(
    importing: UUID, body: Annotated[Undoing, AS_JSON], running: Running, who: Registrar
) -> ImportOut:
    """Strikes what it put on record, and what it told of other contracts; `stays` then tells what is left, and why."""
    return await do(running, who, importing, UndoImport(reason=body.reason), body.command_id)


@router.delete("/{importing:uuid}", status_code=204)
async def give_it_up(importing: UUID, running: Running, _: Registrar) -> None:
    async with running.handler.pool.acquire() as connection, connection.transaction():
        if not await give_up(connection, importing):
            raise Problem(409, "begun", N_("The import has begun already."))


async def take(
    running: Parts, who: Identity, importing: UUID, number: int, name: str, content: bytes
) -> None:
    """Raises Problem."""
    digest = hashlib.sha256(content).hexdigest()
    async with running.handler.pool.acquire() as connection, connection.transaction():
        await offer(connection, importing, who.person.id)
        if not await put_file(connection, importing, number, (name or "?", digest, content)):
            raise Problem(409, "begun", N_("The import has begun already."))


async def begin(running: Parts, who: Identity, importing: UUID) -> None:
    """Raises Refusal, or Problem when no file was offered."""
    files = await files_of(running.handler.pool, importing)
    if not files:
        raise Problem(404, "unknown_import", N_("There is no such import."))
    if (await found(running, importing)).state == "looking":
        raise Problem(
            409, "still_looking", N_("Insats is still finding out what would happen. Wait a moment.")
        )
    taken = tuple(FileTaken(name=file.name, digest=file.digest, size=file.size) for file in files)
    await do(running, who, importing, StartImport(files=taken), uuid5(importing, "start"))


async def do(
    running: Parts, who: Identity, importing: UUID, command: Command, command_id: UUID | None = None
) -> ImportOut:
    """Raises Refusal."""
    await running.handler.handle(importing, command, envelope(who, command_id or new_command_id()))
    return await found(running, importing)


async def found(running: Parts, importing: UUID) -> ImportOut:
    if not (rows := await imports(running.reader.pool, importing)):
        raise Problem(404, "unknown_import", N_("There is no such import."))
    return ImportOut.of(rows[0])


async def the_only(running: Parts, importing: UUID, words: Words) -> OneFile:
    """What came of an import of one file, as soon as it has come."""
    until = asyncio.get_running_loop().time() + WAIT_FOR
    while (standing := await found(running, importing)).state == "running":
        if asyncio.get_running_loop().time() > until:
            break
        await asyncio.sleep(LOOK_EVERY)
    rows = await lines_of(running.reader.pool, importing, (0, -1), 1)
    line = LineOut.of(rows[0], words) if rows else LineOut(file="", outcome=Outcome.UNCHANGED)
    return OneFile(id=importing, state=standing.state, **dict(line))


async def _body(request: Request) -> bytes:
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MAX_BYTES:
            break  # the reader refuses it; the rest need not be sent
    return bytes(content)
