"""The yearly report: what is counted, to which year it belongs, and what of it is not told."""

from datetime import date, timedelta

import pytest

from domain.small_numbers import LEAST
from domain.vocabulary import Form
from language.words import Words
from projections.insight import Year, the_year
from tests.served import Served
from web.insight import FEW, InsightView, insight_view

CONTRACTS = {"signed": 9, "held": 7, "nothing_possible": 2, "promised": 5, "came_about": 4, "closed": 1}
DIALOGUES = {"in_time": 5, "late": 2, "not_held": 1, "days_late": 9.4}


def promised(key: str, places: int, came_about: int, lapsed: int = 0) -> dict[str, object]:
    return {"key": key, "promised": places, "came_about": came_about, "lapsed": lapsed}


def report(*by_form: dict[str, object]) -> InsightView:
    told = Year(CONTRACTS, DIALOGUES, by_form, ())
    return insight_view(told, 2026, [2026], {"skola": "Skolan"}, Words("sv"))


def test_the_year_in_a_sentence() -> None:
    view = report(promised(Form.INTERNSHIP, 20, 12, 3), promised(Form.EMPLOYMENT, 10, 6))
    assert view.headline == "18 av 30 utlovade insatser blev av"
    assert view.sentence == (
        "5 av 7 dialoger hölls i tid. Försenade och inte hållna än: 1. De försenade var i genomsnitt 9 dagar sena."
        " I 2 avtal kom parterna fram till att inget var möjligt just nu. Det är ett godkänt resultat."
    )


def test_a_small_number_of_people_is_told_neither_in_words_nor_as_a_drawing_nor_by_what_is_left() -> None:
    view = report(
        promised(Form.STUDY_VISIT, 30, 20),
        promised(Form.INTERNSHIP, 12, 8, 4),
        promised(Form.EMPLOYMENT, 4, 3, 1),
    )
    visits, internships, employment = view.by_form.rows
    assert (visits.came_about, internships.came_about, employment.came_about) == ("20", "–", FEW)
    assert (employment.share, employment.lapsed, employment.drawn) == ("–", "–", None)
    assert (internships.share, internships.lapsed, internships.drawn) == ("–", "–", None)
    assert view.by_form.all.came_about == "31"


def test_a_year_with_few_people_in_all_does_not_tell_how_many() -> None:
    view = report(promised(Form.INTERNSHIP, 6, LEAST - 1))
    assert view.by_form.all.came_about == FEW
    assert "4" not in view.headline


def test_where_all_came_about_the_total_would_tell_each_and_is_not_told() -> None:
    view = report(promised(Form.INTERNSHIP, 4, 4), promised(Form.EMPLOYMENT, 4, 4))
    assert view.by_form.all.came_about == view.by_form.all.share == "–"
    assert view.headline == "8 insatser är utlovade, få av vissa slag"


@pytest.mark.parametrize("came_about", [0, 7])
def test_forms_come_in_their_own_order(came_about: int) -> None:
    rows = [promised(form, 10, came_about) for form in sorted(Form)]
    assert [row.name for row in report(*rows).by_form.rows] == [Words("sv").name(form) for form in Form]


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
        assert after.contracts[part] == before.contracts[part] + 1
    assert internships(after) == {
        k: v + {"promised": 2, "came_about": 1, "lapsed": 0}[k] for k, v in internships(before).items()
    }
    await served.do(contract, "strike_off", reason="Fel avtal.")
    struck = await year_of(served, today)
    assert (struck.contracts, internships(struck)) == (before.contracts, internships(before))


async def year_of(served: Served, today: date) -> Year:
    return await the_year(served.handler.pool, today.year, today)


def internships(year: Year) -> dict[str, int]:
    nothing = {"promised": 0, "came_about": 0, "lapsed": 0}
    row = next((row for row in year.by_form if row["key"] == "internship"), nothing)
    return {part: row[part] for part in nothing}
