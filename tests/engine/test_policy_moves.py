"""What a policy moves: as planned, once, with one mail to each, and however late it is moved."""

from collections import Counter
from collections.abc import Callable
from datetime import date, time
from email.message import EmailMessage
from itertools import pairwise
from uuid import UUID, uuid4

from activities.time import TimeActivities
from domain.step_events import DeadlineMissed, DeadlineMoved, DeadlineSet
from event_store.streams import stream_ids
from projections.rebuild import rebuild
from tests.served import Served, text_of
from tests.town import DAY, REASON, TEXT, Town, closing


async def test_plan_says_exactly_what_apply_then_does_and_each_is_told_once(
    quiet: Town, web: Served, record_property: Callable[[str, object], None]
) -> None:
    """Given twelve contracts, one of them missed already: by the API, as the command line does it."""
    contracts = [await quiet.contract() for _ in range(12)]
    late = await quiet.contract(await quiet.today() - 60 * DAY)
    await quiet.sweeper()._let_time_pass()
    was = {contract: await quiet.last_day(contract) for contract in contracts}
    late_day = await quiet.last_day(late)
    text = closing(was[contracts[0]], late_day)
    await quiet.no_mail()
    mails_before = moves_told(web)

    planned = (await web.http.post("/api/v1/policy/plan", json={"text": text, "name": "karlstad"})).json()
    ours = [move for move in planned["moves"] if UUID(move["contract"]) in {*contracts, late}]
    moving = {UUID(m["contract"]): (m["step"], m["was"], m["due"]) for m in ours if not m["stays"]}
    assert set(moving) == set(contracts)
    assert [(UUID(m["contract"]), m["stays"]) for m in ours if m["stays"]] == [(late, "var redan missad")]
    assert {day["name"] for move in ours for day in move["why"]} == {"Klämdag"}
    all_planned = {(m["contract"], m["step"], m["was"], m["due"]) for m in planned["moves"] if not m["stays"]}

    body = {"text": text, "name": "karlstad", "replaces": planned["replaces"], "reason": REASON}
    before = await moved_so_far(quiet)
    adopted = await web.http.post("/api/v1/policy/versions", json=body)
    assert adopted.status_code == 201, adopted.text
    while (await web.http.post("/api/v1/policy/moves")).json()["left"]:
        pass
    happened = await moved_so_far(quiet) - before
    assert {(str(c), step, str(a), str(b)) for c, step, a, b in happened} == all_planned
    assert sum(happened.values()) == len(all_planned)
    for contract in contracts:
        (move,) = await quiet.moves(contract)
        assert (move.reason, move.policy) == (REASON, adopted.json()["version"])
    assert await quiet.moves(late) == []

    await quiet.sweeper().reconcile()
    mails = moves_told(web)[len(mails_before) :]
    assert sorted(str(mail["To"]) for mail in mails) == [
        "samordnare@karlstad.example",
        "upphandling@karlstad.example",
    ]
    for mail in mails:
        assert Counter(text_of(mail).count(f"/avtal/{contract}") for contract in contracts) == {
            1: len(contracts)
        }
    after = (await web.http.post("/api/v1/policy/plan", json={"text": text, "name": "karlstad"})).json()
    assert after["same"]
    assert [m for m in after["moves"] if not m["stays"]] == []
    record_property("planned", len(all_planned))
    record_property("moved", sum(happened.values()))
    record_property("mails_each", 1)


async def test_a_deputy_of_two_gets_one_mail_of_what_moved_for_both(quiet: Town, web: Served) -> None:
    day = await quiet.last_day(await quiet.contract())
    await quiet.no_mail()
    today = (await quiet.today()).isoformat()
    given: list[int] = []
    for person in ("p-01", "p-02"):
        told = {"person": person, "deputy": "p-05", "first_day": today, "last_day": today}
        answer = await web.http.post("/api/v1/delegations", json=told)
        assert answer.status_code < 300, answer.text
        given = [each["number"] for each in answer.json()]
    try:
        before = moves_told(web)
        await quiet.adopt(closing(day))
        await quiet.sweeper().reconcile()
        [mail] = moves_told(web)[len(before) :]
    finally:
        for number in given:
            await web.http.post(f"/api/v1/delegations/{number}/withdraw", json={})
    assert mail["To"] == "enhetschef@karlstad.example"
    [line] = [line for line in text_of(mail).splitlines() if "ersätter" in line]
    assert "Samordnare Maja L." in line
    assert "Upphandlare Sam D." in line


def moves_told(web: Served) -> list[EmailMessage]:
    """Oldest first; of other tests too, which share the town."""
    return [mail for mail in web.mails("sista dagen var") if str(mail["Subject"]).startswith("Sista dagar")]


