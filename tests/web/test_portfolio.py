"""The map by department and supplier: how dark, and where each number leads."""

from urllib.parse import parse_qs

from projections.reading import Row
from web.portfolio import SHADES, map_of


def row(department: str, supplier: str, number: int) -> Row:
    return {"department": department, "supplier": supplier, "number": number, "late": 0}


def test_a_number_leads_to_its_suppliers_contracts_and_that_of_the_others_nowhere() -> None:
    """The others are no supplier: no list can be asked for them."""
    told = map_of([row("klk", "Gröna Parker AB", 3), row("klk", "", 9)], {"klk": "Kansliet"})
    assert told.suppliers == ["Gröna Parker AB", ""]
    parks, others = told.rows[0].cells
    assert parse_qs(parks.query) == {"avdelning": ["klk"], "leverantor": ["Gröna Parker AB"]}
    assert (others.number, others.query) == (9, "")


def test_there_is_a_shade_for_many_and_one_for_few() -> None:
    numbers = (0, 1, 4, 5, 8)
    told = map_of([row(f"d{n}", "A", n) for n in numbers], {f"d{n}": f"d{n}" for n in numbers})
    assert [each.cells[0].shade for each in told.rows] == [1, 1, 2, 2]
    assert SHADES == 2
