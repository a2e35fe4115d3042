"""What a form sends: carried out once, refused with a reason, or handed back with what was typed."""

from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from domain.vocabulary import Clause, Phase
from tests.served import Served
from web.line import Mark, marks

EXAMPLES = Path(__file__).parents[2] / "examples"


async def test_a_double_click_changes_nothing_twice(served: Served, coordinator: httpx.AsyncClient) -> None:
    contract, once = await served.contract_in_dialogue(), {"command_id": str(uuid4())}
    address = f"/avtal/{contract}/confirm_supplier_contact"
    sent = once | {"name": "Kontoret", "address": "kontoret@bjorkhammar.example"}
    answers = [await coordinator.post(address, data=sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    events = (await served.http.get(f"/api/v1/contracts/{contract}/events")).json()
    assert sum(event["type"] == "SupplierContactConfirmed" for event in events) == 1


async def test_a_refusal_is_told_beside_the_form_with_what_was_typed(
    served: Served, coordinator: httpx.AsyncClient
) -> None:
    contract = await served.contract_in_dialogue()
    sent = {"command_id": str(uuid4()), "starts_on": "2030-06-01", "ends_on": "2030-05-31"}
    answer = await coordinator.post(f"/avtal/{contract}/supply_details", data=sent)
    assert answer.status_code == 409
    assert "Avtalet kan inte sluta innan det börjar." in answer.text
    assert 'value="2030-06-01"' in answer.text


async def test_what_is_not_filled_in_is_said_in_plain_swedish(
    served: Served, coordinator: httpx.AsyncClient
) -> None:
    contract = await served.contract_in_dialogue()
    sent = {"command_id": str(uuid4()), "name": " ", "address": "<script>"}
    answer = await coordinator.post(f"/avtal/{contract}/confirm_supplier_contact", data=sent)
    assert answer.status_code == 422
    assert "Fyll i det här." in answer.text
    assert "Skriv adressen som namn@foretag.example." in answer.text
    assert 'value="&lt;script&gt;"' in answer.text


async def test_a_supplier_that_the_notice_withheld_is_told_in_the_page(
    served: Served, coordinator: httpx.AsyncClient
) -> None:
    contract = await served.contract_in_dialogue()
    sent = {
        "command_id": str(uuid4()),
        "suppliers.name": "Kvarnviken El AB",
        "suppliers.number": "556000-0001",
    }
    await coordinator.post(f"/avtal/{contract}/supply_details", data=sent)
    (supplier,) = (await served.contract(contract))["facts"]["suppliers"]
    assert (supplier["name"], supplier["number"]) == ("Kvarnviken El AB", "556000-0001")


async def test_a_step_is_given_to_a_person_who_then_stands_on_the_page(
    served: Served, coordinator: httpx.AsyncClient
) -> None:
    contract = await served.contract_in_dialogue()
    page = (await coordinator.get(f"/avtal/{contract}")).text
    assert '<option value="p-03">Handläggare Elif Ö.</option>' in page
    steps = {"step": "invite", "person": "p-03"}
    for command, told in (("assign_step", steps), ("name_deputy", steps | {"person": "p-04"})):
        answer = await coordinator.post(
            f"/avtal/{contract}/{command}", data=told | {"command_id": str(uuid4())}
        )
        assert answer.status_code == 303
    page = (await coordinator.get(f"/avtal/{contract}")).text
    assert "Nästa: Handläggare Elif Ö., ersättare Handläggare Nils A. (Kommunledningskontoret)" in page
    assert "Handläggare Elif Ö. fick steget ”Bjud in till dialog”." in page


@pytest.mark.parametrize("command", ["let_time_pass", "register_contract", "nothing"])
async def test_only_peoples_commands_have_an_address(
    served: Served, coordinator: httpx.AsyncClient, command: str
) -> None:
    contract = await served.contract_in_dialogue()
    sent = {"command_id": str(uuid4())}
    assert (await coordinator.post(f"/avtal/{contract}/{command}", data=sent)).status_code == 404


async def test_an_unknown_contract_is_said_to_be_unknown(coordinator: httpx.AsyncClient) -> None:
    answer = await coordinator.get(f"/avtal/{uuid4()}")
    assert (answer.status_code, "Det avtalet finns inte." in answer.text) == (404, True)


async def test_while_a_court_examines_the_award_the_page_waits_for_the_court(
    served: Served, coordinator: httpx.AsyncClient
) -> None:
    contract, sent_on = uuid4(), (await served.today()).isoformat()
    facts = {
        "title": "Byggtjänster",
        "contract_number": "ÖP-1",
        "buyers": [{"name": "Exempelköpings kommun"}],
    }
    for command, fields in (
        ("register_contract", {"facts": facts}),
        ("triage_clause", {"clause": "dialogue_clause"}),
        ("notify_award", {"sent_on": sent_on}),
    ):
        await served.do(contract, command, **fields)
    appeal = {"command_id": str(uuid4()), "filed_on": sent_on, "case_number": "1234-26"}
    await coordinator.post(f"/avtal/{contract}/record_appeal", data=appeal)
    page = (await coordinator.get(f"/avtal/{contract}")).text
    assert "Väntar på domstolen" in page
    assert "Avtalsspärren löper" not in page


async def test_a_suspended_contract_says_so_and_offers_to_be_resumed(
    served: Served, coordinator: httpx.AsyncClient
) -> None:
    contract, today = await served.contract_in_dialogue(), await served.today()
    sent = {"command_id": str(uuid4()), "suspended_on": today.isoformat(), "reason": "Bygget står stilla."}
    assert (await coordinator.post(f"/avtal/{contract}/suspend_contract", data=sent)).status_code == 303
    page = (await coordinator.get(f"/avtal/{contract}")).text
    assert "Avtalet vilar sedan" in page
    assert f'action="/avtal/{contract}/resume_contract"' in page
    again = {"command_id": str(uuid4()), "resumed_on": today.isoformat()}
    assert (await coordinator.post(f"/avtal/{contract}/resume_contract", data=again)).status_code == 303
    assert "Avtalet vilar sedan" not in (await coordinator.get(f"/avtal/{contract}")).text


async def test_a_wrong_entry_is_struck_from_the_page_with_the_right_one_left_to_enter(
    served: Served, coordinator: httpx.AsyncClient
) -> None:
    contract = await served.contract_in_dialogue()
    await coordinator.post(f"/avtal/{contract}/invite_to_dialogue", data={"command_id": str(uuid4())})
    events = (await served.contract(contract))["events"]
    [invited] = [event["version"] for event in events if event["type"] == "DialogueInvited"]
    page = (await coordinator.get(f"/avtal/{contract}")).text
    assert f"{invited}. Leverantören bjöds in till dialog." in page
    sent = {"command_id": str(uuid4()), "entry": str(invited), "reason": "Fel avtal."}
    assert (await coordinator.post(f"/avtal/{contract}/strike_entry", data=sent)).status_code == 303
    found = await served.contract(contract)
    assert "invite" in found["open_steps"]


async def test_the_sanctions_that_a_clause_allows_are_ticked(
    served: Served, coordinator: httpx.AsyncClient
) -> None:
    contract = uuid4()
    facts = {"title": "Städ", "contract_number": f"S-{contract.hex[:5]}", "buyers": [{"name": "Kommunen"}]}
    await served.do(contract, "register_contract", facts=facts)
    sent = {"command_id": str(uuid4()), "clause": "dialogue_clause", "sanctions.fine": "on"}
    assert (await coordinator.post(f"/avtal/{contract}/triage_clause", data=sent)).status_code == 303
    events = (await served.contract(contract))["events"]
    [triaged] = [event["data"] for event in events if event["type"] == "ClauseTriaged"]
    assert triaged["sanctions"] == ["fine"]


async def test_a_contract_that_no_notice_tells_of_is_put_on_record_with_its_consortium(
    served: Served, coordinator: httpx.AsyncClient
) -> None:
    assert "Lägg in ett avtal" in (await coordinator.get("/avtal/nytt")).text
    sent = {
        "command_id": str(uuid4()),
        "contract_number": "HAND-1",
        "title": "Skötsel av lekplatser",
        "suppliers.name": "Nya Städ AB",
        "suppliers.number": "559900-0022",
        "suppliers.1.name": "Rent & Snyggt AB",
        "value": "125000",
    }
    answers = [await coordinator.post("/avtal/nytt", data=sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    contract = answers[0].headers["location"].removeprefix("/avtal/").partition("?")[0]
    facts = (await served.http.get(f"/api/v1/contracts/{contract}")).json()["facts"]
    assert [supplier["name"] for supplier in facts["suppliers"]] == ["Nya Städ AB", "Rent & Snyggt AB"]
    assert facts["value"]["amount"].startswith("125000")


async def test_what_is_wrong_with_a_new_contract_is_told_and_what_was_typed_is_kept(
    coordinator: httpx.AsyncClient,
) -> None:
    sent = {"command_id": str(uuid4()), "title": "Skötsel", "suppliers.name": "Nya Städ AB"}
    answer = await coordinator.post("/avtal/nytt", data=sent)
    assert (answer.status_code, 'value="Skötsel"' in answer.text) == (422, True)
    wrong = sent | {"contract_number": "HAND-2", "suppliers.number": "559900-0023"}
    answer = await coordinator.post("/avtal/nytt", data=wrong)
    assert (answer.status_code, "organisationsnummer" in answer.text) == (409, True)


async def test_a_refused_form_loaded_again_leads_to_the_contract(
    served: Served, coordinator: httpx.AsyncClient
) -> None:
    contract = await served.contract_in_dialogue()
    again = await coordinator.get(f"/avtal/{contract}/supply_details")
    assert (again.status_code, again.headers["location"]) == (303, f"/avtal/{contract}")
    assert (await coordinator.get(f"/avtal/{contract}/no_such_command")).status_code == 404


def test_a_suspended_contract_is_not_done_with_its_placements() -> None:
    marked = marks(Phase.DELIVERY, [], Clause.DIALOGUE, late=False, promised=2)
    assert (marked["placement"], marked["follow_up"]) == (Mark.NOW, Mark.NOW)


async def test_the_list_shows_the_contracts_without_a_clause_alone(
    served: Served, coordinator: httpx.AsyncClient
) -> None:
    without, others = await served.registered_contract("UTAN-2"), await served.signed_contract("MED-2")
    await served.do(without, "triage_clause", clause="no_clause", reason="Varor under tröskelvärdet")
    shown = (await coordinator.get("/avtal", params={"klausul": "no_clause"})).text
    assert f"/avtal/{without}" in shown
    assert f"/avtal/{others}" not in shown


async def test_the_page_says_why_this_date_in_the_same_words_as_the_api(
    served: Served, coordinator: httpx.AsyncClient
) -> None:
    contract = await served.contract_in_dialogue()
    page = (await coordinator.get(f"/avtal/{contract}")).text
    (hold,) = (await served.http.get(f"/api/v1/contracts/{contract}/why", params={"step": "hold"})).json()
    assert "Varför det här datumet?" in page
    assert hold["sentences"][-1] in page
    assert hold["sentences"][-1].startswith("Uträknat med reglerna karlstad")


async def test_what_the_notices_say_of_social_goals_is_shown_as_no_clause(
    served: Served, coordinator: httpx.AsyncClient
) -> None:
    contract = uuid4()
    lot = {
        "id": "LOT-0001",
        "title": "Norra skolorna",
        "social_objectives": ["opp"],
        "strategic_text": "Ingår inte, eftersom köpet är litet.",
        "performance_terms": "Dialog inom en månad.",
    }
    facts = {"title": "Städ", "buyers": [{"name": "Kommunen"}], "lots": [lot]}
    await served.do(contract, "register_contract", facts=facts)
    page = (await coordinator.get(f"/avtal/{contract}")).text
    assert "Om de är en klausul avgör den som läser avtalet." in page
    for told in ("Sysselsättning för långtidsarbetslösa", lot["strategic_text"], lot["performance_terms"]):
        assert str(told) in page
