"""An import as its page shows it: one sentence, what to do now, and what came or would come of each file and row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from api.import_views import FileOut, ImportOut, LineOut
from domain.importing import Outcome
from domain.words import N_
from exchange.columns import COLUMNS, NOT_OURS
from language.words import Words
from web.fact_names import NAMES

BUSY = ("looking", "running", "undoing")
SHOWN = 200  # lines on the page
WOULD = {
    Outcome.IMPORTED: (N_("1 is put on record"), N_("{number} are put on record")),
    Outcome.CHANGED: (N_("1 is changed"), N_("{number} are changed")),
    Outcome.JOINED: (
        N_("1 is joined with a contract on record"),
        N_("{number} are joined with contracts on record"),
    ),
    Outcome.UNCHANGED: (N_("1 is there already"), N_("{number} are there already")),
    Outcome.REFUSED: (N_("1 is refused"), N_("{number} are refused")),
}
HEADS = {
    "offered": N_("Not begun"),
    "looking": N_("Finding out what would happen"),
    "looked": N_("What would happen"),
    "running": N_("Being read in"),
    "stopped": N_("Stopped"),
    "ended": N_("Read in"),
    "undoing": N_("Being taken back"),
    "undone": N_("Taken back"),
}
LINE = {
    Outcome.IMPORTED: N_("New"),
    Outcome.CHANGED: N_("Changed"),
    Outcome.JOINED: N_("Joined"),
    Outcome.UNCHANGED: N_("There already"),
    Outcome.REFUSED: N_("Refused"),
}


@dataclass(frozen=True)
class LineRow:
    where: str
    outcome: Outcome
    called: str
    line: LineOut


@dataclass(frozen=True)
class ImportPage:
    """`unknown`: headings of spreadsheets that nobody has said anything about."""

    told: ImportOut
    head: str
    sentence: str
    busy: bool
    rows: Sequence[LineRow]
    more: int
    unknown: Sequence[str]
    fields: Sequence[tuple[str, str]]
    files: Sequence[FileOut]
    fact_names: Mapping[str, str] = field(default_factory=lambda: NAMES)

    @property
    def preview(self) -> bool:
        return self.told.state in ("looking", "looked", "offered")


def import_page(
    told: ImportOut, lines: Sequence[LineOut], files: Sequence[FileOut], words: Words
) -> ImportPage:
    number = sum(told.totals.values())
    return ImportPage(
        told=told,
        head=words(HEADS[told.state]),
        sentence=sentence(told.totals, words) or words(N_("Nothing yet.")),
        busy=told.state in BUSY,
        rows=[_row(line, words) for line in lines],
        more=number - len(lines),
        unknown=list(dict.fromkeys(heading for file in files for heading in file.unknown)),
        fields=[(NOT_OURS, words(N_("Leave it alone"))), *((each.field, each.title) for each in COLUMNS)],
        files=files,
    )


def sentence(totals: Mapping[Outcome, int], words: Words) -> str:
    said = [_said(one, many, totals[name], words) for name, (one, many) in WOULD.items() if totals.get(name)]
    return ", ".join(said)[:1].upper() + ", ".join(said)[1:] + "." if said else ""


def _said(one: str, many: str, number: int, words: Words) -> str:
    return words(one) if number == 1 else words(many, number=number)


def _row(line: LineOut, words: Words) -> LineRow:
    where = words(N_("{file}, row {row}"), file=line.file, row=line.row) if line.row else line.file
    return LineRow(where, line.outcome, words(LINE[line.outcome]), line)
