"""The yearly report: what is counted, to which year it belongs, and what of it is not told."""

from datetime import date, timedelta

import pytest

from domain.small_numbers import LEAST
from domain.vocabulary import Form
from language.words import Words
from projections.insight import Year, the_year
from projections.reading import Row
from tests.served import Served
from tests.web.overlooking import overlooking
from web.insight import InsightView, Told, insight_view
from web.insight_promises import FEW
from web.insight_table import Line, Table

PARTS = ("clause", "signed", "held", "nothing_possible", "promised", "came_about", "closed")
CONTRACTS = [
    dict(zip(PARTS, told, strict=True))
    for told in (("dialogue_clause", 9, 7, 2, 5, 4, 1), ("no_clause", 3, 0, 0, 0, 0, 2))
]
HOLD = {"step": "hold", "in_time": 5, "late": 2, "not_done": 1, "days_late": 9.4}
TODAY = date(2026, 3, 9)


def promised(form: str, places: int, came_about: int, lapsed: int = 0, **more: object) -> Row:
    told = {"year": 2026, "departments": ["skola"], "supplier": "Bygg AB"} | more
    return told | {"form": form, "promised": places, "came_about": came_about, "lapsed": lapsed}


def report(*promises: Row, ended: tuple[Row, ...] = (), goes_on: tuple[Row, ...] = ()) -> InsightView:
    told = Year(CONTRACTS, (HOLD,), promises, ended, goes_on, ())
    return insight_view(Told(told, 2026, TODAY, {"skola": "Skolan"}, "Provköping"), Words("sv"))


def table(view: InsightView, id_: str) -> Table:
    return next(each for each in view.tables if each.id == id_)


def line(view: InsightView, id_: str, name: str) -> Line:
    return next(each for each in table(view, id_).lines if each.name == name)


def test_the_year_in_a_sentence() -> None:
    view = report(promised(Form.INTERNSHIP, 20, 12, 3), promised(Form.EMPLOYMENT, 10, 6))
    assert view.headline == "18 av 30 utlovade insatser blev av"
    assert view.sentence == (
        "5 av 7 dialoger hölls i tid. Försenade och inte hållna än: 1. De försenade var i genomsnitt 9 dagar sena."
        " I 2 avtal kom parterna fram till att inget var möjligt just nu. Det är ett godkänt resultat."
    )


def test_the_four_figures_each_say_of_how_many() -> None:
    view = report(promised(Form.INTERNSHIP, 20, 12, 3))
    assert [(each.number, each.of) for each in view.figures] == [
        (9, "av 12"),
        (5, "av 8"),
        (12, "av 20"),
        (3, ""),
    ]


def test_a_small_number_of_people_is_told_neither_in_words_nor_as_a_drawing_nor_by_what_is_left() -> None:
    view = report(
        promised(Form.STUDY_VISIT, 30, 20),
        promised(Form.INTERNSHIP, 12, 8, 4),
        promised(Form.EMPLOYMENT, 6, 3, 1),
    )
    rows = {each.name: each for each in table(view, "by-form").lines}
    assert rows["Studiebesök"].cells == (30, 20, 0, "67 %")
    assert (rows["Praktik"].cells, rows["Praktik"].drawn) == ((12, "–", "–", "–"), ())
    assert (rows["Anställning"].cells, rows["Anställning"].drawn) == ((6, FEW, "–", "–"), ())
    total = table(view, "by-form").total
    assert total
    assert total.cells[1] == 31


def test_no_other_table_tells_what_one_of_them_hides() -> None:
    """All that one supplier promised is the one form's: what is told of it would be the form's number."""
    view = report(
        promised(Form.STUDY_VISIT, 30, 20, supplier="A"),
        promised(Form.INTERNSHIP, 12, 8, supplier="B", departments=["jobb"]),
        promised(Form.EMPLOYMENT, 6, 3, supplier="C"),
    )
    hidden = (
        line(view, "by-form", "Praktik"),
        line(view, "by-supplier", "B"),
        line(view, "by-department", "jobb"),
    )
    assert [each.cells[1] for each in hidden] == ["–", "–", "–"]


