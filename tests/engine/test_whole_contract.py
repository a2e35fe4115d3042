"""One contract from a read notice to closed, over HTTP, on real servers; each step tells its department."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from domain.vocabulary import Form
from tests.served import Served, eventually

EXAMPLE = Path(__file__).parents[2] / "examples" / "award-one-contract.xml"


def answers(possible: Form) -> list[dict[str, Any]]:
    return [
        {"form": form, "answer": "possible", "number": 1}
        if form is possible
        else {"form": form, "answer": "not_possible", "reason": "Inga uppdrag före hösten."}
        for form in Form
    ]


async def test_a_contract_goes_all_the_way_and_each_step_tells_its_department(served: Served) -> None:
    number = f"HELA-{uuid4().hex[:6]}"  # fewer digits than a personnummer has
    content = EXAMPLE.read_bytes().replace(b"2026-0117", number.encode())
    imported = (await served.http.post("/api/v1/imports", content=content)).json()
    (told,) = imported["contracts"]
    contract, today = UUID(told["id"]), (await served.today())
    day = today.isoformat()

    async def done(command: str, **fields: Any) -> None:
        answer = await served.do(contract, command, **fields)
        assert answer.status_code == 201, answer.text

    async def phase() -> str:
        return str((await served.contract(contract))["phase"])

    assert await phase() == "triage"
    await done("triage_clause", clause="dialogue_clause", count_from=day)
    assert await phase() == "dialogue"
    await done("confirm_supplier_contact", name="Kontakt K.", address="kontakt@leverantoren.example")
    await done("invite_to_dialogue", meeting_on=(today + timedelta(days=7)).isoformat())
    await done(
        "record_dialogue",
        held_on=day,
        participants=["klk", "jobbcenter", "supplier"],
        answers=answers(Form.INTERNSHIP),
    )
    await done("confirm_record", party="municipality")
    assert await phase() == "dialogue"
    await done("confirm_record", party="supplier")
    assert await phase() == "commitment"
    await done("agree_commitment", form="internship", places=1, starts_on=day, ends_on=day)
    await done("conclude_commitments")
    assert await phase() == "delivery"
    await done("plan_follow_up", reports_on=[day])
    await done("start_placement", commitment=1, started_on=day)
    await done("complete_placement", placement=1, completed_on=day)
    await done("report_follow_up", report="En praktikplats startade och slutfördes.")
    assert await phase() == "delivery"
    await done("approve_follow_up")
    assert await phase() == "evaluation"
    assert (await served.do(contract, "evaluate_contract", assessment="Löftet hölls.")).status_code == 409
    await done("conclude_outcomes", reason="Praktikanten har flyttat till annan ort.")
    await done("evaluate_contract", assessment="Löftet hölls.")
    assert await phase() == "closed"

    async def all_sent() -> bool:
        notices = (await served.contract(contract))["notices"]
        return all(notice["sent_at"] for notice in notices)

    await eventually(all_sent)
    found = await served.contract(contract)
    told_whom = {(n["kind"], n["step"], n["recipient"]) for n in found["notices"]}
    assert {
        ("step_opened", "triage", "p-01"),
        ("step_opened", "hold", "p-01"),
        ("dialogue_invitation", "hold", "contact:1"),
        ("dialogue_held", "hold", "p-03"),  # Jobbcenter: the internship is possible
        ("commitment_agreed", None, "p-03"),
        ("step_opened", "place", "p-03"),
        ("step_opened", "follow_up", "p-01"),
        ("contract_closed", None, "p-01"),
    } <= told_whom
    assert not any(recipient == "p-04" for _, _, recipient in told_whom), "the school is not concerned"
    assert len(served.mails(number)) == len(found["notices"])
    ended = {d["step"]: d["outcome"] for d in found["deadlines"]}
    assert ended.pop("outcome") == "waived"
    assert set(ended.values()) == {"met"}


async def test_nothing_possible_because_is_a_valid_end(served: Served) -> None:
    contract, day = await served.signed_contract(), (await served.today()).isoformat()
    refusals = [{"form": form, "answer": "not_possible", "reason": "Ettårigt uppdrag."} for form in Form]
    await served.do(contract, "record_dialogue", held_on=day, participants=["klk"], answers=refusals)
    for party in ("supplier", "municipality"):
        await served.do(contract, "confirm_record", party=party)
    assert (await served.do(contract, "conclude_commitments")).status_code == 409
    concluded = await served.do(contract, "conclude_commitments", reason="Ingen nyrekrytering under avtalet.")
    assert concluded.status_code == 201
    assert (await served.contract(contract))["phase"] == "evaluation"


async def test_what_people_write_and_who_they_are_never_reaches_temporal_or_a_mail(served: Served) -> None:
    contract, day = await served.signed_contract(), (await served.today()).isoformat()
    canary = "kanariefågel"
    await served.do(contract, "confirm_supplier_contact", name=canary, address="kanariefagel@lev.example")
    await served.do(
        contract,
        "record_dialogue",
        held_on=day,
        participants=["klk"],
        answers=answers(Form.EMPLOYMENT),
        note=canary,
    )

    async def all_sent() -> bool:
        found = await served.contract(contract)
        return all(n["sent_at"] for n in found["notices"]) and len(found["notices"]) > 4

    await eventually(all_sent)
    history = await served.history(contract)
    assert canary not in history
    assert "kanariefagel@" not in history
    assert "samordnare@" not in history
    number = (await served.contract(contract))["facts"]["contract_number"]
    assert not any(canary in mail.get_content() for mail in served.mails(number))
