"""How the parts of an OCDS release belong together: contracts, awards, their changes and what is to be done by when."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from domain.facts import ContractFacts, Milestone
from exchange.ocds import read_ocds

BUYER = {"id": "K", "name": "Exempelköpings kommun"}
PARTIES = [{"id": n, "name": f"Bolag {n}", "roles": ["supplier"]} for n in ("1", "2")]


def award(reference: str, supplier: str = "1", **told: Any) -> dict[str, Any]:
    return {"id": reference, "status": "active", "suppliers": [{"id": supplier}], "title": reference} | told


def kronor(amount: int) -> dict[str, Any]:
    return {"amount": amount, "currency": "SEK"}


def read(contracts: list[dict[str, Any]], awards: list[dict[str, Any]], **more: Any) -> list[ContractFacts]:
    release = {"ocid": "o-1", "id": "r-1", "date": "2026-03-01T00:00:00Z", "buyer": BUYER, "parties": PARTIES}
    [notice] = read_ocds(json.dumps(release | {"contracts": contracts, "awards": awards} | more).encode())
    return list(notice.contracts)


def names(facts: ContractFacts) -> list[str]:
    return [supplier.name for supplier in facts.suppliers]


def test_a_contract_over_several_awards_tells_what_they_tell_together() -> None:
    awards = [
        award("a", "1", date="2026-01-10", value=kronor(100), contractPeriod={"startDate": "2026-02-01"}),
        award("b", "2", date="2026-01-12", value=kronor(50), contractPeriod={"startDate": "2026-01-15"}),
    ]
    [facts] = read([{"id": "c", "awardID": "a", "awardIDs": ["a", "b"]}], awards)
    assert (facts.source.award_ref, facts.source.more_awards) == ("a", ("b",))
    assert names(facts) == ["Bolag 1", "Bolag 2"]
    assert (facts.title, facts.awarded_on, facts.starts_on) == ("a; b", date(2026, 1, 12), date(2026, 1, 15))
    assert facts.value
    assert facts.value.amount == Decimal(150)


def test_what_only_one_of_the_awards_tells_is_not_the_contracts() -> None:
    awards = [award("a", value=kronor(100), contractPeriod={"endDate": "2027-01-01"}), award("b")]
    [facts] = read([{"id": "c", "awardIDs": ["a", "b"]}], awards)
    assert (facts.value, facts.ends_on) == (None, None)


def test_an_award_over_several_contracts_does_not_give_each_its_whole_value() -> None:
    told: list[dict[str, Any]] = [
        {"id": "c", "awardIDs": ["a"]},
        {"id": "d", "awardID": "a", "value": kronor(30)},
    ]
    one, other = read(told, [award("a", value=kronor(100))])
    assert one.value is None
    assert other.value
    assert other.value.amount == Decimal(30)


def test_an_award_without_a_contract_yet_is_a_contract_to_be_signed_beside_the_others() -> None:
    one, other = read(
        [{"id": "c", "awardID": "a"}], [award("a"), award("b", "2"), award("x", status="pending")]
    )
    assert (one.source.contract_ref, one.source.award_ref) == ("c", "a")
    assert (other.source.contract_ref, other.source.award_ref, names(other)) == ("", "b", ["Bolag 2"])


def test_where_a_contract_does_not_tell_its_award_no_award_is_taken_for_another_contract() -> None:
    [facts] = read([{"id": "c", "suppliers": [{"id": "2"}]}], [award("a")])
    assert names(facts) == ["Bolag 2"]


def test_an_award_that_the_release_does_not_hold_is_known_by_its_id() -> None:
    [facts] = read([{"id": "c", "awardID": "z"}], [])
    assert facts.source.award_ref == "z"


def test_every_amendment_of_a_contract_is_read_whichever_version_told_it() -> None:
    now = {"id": "1", "date": "2026-05-01", "rationale": "Fler lokaler.", "amendsReleaseID": "r-0"}
    before = {"date": "2026-06-01", "changes": [{"property": "value.amount", "former_value": 1}]}
    [facts] = read([{"id": "c", "awardID": "a", "amendments": [now], "amendment": before}], [award("a")])
    assert [(each.id, each.on, each.why, each.what, each.notice) for each in facts.amendments] == [
        ("1", date(2026, 5, 1), "Fler lokaler.", None, "r-0"),
        ("#2", date(2026, 6, 1), None, "value.amount", ""),
    ]


def test_milestones_of_the_contract_and_of_its_carrying_out_are_each_read_once() -> None:
    first = {"id": "1", "title": "Start", "dueDate": "2026-05-01", "status": "met", "dateMet": "2026-05-02"}
    second = {"id": "2", "description": "Sex praktikplatser", "dueDate": "2026-09-01"}
    carried_out = {"milestones": [first, second]}
    [facts] = read([{"id": "c", "milestones": [first], "implementation": carried_out}], [])
    assert facts.milestones == (
        Milestone(id="1", title="Start", due_on=date(2026, 5, 1), met_on=date(2026, 5, 2), status="met"),
        Milestone(id="2", title="Sex praktikplatser", due_on=date(2026, 9, 1)),
    )
