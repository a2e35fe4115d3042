"""The start page: each sees their own; a step that was given to somebody is theirs, and no longer the department's."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from access.asker import Asker
from language.words import Words
from projections.nudges import nudge
from projections.week import COUNTED, Section, Whose, ahead, planned_once, section
from tests.builders import POLICY
from tests.served import Served, eventually
from tests.visitor import Visitor
from tests.web.test_who_may import sign_in
from web.dates import Dates
from web.week import week_view

NILS, SAM = Whose(("p-04",), ("skola",)), Whose(("p-02",), ("klk",))


@pytest.fixture(autouse=True)
def _others_tests_have_left_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("projections.week.COUNTED", 100_000)


async def of(served: Served, name: str, whose: Whose) -> Section:
    today = await served.today()
    async with planned_once(served.handler.pool) as connection:
        return await section(connection, name, whose, today, sunday_of(today))


def sunday_of(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())


async def open_steps(served: Served, contract: UUID) -> dict[str, dict[str, object]]:
    rows = await served.handler.pool.fetch("SELECT * FROM open_step WHERE contract_id = $1", contract)
    return {row["step"]: dict(row) for row in rows}


async def test_a_step_is_its_departments_until_it_is_given_to_somebody(served: Served) -> None:
    before, others = (await of(served, "week", SAM)).number, (await of(served, "week", NILS)).rows
    contract = await served.registered_contract("VECKA-1")
    assert (await of(served, "week", SAM)).number == before + 1
    await served.do(contract, "assign_step", step="triage", person="p-04")
    assert (await of(served, "week", SAM)).number == before
    theirs = [row["number"] for row in (await of(served, "week", NILS)).rows]
    assert set(theirs) - {row["number"] for row in others} == {"VECKA-1"}
    await served.do(contract, "triage_clause", clause="no_clause", reason="Under beloppsgränsen.")
    assert (await of(served, "week", NILS)).number == len(others)


async def test_the_steps_follow_the_contract_each_with_its_last_day_and_its_act(served: Served) -> None:
    contract = await served.signed_contract()
    steps = await open_steps(served, contract)
    assert {name: step["asks"] for name, step in steps.items()} == {
        "invite": "invite_to_dialogue",
        "hold": "record_dialogue",
    }
    deadlines = (await served.http.get(f"/api/v1/contracts/{contract}/deadlines")).json()
    assert {step["step"]: step["due"] for step in deadlines} == {
        name: str(step["due"]) for name, step in steps.items()
    }


async def test_the_weeks_ahead_count_last_days_and_meetings(served: Served) -> None:
    today = await served.today()
    until = sunday_of(today) + timedelta(weeks=7)

    async def told() -> dict[str, int]:
        async with planned_once(served.handler.pool) as connection:
            weeks = await ahead(connection, Whose(), today, until)
        kinds = ("late", "due", "meeting")
        return {kind: sum(week.get(kind, 0) for week in weeks.values()) for kind in kinds}

    before = await told()
    contract, on = await served.signed_contract(), (today + timedelta(days=10)).isoformat()
    await served.do(contract, "confirm_supplier_contact", name="Kontakt", address="kontakt@lev.example")
    invited = await served.do(contract, "invite_to_dialogue", meeting_on=on, starts_at="10:00")
    assert invited.status_code == 201, invited.text
    after = await told()
    assert (after["due"], after["meeting"]) == (before["due"] + 1, before["meeting"] + 1)


async def test_the_page_names_the_act_and_leads_to_it(served: Served) -> None:
    contract = await served.registered_contract("VECKA-2")
    await served.do(contract, "assign_step", step="triage", person="p-04")
    async with Visitor(served.url) as visitor:
        assert (await visitor.get("/vecka")).headers["location"] == "/logga-in"
        await sign_in(visitor, await served.sign_in_link("p-04"))
        assert (await visitor.get("/")).headers["location"] == "/vecka"
        shown = (await visitor.get("/vecka")).text
        assert f'href="/avtal/{contract}#next">Avgör klausulen' in shown
        assert (await visitor.get("/vecka?vems=nobody")).status_code == 404
        await visitor.post("/visning", data={"sprak": "en"})
        assert "<title>My week – Insats</title>" in (await visitor.get("/vecka?vems=alla")).text
    await served.do(contract, "triage_clause", clause="no_clause", reason="Under beloppsgränsen.")


async def visiting(served: Served, person: str, address: str = "/vecka") -> str:
    async with Visitor(served.url) as visitor:
        await sign_in(visitor, await served.sign_in_link(person))
        return (await visitor.get(address)).text


async def an_hour_later(served: Served) -> None:
    await served.handler.pool.execute("UPDATE week_visit SET seen_at = seen_at - interval '61 minutes'")


async def test_what_others_have_done_since_the_last_visit_is_told_and_stays_new_for_the_visit(
    served: Served,
) -> None:
    contract = await served.registered_contract("NYTT-1")
    await served.do(contract, "pass_on_step", step="triage", to="skola", reason="Ert.")
    await visiting(served, "p-04")
    await an_hour_later(served)
    assert "Ändrat sedan du var här" not in await visiting(served, "p-04")
    await served.do(contract, "triage_clause", clause="no_clause", reason="Under beloppsgränsen.")
    for _ in range(2):  # loaded again, it is new still
        shown = await visiting(served, "p-04")
        assert "Ett avtal har ändrats sedan du var här." in shown
        assert f'<a href="/avtal/{contract}#events">Björkhammar Mark AB</a>' in shown
        assert "Under beloppsgränsen" not in shown
    await an_hour_later(served)
    assert "Ändrat sedan du var här" not in await visiting(served, "p-04")


async def test_ones_own_doings_are_no_news(served: Served) -> None:
    await visiting(served, "p-01")
    contract = await served.registered_contract("NYTT-2")  # by p-01
    assert f"/avtal/{contract}#events" not in await visiting(served, "p-01", "/vecka?vems=alla")


async def test_a_step_is_taken_on_and_passed_on_from_its_row(served: Served) -> None:
    contract = await served.signed_contract("RAD-1")
    await served.do(contract, "assign_step", step="hold", person="p-04")
    async with Visitor(served.url) as nils:
        await sign_in(nils, await served.sign_in_link("p-04"))
        row, page = f"/vecka/{contract}/hold", (await nils.get("/vecka")).text
        assert f'action="{row}/acknowledge_step"' in page
        done = await nils.post(f"{row}/acknowledge_step", {"command_id": str(uuid4())})
        assert (done.status_code, done.headers["location"]) == (303, "/vecka?gjort=acknowledge_step")
        assert f'action="{row}/acknowledge_step"' not in (await nils.get("/vecka")).text
        told = {"command_id": str(uuid4()), "to": "p-02"}
        wrong = await nils.post(f"{row}/pass_on_step", told)
        assert (wrong.status_code, "Fyll i det här." in wrong.text) == (422, True)
        passed = await nils.post(f"{row}/pass_on_step", told | {"reason": "Sam känner leverantören."})
        assert passed.status_code == 303
        other = await nils.post(f"{row}/pass_on_step", told | {"reason": "Igen.", "command_id": str(uuid4())})
        assert other.status_code == 403  # it is no longer his
    assert (await open_steps(served, contract))["hold"]["people"] == ["p-02"]


async def test_what_is_given_and_not_taken_on_stands_there_though_it_is_due_later(served: Served) -> None:
    contract = await served.signed_contract("GIVET-1")
    before = (await of(served, "new", NILS)).number
    await served.do(contract, "assign_step", step="hold", person="p-04")
    assert (await of(served, "new", NILS)).number == before + 1
    await served.do(contract, "acknowledge_step", step="hold")
    assert (await of(served, "new", NILS)).number == before


async def test_a_notice_that_did_not_arrive_is_sent_again_from_its_row(served: Served) -> None:
    contract, pool = await served.signed_contract("IGEN-1"), served.handler.pool

    async def all_sent() -> bool:
        query = "SELECT count(*) FROM notice WHERE contract_id = $1 AND step = 'hold' AND sent_at IS NULL"
        return not await pool.fetchval(query, contract)

    await eventually(all_sent)  # one that is under way would be noted after it was given up
    given_up = "UPDATE notice SET sent_at = NULL, next_try_at = NULL WHERE contract_id = $1 AND step = 'hold'"
    await pool.execute(given_up, contract)
    async with Visitor(served.url) as maja:
        await sign_in(maja, await served.sign_in_link("p-01"))
        assert "Kom inte fram" in (await maja.get(f"/vecka/{contract}/hold")).text
        again = await maja.post(f"/vecka/{contract}/hold/send_again")
        assert again.status_code == 303
        assert "Kom inte fram" not in (await maja.get(f"/vecka/{contract}/hold")).text
        assert (await maja.get(f"/vecka/{contract}/evaluate")).status_code == 404
    await wake(served, contract)
    await eventually(all_sent)


async def wake(served: Served, contract: UUID) -> None:
    async with served.handler.pool.acquire() as connection, connection.transaction():
        await nudge(connection, contract, bulk=False)


async def test_nobody_counts_on_for_ever(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given more than are counted, then the page says that there are more, and shows the first all the same."""
    today = await served.today()
    for _ in range(3):
        await served.registered_contract("MÅNGA")
    monkeypatch.setattr("projections.week.COUNTED", 2)
    first = await of(served, "week", Whose())
    assert first.number > 2
    assert len(first.rows) >= 3
    many = {"late": COUNTED + 1, "week": 2 * COUNTED, "new": 0, "waiting": COUNTED + 1}
    sections = {name: Section([], number) for name, number in many.items()}
    weeks = {today - timedelta(days=today.weekday()): {"late": COUNTED + 1, "due": 1}}
    dates, asker = Dates(Words("sv"), today), Asker(POLICY.people[0])
    view = week_view(sections, weeks, None, POLICY.calendar, dates, asker)
    assert view.sentence == (
        "Fler än 100 saker är försenade. Fler än 100 ska göras den här veckan. Fler än 100 väntar på någon annan."
    )
    assert [part.counted for part in view.parts] == ["100+", "100+", "100+"]
    assert (view.weeks[0].counted, view.weeks[0].spoken) == ("100+", "att göra: 1, försenat: 100+")


