"""The supplier's own pages: what is asked, sent, kept as a draft; and that nobody else's is seen there."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest

from domain.notice import the_contact
from tests.at_the_supplier import (
    PDF,
    PNG,
    an_address,
    at_their_pages,
    delivering,
    done,
    filled,
    invited,
    record_held,
    six_answers,
)
from tests.served import Served
from tests.visitor import OURS, Visitor

CANARY = "Kanariefågel"


@pytest.fixture
async def contract(served: Served) -> UUID:
    return await served.contract_in_dialogue()


@pytest.fixture
async def kim(served: Served, contract: UUID) -> AsyncIterator[Visitor]:
    await invited(served, contract, told := an_address())
    async with await at_their_pages(served, contract, told) as visitor:
        yield visitor


async def events(served: Served, contract: UUID, kind: str) -> list[dict[str, object]]:
    told = (await served.http.get(f"/api/v1/contracts/{contract}/events")).json()
    return [each for each in told if each["type"] == kind]


async def test_whoever_has_one_contract_is_taken_to_it_and_told_what_is_asked(
    kim: Visitor, contract: UUID
) -> None:
    assert (await kim.get("/")).headers["location"] == "/leverantor"
    assert (await kim.get("/leverantor")).headers["location"] == f"/leverantor/{contract}"
    page = (await kim.get(f"/leverantor/{contract}")).text
    assert "När kan ni ses?" in page
    assert "Svara om de sex formerna" in page
    assert "Till Björkhammar Mark AB från Karlstads kommun" in page


async def test_of_several_contracts_each_says_what_it_asks(served: Served, contract: UUID) -> None:
    second, told = await served.contract_in_dialogue(), an_address()
    for each in (contract, second):
        await invited(served, each, told.upper() if each == second else told)
    async with await at_their_pages(served, contract, told) as kim:
        page = (await kim.get("/leverantor")).text
        assert f"/leverantor/{contract}" in page
        assert f"/leverantor/{second}" in page
        assert page.count("När kan ni ses?") == 2


async def test_times_are_proposed_and_the_coordinator_reads_them(
    served: Served, kim: Visitor, contract: UUID
) -> None:
    day = await served.today() + timedelta(days=9)
    path, sent = f"/leverantor/{contract}/tider", filled(**{"on.1": day.isoformat(), "at.1": "13.30"})
    answer = await kim.post(path, sent)
    assert answer.headers["location"] == f"/leverantor/{contract}?gjort=tider"
    assert "Era tider är skickade" in (await kim.get(answer.headers["location"])).text
    await kim.post(path, sent)  # sent twice, it is one
    [event] = await events(served, contract, "TimesProposed")
    assert (event["actor"], event["role"]) == (the_contact(1), "supplier")
    async with Visitor(served.url) as coordinator:
        await coordinator.post("/logga-in", {"lank": (await served.sign_in_link()).partition("lank=")[2]})
        page = (await coordinator.get(f"/avtal/{contract}/dialog")).text
        assert "Leverantören föreslår:" in page
        assert "kl. 13.30" in page
        trail = (await coordinator.get(f"/avtal/{contract}")).text
        assert "Leverantörens kontakt 1" in trail


async def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(
    kim: Visitor, contract: UUID
) -> None:
    answer = await kim.post(f"/leverantor/{contract}/tider", filled(**{"on.2": "2031-13-01", "at.2": "9.75"}))
    assert answer.status_code == 422
    assert 'href="#on.2"' in answer.text
    assert 'value="9.75"' in answer.text
    past = await kim.post(f"/leverantor/{contract}/tider", filled(**{"on.1": "2020-01-01", "at.1": "09:00"}))
    assert past.status_code == 409
    assert "har passerat" in past.text


async def test_the_six_forms_answered_beforehand_stand_in_the_record_to_be_written(
    served: Served, kim: Visitor, contract: UUID
) -> None:
    path = f"/leverantor/{contract}/svar"
    wrong = await kim.post(path, six_answers() | {"internship.number": "två"})
    assert wrong.status_code == 422
    assert "Skriv ett heltal." in wrong.text
    assert (await kim.post(path, six_answers())).status_code == 303
    async with Visitor(served.url) as coordinator:
        await coordinator.post("/logga-in", {"lank": (await served.sign_in_link()).partition("lank=")[2]})
        page = (await coordinator.get(f"/avtal/{contract}/dialog")).text
        assert "Leverantören har svarat i förväg" in page
        assert page.count("Vi har inga uppdrag just nu.</textarea>") >= 5
    assert "Vi har inga uppdrag just nu.</textarea>" in (await kim.get(path)).text


async def test_a_record_is_confirmed_as_it_was_read_or_disputed(
    served: Served, kim: Visitor, contract: UUID
) -> None:
    path = f"/leverantor/{contract}/protokoll"
    assert (await kim.get(path)).status_code == 404
    await record_held(served, contract)
    assert "De tar emot i höst." in (await kim.get(path)).text
    without = await kim.post(path, filled(bestrid="ja", of_version="1"))
    assert without.status_code == 422
    assert (
        await kim.post(path, filled(bestrid="ja", of_version="1", reason="Två, inte en."))
    ).status_code == 303
    await record_held(served, contract, note="Två platser i höst.")
    assert (await kim.post(path, filled(of_version="1"))).status_code == 409, "another record than was read"
    assert (await kim.post(path, filled(of_version="2"))).status_code == 303
    assert (await served.contract(contract))["phase"] == "commitment"
    page = (await kim.get(f"/leverantor/{contract}")).text
    assert "Protokollet är bekräftat" in page


async def test_a_report_is_one_page_with_figures_words_and_files(served: Served) -> None:
    contract, told = await delivering(served), an_address()
    await invited(served, contract, told)
    async with await at_their_pages(served, contract, told) as kim:
        path = f"/leverantor/{contract}/rapport"
        assert "Ni lovade 3 platser. Hur många har startat?" in (await kim.get(path)).text
        assert (await kim.post(path, filled())).status_code == 422
        sent = filled(**{"started.1": "2", "report": "Båda trivs."})
        files = [("filer", ("Kim Andersson.pdf", PDF)), ("filer", ("foto.png", PNG))]
        assert (await kim.post(path, sent, files=files)).status_code == 303
        assert (await kim.post(path, sent, files=files)).status_code == 303, "sent again, done once"
        [report] = await events(served, contract, "FollowUpReported")
        assert "Praktik: 2 av 3 har startat.\n\nBåda trivs." in json.dumps(
            report, ensure_ascii=False
        ).replace("\\n", "\n")
        [evidence] = await events(served, contract, "EvidenceSubmitted")
        assert "Andersson" not in json.dumps(evidence), "a file's name often tells of somebody"
        kept = "SELECT count(*) FROM evidence_file WHERE contract_id = $1"
        assert await served.handler.pool.fetchval(kept, contract) == 2, "no file that no event names"
        assert "hos kommunen" in (await kim.get(path)).text


async def test_nothing_to_report_is_one_press(served: Served) -> None:
    contract, told = await delivering(served), an_address()
    await invited(served, contract, told)
    async with await at_their_pages(served, contract, told) as kim:
        assert (await kim.post(f"/leverantor/{contract}/rapport", filled(inget="ja"))).status_code == 303
    assert len(await events(served, contract, "NothingToReport")) == 1


async def test_a_draft_is_one_persons_encrypted_and_gone_when_it_is_sent(
    served: Served, kim: Visitor, contract: UUID
) -> None:
    await invited(served, contract, told := an_address())
    path, pool = f"/leverantor/{contract}/svar", served.handler.pool
    saved = await kim.post(path, six_answers(spara="ja") | {"employment.reason": CANARY})
    assert saved.headers["location"] == f"{path}?gjort=utkast"
    assert f"{CANARY}</textarea>" in (await kim.get(path)).text
    async with await at_their_pages(served, contract, told) as colleague:
        assert CANARY not in (await colleague.get(path)).text
    assert (await served.http.post("/api/v1/rebuild")).status_code == 200
    [row] = await pool.fetch("SELECT * FROM draft WHERE contract_id = $1", contract)
    assert CANARY.encode() not in row["sealed"]
    assert row["whose"] == "contact:1"
    assert (await events(served, contract, "FormsAnswered")) == []
    assert (await kim.post(path, six_answers())).status_code == 303
    assert await pool.fetchval("SELECT count(*) FROM draft WHERE contract_id = $1", contract) == 0


@pytest.mark.parametrize(("age", "there"), [("89 days", True), ("91 days", False)])
async def test_a_draft_is_shown_for_ninety_days_whether_it_is_gone_by_then_or_not(
    served: Served, kim: Visitor, contract: UUID, age: str, there: bool
) -> None:
    path = f"/leverantor/{contract}/svar"
    await kim.post(path, six_answers(spara="ja") | {"employment.reason": CANARY})
    ago = "UPDATE draft SET saved_at = now() - $2::text::interval WHERE contract_id = $1"
    await served.handler.pool.execute(ago, contract, age)
    assert (f"{CANARY}</textarea>" in (await kim.get(path)).text) == there


async def test_a_supplier_of_another_contract_sees_nothing_of_it(
    served: Served, kim: Visitor, contract: UUID
) -> None:
    other = await delivering(served)
    await invited(served, other, an_address(), CANARY)
    for page in ("", "/tider", "/svar", "/protokoll", "/rapport", "/bevis", "/kontakter", "/forslag"):
        answer = await kim.get(f"/leverantor/{other}{page}")
        assert answer.status_code == 404, page
        assert CANARY not in answer.text
        if page:
            assert (await kim.post(f"/leverantor/{other}{page}", filled(inget="ja"))).status_code == 404, page
    assert (await events(served, other, "NothingToReport")) == []
    assert str(other) not in (await kim.get(f"/leverantor/{contract}")).text
    assert (await kim.get(f"/avtal/{contract}")).status_code == 403


async def test_whoever_is_taken_off_is_out_at_once(served: Served, kim: Visitor, contract: UUID) -> None:
    await kim.post(f"/leverantor/{contract}/svar", six_answers(spara="ja"))
    await done(served, contract, "remove_supplier_contact", contact=1)
    assert (await kim.get(f"/leverantor/{contract}")).headers["location"] == "/logga-in"
    left = "SELECT count(*) FROM draft WHERE contract_id = $1"
    assert await served.handler.pool.fetchval(left, contract) == 0


async def test_a_supplier_that_was_replaced_is_out_and_the_new_one_sees_nothing_of_what_it_said(
    served: Served, kim: Visitor, contract: UUID
) -> None:
    await kim.post(f"/leverantor/{contract}/svar", six_answers() | {"employment.reason": CANARY})
    await record_held(served, contract, note=CANARY)
    await done(served, contract, "confirm_record", party="supplier")
    day, told = (await served.today()).isoformat(), an_address()
    another = [{"name": "Nya Mark AB", "number": "559900-0022"}]
    await done(served, contract, "replace_supplier", suppliers=another, replaced_on=day, reason="Fusion.")
    assert (await kim.get(f"/leverantor/{contract}")).headers["location"] == "/logga-in"
    await invited(served, contract, told)
    async with await at_their_pages(served, contract, told) as new:
        for page in ("", "/svar", "/kontakter"):
            assert CANARY not in (await new.get(f"/leverantor/{contract}{page}")).text
        assert (await new.get(f"/leverantor/{contract}/protokoll")).status_code == 404
        assert "kvitto-protokoll" not in (await new.get(f"/leverantor/{contract}")).text


async def test_a_colleague_is_invited_and_the_last_one_does_not_leave(
    served: Served, kim: Visitor, contract: UUID
) -> None:
    page = f"/leverantor/{contract}"
    assert (await kim.post(f"{page}/lamna", filled())).status_code == 409
    wrong = await kim.post(f"{page}/kontakter", filled(name="Alva", address="inte en adress"))
    assert wrong.status_code == 422
    assert 'value="Alva"' in wrong.text
    colleague = filled(name="Alva", address=(told := an_address()))
    assert (await kim.post(f"{page}/kontakter", colleague)).status_code == 303
    assert (await kim.post(f"{page}/kontakter", colleague | filled())).status_code == 409, "a contact already"
    assert (await kim.post(f"{page}/lamna", filled())).headers["location"] == "/leverantor"
    assert (await kim.get(page)).headers["location"] == "/logga-in"
    async with await at_their_pages(served, contract, told) as alva:
        assert (await alva.get(page)).status_code == 200


async def test_a_contact_invites_no_more_than_a_few(served: Served, kim: Visitor, contract: UUID) -> None:
    for _ in range(9):
        await invited(served, contract, an_address())
    page = f"/leverantor/{contract}/kontakter"
    assert (await kim.post(page, filled(name="Alva", address=an_address()))).status_code == 409
    assert len(await events(served, contract, "SupplierContactConfirmed")) == 10


async def test_nobody_takes_a_colleague_off(served: Served, kim: Visitor, contract: UUID) -> None:
    await invited(served, contract, an_address())
    await kim.post(f"/leverantor/{contract}/lamna", filled(contact="2"))
    assert [event["actor"] for event in await events(served, contract, "SupplierContactRemoved")] == [
        "contact:1"
    ]
    assert await served.handler.pool.fetchval(
        "SELECT array_agg(contact) FROM supplier_contact WHERE contract_id = $1", contract
    ) == [2]


async def test_every_look_is_noted_by_the_contacts_number(
    served: Served, kim: Visitor, contract: UUID
) -> None:
    await kim.get(f"/leverantor/{contract}")
    looks = (await served.http.get(f"/api/v1/contracts/{contract}/looks")).json()
    assert ("contact:1", "supplier", "texts") in {(e["person"], e["role"], e["what"]) for e in looks}


async def test_a_form_from_elsewhere_counts_for_nothing(served: Served, kim: Visitor, contract: UUID) -> None:
    path = f"/leverantor/{contract}/svar"
    assert (await kim.bare(path, data=six_answers(), headers=OURS)).status_code == 403
    assert (await events(served, contract, "FormsAnswered")) == []


async def test_somebody_proposed_is_answered_and_the_reference_is_not_shown(served: Served) -> None:
    contract, told, day = await delivering(served), an_address(), (await served.today()).isoformat()
    await invited(served, contract, told)
    await done(served, contract, "open_place", commitment=1, what="Lager", starts_on=day)
    await done(served, contract, "propose_candidate", place=1, reference="JC-7F3K2")
    async with await at_their_pages(served, contract, told) as kim:
        page = (await kim.get(f"/leverantor/{contract}/forslag")).text
        assert "Ja, det kan vi" in page
        assert "7F3K2" not in page
        sent = filled(forslag="1", svar="accepted")
        assert (await kim.post(f"/leverantor/{contract}/forslag", sent)).status_code == 303
    assert len(await events(served, contract, "CandidateAccepted")) == 1
