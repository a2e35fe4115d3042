"""Our own template of a register of contracts, as an Excel workbook."""

import io

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from exchange.columns import COLUMNS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPLAINED = (
    "En rad är ett avtal. Leverantören och avtalets nummer eller namn behövs; resten kan lämnas tomt.",
    "Ta bort exempelraden. Skriv ingenting om personer.",
    "Dagar skrivs 2026-03-31. Belopp skrivs 1 234 567,50.",
    "Social klausul: dialog, sysselsättning, bonus eller ingen. Tomt: avtalet väntar på att någon avgör det i Insats.",
    "Räkna tider från: dagen som tidsgränser räknas från för ett avtal som redan löper.",
    "Tomt där: ingen sista dag räknas ut för det som skulle ha gjorts innan avtalet kom till Insats.",
    "Det som redan har hänt skrivs med dagen då det hände. Ingenting av det räknas som sent.",
    "Praktik, anställning, lärlingsplats och så vidare: hur många platser leverantören har lovat, som 2.",
    "Är mer än platser lovat: 2 (24 veckor) eller 2 (6 heltidsmånader), för alla platserna tillsammans.",
    "Placeringar påbörjade: en dag för varje, med semikolon mellan. Är flera former lovade: praktik 2026-03-31.",
    "Placeringar avslutade: lika många dagar i samma ordning, - för en som pågår. Tomt: alla pågår.",
    "Uppföljningar godkända: dagarna. Uppföljningar framöver: dagarna som leverantören ska rapportera.",
    "Avslutat: ja eller dagen, om avtalet är avslutat.",
)


def template() -> bytes:
    """Our columns and one made-up row, and a sheet that explains them. Every cell is text: nothing is converted."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 - a new workbook has one
    sheet.title = "Avtal"
    sheet.append([column.title for column in COLUMNS])
    sheet.append([column.example for column in COLUMNS])
    for place in range(1, len(COLUMNS) + 1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.cell(2, place).number_format = "@"
        sheet.column_dimensions[get_column_letter(place)].width = 20
    sheet.freeze_panes = "A2"
    notes = book.create_sheet("Så här")
    for line in EXPLAINED:
        notes.append([line])
    notes.column_dimensions["A"].width = 110
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
