"""Award notices that tell less, or something else, than they should: nothing is guessed."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from domain.facts import ContractFacts, Money
from exchange.notice_xml import NAMESPACES
from tests.exchange.awards import read_award

EXAMPLES = Path(__file__).parents[2] / "examples"
TENDER = "//efac:NoticeResult/efac:LotTender[cbc:ID='TEN-0001']"
TENDER_VALUE = TENDER + "//cbc:PayableAmount"


class Notice:
    """An example that can be altered, by XPath."""

    def __init__(self, name: str) -> None:
        self.root = etree.fromstring((EXAMPLES / name).read_bytes())

    def found(self, path: str) -> list[etree._Element]:
        elements = self.root.xpath(path, namespaces=NAMESPACES)
        assert isinstance(elements, list)
        assert elements, path
        return [element for element in elements if isinstance(element, etree._Element)]

    def tell(self, path: str, text: str) -> None:
        for element in self.found(path):
            element.text = text

    def remove(self, path: str) -> None:
        for element in self.found(path):
            parent = element.getparent()
            assert parent is not None
            parent.remove(element)

    def add(self, path: str, xml: str) -> None:
        declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
        [parent] = self.found(path)
        parent.extend(list(etree.fromstring(f"<x {declared}>{xml}</x>")))

    def content(self) -> bytes:
        return etree.tostring(self.root)

    def contracts(self) -> list[ContractFacts]:
        return read_award(self.content())


@pytest.fixture
def one() -> Notice:
    return Notice("award-one-contract.xml")


@pytest.fixture
def several() -> Notice:
    return Notice("award-several-winners.xml")


def test_a_contract_without_a_tender_reference_takes_the_only_tender_of_its_lot(several: Notice) -> None:
    several.remove("//efac:SettledContract[cbc:ID='CON-0003']/efac:LotTender")
    assert [s.name for s in several.contracts()[2].suppliers] == ["Exempelrör AB", "Provvatten AB"]


def test_which_of_several_tenders_won_is_not_guessed(several: Notice) -> None:
    several.remove("//efac:SettledContract/efac:LotTender")
    assert [len(c.suppliers) for c in several.contracts()] == [0, 0, 2]


def test_a_contract_over_two_lots_starts_with_the_first_and_has_the_codes_of_both(several: Notice) -> None:
    settled = "<efac:SettledContract><cbc:ID>CON-0003</cbc:ID></efac:SettledContract>"
    several.add("//efac:LotResult[cbc:ID='RES-0003']", settled)
    several.tell("//cac:ProcurementProjectLot[cbc:ID='LOT-0002']//cbc:StartDate", "2027-03-01+01:00")
    contract = several.contracts()[2]
    assert [lot.title for lot in contract.lots] == ["VVS-arbeten", "Plåtarbeten"]
    assert contract.cpv == ("45330000", "45261213")
    assert contract.starts_on == date(2027, 2, 1)


def test_the_start_is_not_told_when_one_of_two_lots_does_not_tell_it(several: Notice) -> None:
    settled = "<efac:SettledContract><cbc:ID>CON-0003</cbc:ID></efac:SettledContract>"
    several.add("//efac:LotResult[cbc:ID='RES-0003']", settled)
    several.remove("//cac:ProcurementProjectLot[cbc:ID='LOT-0002']//cbc:StartDate")
    assert several.contracts()[2].starts_on is None


def test_the_total_is_the_value_of_the_only_contract_whose_tender_tells_none(one: Notice) -> None:
    one.remove(TENDER_VALUE)
    one.tell("//cbc:TotalAmount", "8500000.50")
    assert one.contracts()[0].value == Money(amount=Decimal("8500000.50"), currency="SEK")


@pytest.mark.parametrize("amount", ["-1", "NaN", "unpublished", "8 400 000", "1e9", ""])
def test_a_masked_or_unreadable_amount_is_not_told(one: Notice, amount: str) -> None:
    one.tell("//cbc:TotalAmount | " + TENDER_VALUE, amount)
    assert one.contracts()[0].value is None


def test_a_withheld_amount_is_not_told(one: Notice) -> None:
    code = "<efac:FieldsPrivacy><efbc:FieldIdentifierCode>{}</efbc:FieldIdentifierCode></efac:FieldsPrivacy>"
    one.add(TENDER, code.format("win-ten-val"))
    one.add("//efac:NoticeResult", code.format("not-val"))
    assert one.contracts()[0].value is None


@pytest.mark.parametrize(
    ("second", "sum_of_both"),
    [
        ('currencyID="SEK">100', Decimal(8400100)),
        ('currencyID="EUR">100', None),
        ('currencyID="SEK">-1', None),
    ],
)
def test_tenders_are_summed_only_when_each_tells_an_amount_in_the_same_currency(
    one: Notice, second: str, sum_of_both: Decimal | None
) -> None:
    value = (
        f"<cac:LegalMonetaryTotal><cbc:PayableAmount {second}</cbc:PayableAmount></cac:LegalMonetaryTotal>"
    )
    one.add("//efac:NoticeResult", f"<efac:LotTender><cbc:ID>TEN-0002</cbc:ID>{value}</efac:LotTender>")
    settled = "//efac:NoticeResult/efac:SettledContract"
    one.add(settled, "<efac:LotTender><cbc:ID>TEN-0002</cbc:ID></efac:LotTender>")
    told = one.contracts()[0].value
    assert (told and told.amount) == sum_of_both


def test_codes_that_no_lot_tells_are_those_of_the_procurement(several: Notice) -> None:
    several.remove("//cac:ProcurementProjectLot//cac:MainCommodityClassification")
    several.remove("//cac:ProcurementProjectLot//cac:RealizedLocation")
    assert {(c.cpv, c.nuts) for c in several.contracts()} == {(("45300000",), ("SE311",))}


@pytest.mark.parametrize("day", ["1970-01-01Z", "2026-13-45+01:00", "unpublished", ""])
def test_a_masked_or_impossible_day_is_not_told(one: Notice, day: str) -> None:
    one.tell("//efac:SettledContract/cbc:IssueDate", day)
    assert one.contracts()[0].signed_on is None


def test_a_dash_is_no_contract_number(one: Notice) -> None:
    one.tell("//efac:ContractReference/cbc:ID", " - ")
    assert one.contracts()[0].contract_number == ""


def test_a_title_is_read_in_english_when_it_is_not_told_in_swedish(one: Notice) -> None:
    one.remove("//efac:SettledContract/cbc:Title[@languageID='SWE']")
    assert one.contracts()[0].title == "Cleaning, northern schools"


def test_a_title_that_is_too_long_is_cut(one: Notice) -> None:
    one.tell("//efac:SettledContract/cbc:Title", "å" * 10_000)
    assert one.contracts()[0].title == "å" * 500


def test_a_natural_person_is_not_read_as_a_supplier(one: Notice) -> None:
    one.add("//efac:Organization[3]", "<efbc:NaturalPersonIndicator>true</efbc:NaturalPersonIndicator>")
    assert one.contracts()[0].suppliers == ()


@pytest.mark.parametrize("number", ["850101-9991", "198501019991", "8501619991", "SE850101999101"])
def test_a_supplier_with_a_personal_identity_number_is_a_natural_person(one: Notice, number: str) -> None:
    one.tell("//efac:Organization[3]//cbc:CompanyID", number)
    assert one.contracts()[0].suppliers == ()


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("559999-0016", "559999-0016"),
        ("5599990016", "559999-0016"),
        ("165599990016", "559999-0016"),
        ("16559999-0016", "559999-0016"),
        (" 559999 0016 ", "559999-0016"),
        ("SE559999001601", "559999-0016"),
        ("202100-9903", "202100-9903"),
        ("2021009903", "202100-9903"),
        ("55999900", "55999900"),
        ("unpublished", ""),
    ],
)
def test_a_swedish_organisation_number_is_written_in_one_way(one: Notice, written: str, number: str) -> None:
    one.tell("//efac:Organization[3]//cbc:CompanyID", written)
    assert one.contracts()[0].suppliers[0].number == number


def test_a_foreign_number_is_kept_as_written(one: Notice) -> None:
    one.tell("//efac:Organization[3]//cbc:CompanyID", " 8501019991 ")
    one.tell("//efac:Organization[3]//cac:Country/cbc:IdentificationCode", "NOR")
    [supplier] = one.contracts()[0].suppliers
    assert (supplier.number, supplier.country) == ("8501019991", "NOR")


def test_a_touch_point_stands_for_the_organisation_that_it_belongs_to(one: Notice) -> None:
    reference = "<cac:PartyIdentification><cbc:ID>TPO-0001</cbc:ID></cac:PartyIdentification>"
    one.add("//efac:Organization[1]", f"<efac:TouchPoint>{reference}</efac:TouchPoint>")
    one.tell("/*/cac:ContractingParty/cac:Party//cbc:ID", "TPO-0001")
    assert [buyer.number for buyer in one.contracts()[0].buyers] == ["212000-9903"]


def test_two_buyers_are_both_read(one: Notice) -> None:
    party = "<cac:PartyIdentification><cbc:ID>ORG-0002</cbc:ID></cac:PartyIdentification>"
    one.add("/*", f"<cac:ContractingParty><cac:Party>{party}</cac:Party></cac:ContractingParty>")
    assert [buyer.number for buyer in one.contracts()[0].buyers] == ["212000-9903", "202100-9903"]