def test_a_year_with_few_people_in_all_does_not_tell_how_many_nor_of_how_few_contracts() -> None:
    view = report(promised(Form.INTERNSHIP, 6, LEAST - 1))
    total = table(view, "by-form").total
    assert total
    assert (total.cells[1], view.figures[2].number, view.figures[3].number) == (FEW, FEW, "–")
    assert "4" not in view.headline
    assert line(view, "how-far", "någon insats påbörjad").cells[0] == FEW


def test_years_beside_each_other_tell_what_each_years_own_report_tells() -> None:
    view = report(promised(Form.INTERNSHIP, 20, 12), promised(Form.INTERNSHIP, 9, 3, year=2025))
    assert line(view, "by-year", "2025").cells == (9, FEW, "–", "–")
    assert line(view, "by-year", "2026").cells[:2] == (20, 12)
    assert table(view, "by-year").total is None


def test_the_step_that_takes_longest_comes_first_with_what_was_missed_and_what_waits_now() -> None:
    ended = (
        {"kind": "step", "name": "invite", "number": 4, "days": [3, 9]},
        {"kind": "step", "name": "hold", "number": 6, "days": [30, 60]},
        {"kind": "phase", "name": "dialogue", "number": 5, "days": [40, 60]},
    )
    goes_on = (
        {"kind": "step", "name": "hold", "number": 2, "longest": 44},
        {"kind": "phase", "name": "dialogue", "number": 3, "longest": 50},
    )
    view = report(ended=ended, goes_on=goes_on)
    held, invited = table(view, "steps").lines
    assert (held.name, held.cells) == ("Håll dialogen", (6, 30, 60, "3 av 8", 2, 44))
    assert (held.drawn, invited.drawn) == ((50.0, 50.0), (5.0, 10.0))
    assert line(view, "phases", "Dialog").cells == (5, 40, 60, 3)


@pytest.mark.parametrize("came_about", [0, 7])
def test_forms_come_in_their_own_order(came_about: int) -> None:
    rows = [promised(form, 10, came_about) for form in sorted(Form)]
    names = [each.name for each in table(report(*rows), "by-form").lines]
    assert names == [Words("sv").name(form) for form in Form]


async def test_what_a_contract_lives_through_is_counted_in_its_year(served: Served) -> None:
    today = await served.today()
    before = await year_of(served, today)
    contract = await served.signed_contract()
    answers: list[dict[str, object]] = [
        {"form": form, "answer": "not_possible", "reason": "Inte nu."} for form in Form
    ]
    answers[1] = {"form": "internship", "answer": "possible", "number": 2}
    told = {"held_on": today.isoformat(), "participants": ["beställare"], "answers": answers}
    ends_on = (today + timedelta(days=60)).isoformat()
    for command, fields in (
        ("record_dialogue", told),
        ("confirm_record", {"party": "municipality"}),
        ("confirm_record", {"party": "supplier"}),
        (
            "agree_commitment",
            {"form": "internship", "places": 2, "starts_on": today.isoformat(), "ends_on": ends_on},
        ),
        ("conclude_commitments", {}),
        ("start_placement", {"commitment": 1, "started_on": today.isoformat()}),
    ):
        done = await served.do(contract, command, **fields)
        assert done.status_code == 201, done.text
    after = await year_of(served, today)
    for part in ("signed", "held", "promised", "came_about"):
        assert contracts(after, part) == contracts(before, part) + 1
    assert passed(after, "dialogue") == passed(before, "dialogue") + 1
    assert internships(after) == [a + b for a, b in zip(internships(before), (2, 1, 0), strict=True)]
    await served.do(contract, "strike_off", reason="Fel avtal.")
    struck = await year_of(served, today)
    assert (struck.contracts, internships(struck)) == (before.contracts, internships(before))
    assert passed(struck, "dialogue") == passed(before, "dialogue")


async def year_of(served: Served, today: date) -> Year:
    async with overlooking(served.settings) as pool:
        return await the_year(pool, today.year, today)


def contracts(year: Year, part: str) -> int:
    return sum(row[part] for row in year.contracts)


def passed(year: Year, phase: str) -> int:
    return sum(row["number"] for row in year.ended if (row["kind"], row["name"]) == ("phase", phase))


def internships(year: Year) -> list[int]:
    rows = [row for row in year.promises if row["form"] == "internship"]
    return [sum(row[part] for row in rows) for part in ("promised", "came_about", "lapsed")]