async def test_whose_each_step_is_follows_every_way_in_which_it_is_written(served: Served) -> None:
    """Held against the arrays of open_step themselves, for everything that other tests have left there."""
    contract = await served.registered_contract("VEMS-1")
    await served.do(contract, "assign_step", step="triage", person="p-04", deputy="p-02")
    told = await served.handler.pool.fetch(WHOSE_BY_ARRAYS)
    assert told == []


# Either way: what one of the two tells and the other does not.
WHOSE_BY_ARRAYS = """
WITH by_arrays AS (
    SELECT whose, contract_id, step, due,
           CASE WHEN waits_for IN ('supplier', 'court') THEN 'others' ELSE waits_for END,
           people <> '{}' AND NOT acknowledged AND waits_for = '' AS new, meets_on
    FROM open_step, LATERAL (
        SELECT 'all' AS whose
        UNION ALL SELECT 'given ' || each FROM unnest(people) AS each
        UNION ALL SELECT kind || each FROM unnest(departments) AS each, unnest(ARRAY['of ', 'left ']) AS kind
                  WHERE kind = 'of ' OR cardinality(people) = 0) AS words
)
(TABLE by_arrays EXCEPT TABLE step_whose) UNION ALL (TABLE step_whose EXCEPT TABLE by_arrays)
"""
