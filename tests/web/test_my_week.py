"""The start page: each sees their own; a step that was given to somebody is theirs, and no longer the department's."""

from datetime import date, timedelta
from uuid import UUID

from projections.week import Section, Whose, ahead, section
from tests.served import Served
from tests.visitor import Visitor
from tests.web.test_who_may import sign_in

NILS, SAM = Whose(("p-04",), ("skola",)), Whose(("p-02",), ("klk",))


async def of(served: Served, name: str, whose: Whose) -> Section:
    today = await served.today()
    return await section(served.handler.pool, name, whose, today, sunday_of(today))


def sunday_of(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())


async def open_steps(served: Served, contract: UUID) -> dict[str, dict[str, object]]:
    rows = await served.handler.pool.fetch("SELECT * FROM open_step WHERE contract_id = $1", contract)
    return {row["step"]: dict(row) for row in rows}


async def test_a_step_is_its_departments_until_it_is_given_to_somebody(served: Served) -> None:
    before = (await of(served, "week", SAM)).number
    contract = await served.registered_contract("VECKA-1")
    assert (await of(served, "week", SAM)).number == before + 1
    await served.do(contract, "assign_step", step="triage", person="p-04")
    assert (await of(served, "week", SAM)).number == before
    assert [row["number"] for row in (await of(served, "week", NILS)).rows] == ["VECKA-1"]
    await served.do(contract, "triage_clause", clause="no_clause", reason="Under beloppsgränsen.")
    assert (await of(served, "week", NILS)).number == 0


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
        weeks = await ahead(served.handler.pool, Whose(), today, until)
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
