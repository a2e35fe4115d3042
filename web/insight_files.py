"""The yearly report as a PDF to print and as a workbook: the page's own tables, so that nothing more is told."""

from dataclasses import asdict
from pathlib import Path

from domain.words import N_
from exchange.written import Cell, Sheet, workbook
from language.words import Words
from web.dossier_pdf import pdf
from web.insight import InsightView
from web.insight_table import Line, Table

TEMPLATE = Path(__file__).parent / "templates" / "yearly_report.typ"


def report_pdf(view: InsightView, words: Words) -> bytes:
    return pdf({**asdict(view), "language": words.language}, TEMPLATE)


def report_workbook(view: InsightView, words: Words) -> bytes:
    """A sheet for the sentences and figures, then one for each table."""
    first: list[list[Cell]] = [[view.kicker], [view.headline], [view.sentence], []]
    first += [[each.meaning, each.number, each.of] for each in view.figures]
    summary = Sheet(str(view.year), (words(N_("The yearly report")),), [*first, [], [view.foot]])
    return workbook([summary, *(_sheet(each) for each in view.tables)])


def _sheet(table: Table) -> Sheet:
    lines = [*table.lines, *([table.total] if table.total else [])]
    told = [_cells(each) for each in lines]
    if table.note:
        told += [[], [table.note]]
    return Sheet(table.heading, (table.first, *table.columns), told)


def _cells(line: Line) -> list[Cell]:
    return [line.name, *line.cells]
