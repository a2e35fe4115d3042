"""What is read from our own notices of each kind, and what becomes of them one after the other."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from domain.facts import Amendment, Milestone, Money
from domain.public_notice import NoticeKind, PublicNotice
from exchange.eforms import read_eforms
from exchange.ocds import read_ocds
from exchange.reading import read_file
from tests.exchange.test_eforms_what_is_not_told import Notice
from tests.exchange.world import World

EXAMPLES = Path(__file__).parents[2] / "examples"


def content(name: str) -> bytes:
    return (EXAMPLES / name).read_bytes()


def read(name: str) -> PublicNotice:
    [notice] = read_file(content(name), name).notices
    return notice


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("award-one-contract.xml", NoticeKind.AWARD),
        ("award-several-winners.xml", NoticeKind.AWARD),
        ("contract-notice.xml", NoticeKind.COMPETITION),
        ("contract-modification.xml", NoticeKind.MODIFICATION),
        ("ocds-release-package.json", NoticeKind.AWARD),
    ],
)
def test_a_notice_is_known_by_what_it_is(name: str, kind: NoticeKind) -> None:
    assert read(name).kind is kind


def test_a_contract_notice_tells_terms_and_reservations_and_no_contract() -> None:
    notice = read("contract-notice.xml")
    [lot] = notice.lots
    assert notice.contracts == ()
    assert lot.performance_terms == (
        "Leverantören ska i dialog med kommunen erbjuda praktik eller anställning till två personer."
    )
    assert (lot.reserved_execution, lot.reserved_participation) == ("no", ("none",))


def test_a_modification_points_to_its_contract_and_says_why() -> None:
    notice = read("contract-modification.xml")
    [contract] = notice.contracts
    assert notice.earlier == ("00999901-2026",)
    assert contract.ends_on == date(2029, 12, 31)
    assert contract.amendments == (
        Amendment(
            id="0b6f1c52-7f0e-4a35-9c1d-5a1e0000a009-01#1",
            reasons=("mod-rev",),
            why="Ändringsklausulen i punkt 9.",
            what="Avtalet förlängs med ett år.",
            notice="00999901-2026",
            contract_ref="2026-0117",
        ),
    )


def test_a_contract_lives_through_its_notices_and_each_read_again_changes_nothing() -> None:
    world = World()
    in_order = ("award-one-contract.xml", "contract-notice.xml", "contract-modification.xml")
    assert [world.takes_in(content(name)) for name in in_order] == [["register"], ["join"], ["modify"]]
    assert [world.takes_in(content(name)) for name in in_order] == [["unchanged"]] * 3
    [state] = world.contracts.values()
    assert state.facts
    assert (state.facts.ends_on, state.facts.value) == (
        date(2029, 12, 31),
        Money(amount=Decimal(12_600_000), currency="SEK"),
    )
    assert state.facts.lots[0].performance_terms


def test_what_comes_before_the_award_is_refused_with_what_to_do() -> None:
    assert World().takes_in(content("contract-notice.xml")) == ["no_contract_to_join"]
    assert World().takes_in(content("contract-modification.xml")) == ["modified_not_on_record"]


def test_a_changed_award_notice_corrects_the_contract() -> None:
    world, newer = World(), Notice("award-one-contract.xml")
    world.takes_in(content("award-one-contract.xml"))
    newer.tell("//cbc:VersionID", "02")
    newer.tell("//efac:ContractReference/cbc:ID", "2026-0118")
    changed = newer.content()
    assert world.takes_in(changed) == ["correct"]
    [state] = world.contracts.values()
    assert state.number == "2026-0118"


def test_a_notice_that_withdraws_another_says_so() -> None:
    withdrawn = Notice("award-one-contract.xml")
    reason = "<efac:ChangeReason><cbc:ReasonCode>cancel</cbc:ReasonCode></efac:ChangeReason>"
    withdrawn.add("//efext:EformsExtension", f"<efac:Changes>{reason}</efac:Changes>")
    assert World().takes_in(withdrawn.content()) == ["withdrawn"]


def test_an_intended_direct_award_is_no_contract() -> None:
    intended = content("award-one-contract.xml").replace(b'listName="result"', b'listName="dir-awa-pre"')
    assert World().takes_in(intended) == ["intention"]


@pytest.mark.parametrize(
    ("chosen", "said"), [("clos-nw", "no winner was chosen"), ("open-nw", "the winner is not chosen yet")]
)
def test_an_award_without_a_winner_says_which_way(chosen: str, said: str) -> None:
    notice = Notice("award-several-winners.xml")
    notice.remove("//efac:NoticeResult/efac:SettledContract")
    notice.tell("//efac:LotResult/cbc:TenderResultCode", chosen)
    unfit = read_eforms(notice.content()).unfit
    assert unfit
    assert said in unfit.message


def test_a_consortium_names_its_leader_and_its_subcontractors() -> None:
    notice = Notice("award-several-winners.xml")
    third = notice.contracts()[2]
    assert third.consortia[0].members == third.suppliers
    party = "//efac:TenderingParty[count(efac:Tenderer)=2]"
    notice.add(party, "<efac:SubContractor><cbc:ID>ORG-0003</cbc:ID></efac:SubContractor>")
    [consortium] = notice.contracts()[2].consortia
    assert consortium.leader == third.suppliers[0]
    assert len(consortium.subcontractors) == 1


def test_what_a_notice_keeps_back_is_named_and_warned_of() -> None:
    notice = Notice("award-one-contract.xml")
    code = "<efac:FieldsPrivacy><efbc:FieldIdentifierCode>win-ten-val</efbc:FieldIdentifierCode></efac:FieldsPrivacy>"
    notice.add("//efac:NoticeResult/efac:LotTender", code)
    told = read_eforms(notice.content())
    assert told.contracts[0].withheld == ("win-ten-val",)
    assert [warning.code for warning in told.warnings] == ["withheld"]


def test_a_lot_without_a_contract_beside_one_with_is_warned_of() -> None:
    notice = Notice("award-several-winners.xml")
    notice.remove("//efac:NoticeResult/efac:SettledContract[cbc:ID='CON-0003']")
    [warning] = read_eforms(notice.content()).warnings
    assert warning.code == "lots_without_contract"
    assert "LOT-0002" in str(warning.params["lots"])


def test_a_text_with_a_personal_number_is_left_out_and_warned_of() -> None:
    notice = Notice("contract-notice.xml")
    notice.tell("//cac:ContractExecutionRequirement/cbc:Description", "Fråga efter 850101-9999.")
    told = read_eforms(notice.content())
    assert told.lots[0].performance_terms is None
    assert [warning.code for warning in told.warnings] == ["personal_number"]


def test_a_denial_is_kept_as_the_text_it_is_and_makes_no_goal() -> None:
    notice = Notice("award-one-contract.xml")
    notice.remove("//cbc:ProcurementTypeCode[@listName='social-objective']")
    text = "<cbc:ProcurementType languageID='SWE'>Ingår inte, eftersom köpet är litet.</cbc:ProcurementType>"
    strategic = "//cac:ProcurementAdditionalType[cbc:ProcurementTypeCode/@listName='strategic-procurement']"
    notice.add(strategic, text)
    [contract] = notice.contracts()
    assert contract.social_objectives == ()
    assert contract.lots[0].strategic_text == "Ingår inte, eftersom köpet är litet."


def test_an_ocds_release_tells_the_same_contract_in_its_own_words() -> None:
    [notice] = read_ocds(content("ocds-release-package.json"))
    [contract] = notice.contracts
    [lot] = contract.lots
    assert (contract.contract_number, contract.title) == ("2026-0117", "Lokalvård, norra skolorna")
    assert [supplier.number for supplier in contract.suppliers] == ["559999-0016"]
    assert (contract.awarded_on, contract.signed_on) == (date(2026, 9, 21), date(2026, 10, 12))
    assert (contract.starts_on, contract.ends_on) == (date(2027, 1, 1), date(2028, 12, 31))
    assert (contract.cpv, contract.nuts, contract.diarienummer) == (("90919300",), ("SE311",), "KS 2026/0117")
    assert contract.social_objectives == ("opp", "hum-right")
    assert (lot.reserved_participation, lot.renewals_max) == (("res-ws",), 2)
    assert lot.performance_terms == "Dialog om sysselsättning inom en månad från tecknandet."
    assert lot.strategic_text == "Enligt kommunens uppförandekod."
    assert contract.milestones == (
        Milestone(id="1", title="Dialog om sysselsättning", due_on=date(2026, 11, 12), status="scheduled"),
    )
    assert "order@" not in contract.model_dump_json()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_ocds_is_read_in_any_encoding(encoding: str) -> None:
    [notice] = read_file(content("ocds-release-package.json").decode().encode(encoding)).notices
    assert notice.buyers[0].name == "Exempelköpings kommun"
