"""A view of the list taken along, as text or as a workbook: each contract in it is noted as seen (decision 0033)."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any, Literal

from fastapi.responses import Response, StreamingResponse

from api.looks import must_say_why
from api.problems import Problem
from domain.calendar import date_in_stockholm
from domain.words import N_
from exchange.template import XLSX
from exchange.written import CSV, MARK, Cell, csv_of, workbook_of
from language.words import Words
from projections.finding import COUNTED, Place, contracts_found, how_many
from projections.looks import Look, note_looks
from projections.reading import Row
from web.list_query import ListAsked
from web.people import department_names
from web.visit import Visit

AT_ONCE = 1000  # contracts read at a time
HEADINGS = (
    N_("Number"), N_("Contract"), N_("Supplier"), N_("Buyer"), N_("Phase"), N_("Clause"), N_("Next"),
    N_("Who is next"), N_("Last day"), N_("Signed"), N_("Ends"), N_("Promised places"), N_("Started places"),
    N_("Changed"), N_("Address"),
)  # fmt: skip


async def exported(visit: Visit, asked: ListAsked, kind: Literal["csv", "xlsx"]) -> Response:
    """Raises Problem."""
    _must_have_a_case(visit)
    name = f'attachment; filename="avtal-{date_in_stockholm(await visit.parts.reader.now())}.{kind}"'
    headers = {"Content-Disposition": name}
    if kind == "csv":
        return StreamingResponse(_text(visit, asked), media_type=CSV, headers=headers)
    if await how_many(visit.parts.reader.pool, asked.filters) > COUNTED:
        message = N_(
            "More than {number} contracts are too many for a workbook. Narrow the view, or take CSV."
        )
        raise Problem(422, "too_many", message, number=COUNTED)
    lines = [line async for page in _pages(visit, asked, kind) for line in _lines(page, visit)]
    headings = [visit.words(heading) for heading in HEADINGS]
    book = await asyncio.to_thread(workbook_of, visit.words(N_("Contracts")), headings, lines)
    return Response(book, media_type=XLSX, headers=headers)


def _must_have_a_case(visit: Visit) -> None:
    if must_say_why(visit.somebody):
        raise Problem(
            403,
            "no_case",
            N_("You run the installation and have no case here. Ask a coordinator to take the list."),
        )


async def _text(visit: Visit, asked: ListAsked) -> AsyncIterator[str]:
    yield MARK + csv_of([[visit.words(heading) for heading in HEADINGS]])
    async for page in _pages(visit, asked, "csv"):
        yield csv_of(_lines(page, visit))


async def _pages(visit: Visit, asked: ListAsked, kind: str) -> AsyncIterator[Sequence[Row]]:
    """Each noted before any of it is given."""
    who, after = visit.somebody, None
    while True:
        rows = await contracts_found(visit.parts.reader.pool, asked.filters, asked.order, AT_ONCE, after)
        if not rows:
            return
        look = Look(who.person.id, who.role, "export", "page", about=kind)
        await note_looks(visit.parts.handler.pool, look, [row["id"] for row in rows])
        yield rows
        after = Place(rows[-1]["key"], str(rows[-1]["id"]))


def _lines(page: Sequence[Row], visit: Visit) -> Iterator[list[Cell]]:
    for row in page:
        yield _line(row, visit, visit.words)


def _line(row: Mapping[str, Any], visit: Visit, words: Words) -> list[Cell]:
    return [
        row["number"],
        row["title"],
        row["suppliers"],
        row["buyer"],
        words.name(row["phase"]),
        words.name(row["clause"] or ""),
        ", ".join(words.name(step) for step in row["steps"]),
        department_names(row["departments"], visit.parts.handler.policy, words),
        row["next_due"],
        row["signed_on"],
        row["ends_on"],
        row["places"],
        row["places_started"],
        date_in_stockholm(row["changed_at"]),
        f"{visit.settings.public_url}/avtal/{row['id']}",
    ]
