"""Registering files in from the pages: dropped or chosen, looked at, said yes to; stopped and taken back."""

from uuid import UUID, uuid4

from fastapi import APIRouter, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.import_views import FileOut, LineOut
from api.imports import TEMPLATE, begin, do, found, take
from api.problems import Problem
from domain.calendar import date_in_stockholm
from domain.command import Command
from domain.import_commands import ResumeImport, StopImport, UndoImport
from domain.refusal import Refusal
from domain.words import N_
from exchange.bounds import MAX_BYTES
from exchange.columns import FIELDS, NOT_OURS, key
from exchange.template import XLSX, template
from projections.import_work import files_of, give_up, look, remember
from projections.imports import imports, lines_of
from web.contract_routes import filled_in
from web.import_page import HEADS, SHOWN, import_page, sentence
from web.page import page
from web.visit import Registering, Visit

router = APIRouter()

AGAIN = "2"  # s until the page of an import that goes on is loaded again
MOST_FILES = 500


@router.get("/import")
async def all_imports(visit: Registering) -> HTMLResponse:
    return await _all(visit)


@router.get("/import/mall.xlsx")
async def our_template(_: Registering) -> Response:
    return Response(template(), media_type=XLSX, headers={"Content-Disposition": TEMPLATE})


@router.post("/import", response_model=None)
async def drop(visit: Registering, filer: list[UploadFile]) -> HTMLResponse | RedirectResponse:
    """Every file is looked at; nothing is read in before somebody has said so."""
    files = [file for file in filer if file.filename]
    if not files:
        return await _all(visit, visit.words(N_("Choose at least one file.")), 422)
    importing = uuid4()
    for number, file in enumerate(files[:MOST_FILES], 1):
        content = await file.read(MAX_BYTES + 1)
        await take(visit.parts, visit.somebody, importing, number, file.filename or "", content)
    await _look(visit, importing)
    return RedirectResponse(f"/import/{importing}", 303)


@router.get("/import/{importing}")
async def one_import(importing: UUID, visit: Registering) -> HTMLResponse:
    return await _one(visit, importing)


@router.post("/import/{importing}/{what}", response_model=None)
async def go_on(importing: UUID, what: str, visit: Registering) -> HTMLResponse | RedirectResponse:
    filled = await filled_in(visit)
    if what == "ta-tillbaka" and not filled.get("reason", "").strip():
        no_reason = visit.words(N_("Say why the import is taken back."))
        return await _one(visit, importing, status=422, no_reason=no_reason)
    try:
        await _do(visit, importing, what)
    except (Refusal, Problem) as error:
        text = visit.words.refusal(error) if isinstance(error, Refusal) else visit.words(error.message)
        return await _one(visit, importing, text, 409)
    return RedirectResponse("/import" if what == "avbryt" else f"/import/{importing}", 303)


async def _do(visit: Visit, importing: UUID, what: str) -> None:
    match what:
        case "las-in":
            await begin(visit.parts, visit.somebody, importing)
        case "kolumner":
            await _columns(visit, importing)
        case "avbryt":
            async with visit.parts.handler.pool.acquire() as connection, connection.transaction():
                await give_up(connection, importing)
        case _:
            await do(visit.parts, visit.somebody, importing, await _command(visit, what))


async def _command(visit: Visit, what: str) -> Command:
    match what:
        case "stoppa":
            return StopImport()
        case "ga-vidare":
            return ResumeImport()
        case "ta-tillbaka":
            return UndoImport(reason=(await filled_in(visit))["reason"].strip()[:8000])
        case _:
            raise Problem(404, "not_found", N_("There is nothing at this address."))


async def _columns(visit: Visit, importing: UUID) -> None:
    """What somebody has said that headings are: remembered, and the files looked at anew."""
    filled = await filled_in(visit)
    told = {heading.removeprefix("kolumn."): field for heading, field in filled.items() if field}
    known = {key(heading): field for heading, field in told.items() if field in (*FIELDS, NOT_OURS)}
    async with visit.parts.handler.pool.acquire() as connection, connection.transaction():
        await remember(connection, {heading: field for heading, field in known.items() if heading})
    await _look(visit, importing)


async def _look(visit: Visit, importing: UUID) -> None:
    async with visit.parts.handler.pool.acquire() as connection, connection.transaction():
        await look(connection, importing)


async def _all(visit: Visit, fault: str = "", status: int = 200) -> HTMLResponse:
    rows = [await found(visit.parts, row["id"]) for row in (await imports(visit.parts.reader.pool))[:20]]
    today = date_in_stockholm(await visit.parts.reader.now())
    told = [(each, visit.words(HEADS[each.state]), sentence(each.totals, visit.words)) for each in rows]
    return page(visit, "imports.html", today, status, imports=told, fault=fault)


async def _one(
    visit: Visit, importing: UUID, fault: str = "", status: int = 200, no_reason: str = ""
) -> HTMLResponse:
    pool = visit.parts.reader.pool
    told = await found(visit.parts, importing)
    refused = await lines_of(pool, importing, (0, -1), SHOWN, "refused")
    others = [row for row in await lines_of(pool, importing, (0, -1), SHOWN) if row["outcome"] != "refused"]
    lines = [LineOut.of(row, visit.words) for row in [*refused, *others][:SHOWN]]
    files = [FileOut.of(file) for file in await files_of(pool, importing)]
    today = date_in_stockholm(await visit.parts.reader.now())
    view = import_page(told, lines, files, visit.words)
    answer = page(visit, "import.html", today, status, view=view, fault=fault, no_reason=no_reason)
    if view.busy and not fault:
        answer.headers["Refresh"] = AGAIN
    return answer