async def moved_so_far(town: Town) -> Counter[tuple[UUID, str, date, date]]:
    """Each last day that a policy has moved, in all the log: which, from when, to when."""
    async with town.handler.pool.acquire() as connection, connection.transaction():
        streams = [stream async for stream in stream_ids(connection)]
    found: Counter[tuple[UUID, str, date, date]] = Counter()
    for stream in streams:
        events = [record.event for record in await town.recorded(stream)]
        for event, anew in pairwise(events):
            if isinstance(event, DeadlineMoved) and isinstance(anew, DeadlineSet) and event.policy:
                found[stream, event.step, event.was, anew.due] += 1
    return found


async def test_a_day_that_a_policy_moves_away_is_not_missed_however_late_it_is_moved(quiet: Town) -> None:
    """Given a closing day adopted on that very day, and nothing moved before midnight."""
    asked, swept = await quiet.contract(), await quiet.contract()
    day = await quiet.last_day(asked)
    await quiet.move_to(day, time(16))
    await quiet.adopt(closing(day))
    await quiet.move_to(day + DAY, time(0, 30))
    await TimeActivities(quiet.handler).let_time_pass(asked)
    await quiet.sweeper().reconcile()
    for contract in (asked, swept):
        missed = [r.event for r in await quiet.recorded(contract) if isinstance(r.event, DeadlineMissed)]
        assert missed == []
        assert await quiet.last_day(contract) > day


async def test_one_contract_in_trouble_holds_up_no_other_and_is_tried_again(quiet: Town) -> None:
    broken, sound = await quiet.contract(), await quiet.contract()
    day = await quiet.last_day(sound)
    await quiet.handler.pool.execute(
        "UPDATE contract SET id = $2 WHERE id = $1", broken, gone := uuid4()
    )  # its stream is nowhere
    await quiet.adopt(closing(day))
    await quiet.all_moved()
    assert await quiet.last_day(sound) > day
    waits = await quiet.handler.pool.fetchval(
        "SELECT not_before > now() FROM policy_move WHERE contract_id = $1", gone
    )
    assert waits
    assert await quiet.handler.pool.fetchval("SELECT error FROM trouble WHERE contract_id = $1", gone)
    await quiet.handler.pool.execute("DELETE FROM contract WHERE id = $1", gone)
    await quiet.handler.pool.execute("DELETE FROM policy_move WHERE contract_id = $1", gone)
    await quiet.handler.pool.execute("DELETE FROM trouble WHERE contract_id = $1", gone)


async def test_what_an_installation_adopts_by_itself_moves_nothing_until_somebody_decides_on_it(
    quiet: Town,
) -> None:
    contract = await quiet.contract()
    day = await quiet.last_day(contract)
    await quiet.adopt(closing(day), by_itself=True)
    await quiet.all_moved()
    assert await quiet.moves(contract) == []
    await quiet.adopt(closing(day))
    await quiet.all_moved()
    assert len(await quiet.moves(contract)) == 1


async def test_whose_a_step_is_by_another_policy_shows_at_once_and_the_workflow_sets_its_timer_anew(
    quiet: Town,
) -> None:
    contract = await quiet.contract()
    route = '[steps.invite]\ndepartment = "klk"'
    text = TEXT.replace(route, route.replace("klk", "skola")).replace(
        "office_opens = 08:00:00", "office_opens = 08:30:00"
    )
    pool = quiet.handler.pool
    await quiet.adopt(text)
    await quiet.all_moved()
    row = await pool.fetchrow("SELECT * FROM contract WHERE id = $1", contract)
    assert row
    assert row["departments"] == ["klk", "skola"]
    assert await pool.fetchval("SELECT wanted FROM nudge WHERE contract_id = $1", contract) is not None
    assert await quiet.moves(contract) == []


async def test_a_rebuild_moves_nothing_and_changes_nothing(quiet: Town) -> None:
    contract = await quiet.contract()
    await quiet.adopt(closing(await quiet.last_day(contract)))
    await quiet.all_moved()
    pool = quiet.handler.pool
    before = (
        await pool.fetch("SELECT * FROM deadline ORDER BY contract_id, set_version"),
        await pool.fetch("SELECT * FROM policy ORDER BY number"),
    )
    assert (await rebuild(pool, quiet.handler.keyring, quiet.handler.policies)).troubled == 0
    after = (
        await pool.fetch("SELECT * FROM deadline ORDER BY contract_id, set_version"),
        await pool.fetch("SELECT * FROM policy ORDER BY number"),
    )
    assert after == before
    assert await pool.fetchval("SELECT count(*) FROM policy_move") == 0
