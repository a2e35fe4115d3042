"""Contracts over HTTP: list and page, one contract with what may be done, commands, and reading a notice in."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.api.test_imports import NO_AWARD
from tests.served import Served

EXAMPLES = Path(__file__).parents[2] / "examples"


async def test_a_contract_tells_what_may_be_done_and_why_not_the_rest(served: Served) -> None:
    contract = await served.contract(await served.signed_contract())
    allowed = {action["command"]: action for action in contract["allowed_actions"]}
    assert allowed["invite_to_dialogue"]["allowed"]
    assert not allowed["agree_commitment"]["allowed"]
    assert "Dialog" in allowed["agree_commitment"]["why_not"]
    assert contract["deadlines"][0]["derivation"]["lines"][0]["what"] == "The contract was signed"


async def test_every_last_day_is_explained_in_the_language_asked_for(served: Served) -> None:
    contract = await served.signed_contract()
    address = f"/api/v1/contracts/{contract}/why"
    swedish = (await served.http.get(address)).json()
    assert [each["step"] for each in swedish] == ["invite", "hold"]
    assert (swedish[1]["name"], swedish[1]["outcome"]) == ("Håll dialogen", "running")
    assert swedish[1]["sentences"][0].startswith("Avtalet tecknades. Tiden räknas från ")
    assert swedish[1]["derivation"]["lines"][0]["what"] == "The contract was signed"
    (english,) = (
        await served.http.get(address, params={"step": "hold"}, headers={"Accept-Language": "en"})
    ).json()
    assert english["due"] == swedish[1]["due"]
    assert english["sentences"][0].startswith("The contract was signed. The time counts from ")
    assert english["sentences"][1].endswith("(Klausulen om dialog).")


async def test_the_standstill_is_explained_and_while_a_court_examines_it_why_there_is_no_last_day(
    served: Served,
) -> None:
    contract, today = uuid4(), (await served.today()).isoformat()
    facts = {"title": "Byggtjänster", "buyers": [{"name": "Exempelköpings kommun"}]}
    for command, fields in (
        ("register_contract", {"facts": facts}),
        ("triage_clause", {"clause": "dialogue_clause"}),
        ("notify_award", {"sent_on": today}),
    ):
        assert (await served.do(contract, command, **fields)).status_code == 201
    (counted,) = (await served.http.get(f"/api/v1/contracts/{contract}/why")).json()
    assert (counted["step"], counted["outcome"]) == ("standstill", "running")
    assert counted["sentences"][0].startswith(
        "Tilldelningsbeslutet skickades till anbudsgivarna. Tiden räknas"
    )
    assert counted["derivation"]["statutory"]
    await served.do(contract, "record_appeal", filed_on=today)
    (held,) = (await served.http.get(f"/api/v1/contracts/{contract}/why")).json()
    assert (held["due"], held["derivation"]) == (None, None)
    assert held["sentences"] == [
        "En domstol prövar tilldelningen: avtalsspärren gäller tills den har avgjort målet (LOU 20:8)."
    ]


async def test_a_step_that_there_is_not_has_no_date_to_explain(served: Served) -> None:
    contract = await served.signed_contract()
    answer = await served.http.get(f"/api/v1/contracts/{contract}/why", params={"step": "dance"})
    assert answer.status_code == 422
    assert "hold" in answer.json()["errors"][0]["what"]
    assert (await served.http.get(f"/api/v1/contracts/{uuid4()}/why")).status_code == 404


async def test_a_contract_tells_who_sees_to_its_open_steps(served: Served) -> None:
    number = await served.signed_contract()
    for command, fields in (
        ("assign_step", {"step": "hold", "person": "p-03"}),
        ("name_deputy", {"step": "hold", "person": "p-04"}),
        ("acknowledge_step", {"step": "hold"}),
    ):
        assert (await served.do(number, command, **fields)).status_code == 201
    today = (await served.today()).isoformat()
    assert (await served.contract(number))["responsibility"] == {
        "hold": {"person": "p-03", "acknowledged_on": today, "deputy": "p-04"}
    }


async def test_the_list_is_paged_without_a_gap_or_a_repeat(served: Served) -> None:
    wanted = {str(await served.signed_contract(f"QVX{n}")) for n in range(5)}
    seen: list[str] = []
    after = ""
    while True:
        page = (
            await served.http.get("/api/v1/contracts", params={"text": "QVX", "limit": 2, "after": after})
        ).json()
        seen += [item["id"] for item in page["items"]]
        if not (after := page["next"] or ""):
            break
    assert len(seen) == 5
    assert set(seen) == wanted


async def test_the_contracts_without_a_clause_can_be_listed_with_none_of_the_others(served: Served) -> None:
    without, others = await served.registered_contract("UTAN-1"), await served.signed_contract("MED-1")
    why = "Varor under tröskelvärdet"
    assert (await served.do(without, "triage_clause", clause="no_clause", reason=why)).status_code == 201
    rows = (await served.http.get("/api/v1/contracts", params={"clause": "no_clause", "limit": 200})).json()[
        "items"
    ]
    assert str(without) in {row["id"] for row in rows}
    assert str(others) not in {row["id"] for row in rows}


async def test_a_search_for_a_percent_sign_is_not_a_wildcard(served: Served) -> None:
    await served.signed_contract()
    answer = await served.http.get("/api/v1/contracts", params={"text": "%"})
    assert answer.json()["items"] == []


async def test_a_refused_command_says_why(served: Served) -> None:
    answer = await served.do(await served.signed_contract(), "confirm_record", party="supplier")
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/not_held"


async def test_what_happened_earlier_is_recorded_with_both_dates(served: Served) -> None:
    contract = await served.signed_contract()
    answer = await served.http.post(
        f"/api/v1/contracts/{contract}/commands",
        json={"command": {"type": "invite_to_dialogue"}, "occurred_on": "2026-11-02"},
    )
    event = answer.json()["events"][0]
    assert event["occurred_on"] == "2026-11-02"
    assert event["recorded_at"] > "2026-11-02"


async def test_a_notice_gives_a_contract_and_again_nothing(served: Served) -> None:
    content = (EXAMPLES / "award-several-winners.xml").read_bytes()
    first = (await served.http.post("/api/v1/imports", params={"file": "a.xml"}, content=content)).json()
    again = (await served.http.post("/api/v1/imports", params={"file": "a.xml"}, content=content)).json()
    assert (first["outcome"], len(first["contracts"])) == ("imported", 3)
    assert (again["outcome"], len(again["contracts"])) == ("unchanged", 3)
    assert "signing date" in first["contracts"][0]["missing"]
    contract = await served.contract(first["contracts"][0]["id"])
    assert contract["phase"] == "triage"
    assert contract["deadlines"] == []


async def test_what_is_no_award_notice_is_refused_with_what_to_do(served: Served) -> None:
    answer = (await served.http.post("/api/v1/imports", params={"file": "b.xml"}, content=NO_AWARD)).json()
    assert answer["outcome"] == "refused"
    assert answer["reason"]


async def test_a_file_that_is_too_large_is_refused(served: Served) -> None:
    answer = await served.http.post("/api/v1/imports", content=b" " * 10_050_000)
    assert answer.json()["outcome"] == "refused"


async def test_nobody_makes_us_read_without_end(served: Served) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", served.settings.api_port)
    writer.write(b"POST /api/v1/sessions HTTP/1.1\r\nHost: insats\r\nContent-Length: 300000000\r\n\r\n{")
    assert b"413" in await reader.readline()
    writer.close()


@pytest.mark.parametrize(
    "facts",
    [
        {"suppliers": [{"name": "Anna A.", "number": "850101-1234"}]},
        {"value": {"amount": "1E+400", "currency": "SEK"}},
        {"value": {"amount": "-1", "currency": "SEK"}},
        {"cpv": ["45000000"] * 2001},
    ],
)
async def test_what_must_not_be_kept_for_ever_is_refused(served: Served, facts: dict[str, Any]) -> None:
    told = {"title": "Byggtjänster", "buyers": [{"name": "Exempelköpings kommun"}], **facts}
    answer = await served.do(uuid4(), "register_contract", facts=told)
    assert answer.status_code == 422
    assert "850101" not in answer.text


async def test_the_answer_tells_the_positions_that_the_events_got(served: Served) -> None:
    answer = await served.do(await served.signed_contract(), "invite_to_dialogue")
    positions = [event["position"] for event in answer.json()["events"]]
    assert positions == list(range(positions[0], positions[0] + len(positions)))
    assert positions[0] > 1


async def test_free_text_is_readable_to_who_may_and_nowhere_in_the_store(served: Served) -> None:
    contract = await served.signed_contract()
    secret = f"hemligt-{uuid4()}"
    await served.do(contract, "confirm_supplier_contact", name=secret, address="namn@lev.example")
    found = await served.contract(contract)
    assert found["events"][-1]["data"]["name"] == secret
    bodies = await served.handler.pool.fetch("SELECT body FROM event WHERE stream_id = $1", contract)
    assert not any(secret.encode() in row["body"] for row in bodies)


async def test_what_a_database_cannot_keep_is_refused_not_stumbled_over(served: Served) -> None:
    facts = {"title": "a\0b", "buyers": [{"name": "Exempelköpings kommun"}]}
    assert (await served.do(uuid4(), "register_contract", facts=facts)).status_code == 422
    lone = b'{"command": {"type": "register_contract", "facts": {"title": "\\ud800", "buyers": [{"name": "b"}]}}}'
    headers = {"Content-Type": "application/json"}
    path = f"/api/v1/contracts/{uuid4()}/commands"
    assert (await served.http.post(path, content=lone, headers=headers)).status_code == 422
    assert (await served.http.get("/api/v1/contracts", params={"text": "\0"})).status_code == 200
