"""What is read from the award notices of our own making, as they are."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from domain.facts import ContractFacts, Lot, Money, Organisation, Source
from tests.exchange.awards import read_award

EXAMPLES = Path(__file__).parents[2] / "examples"
ONE = (EXAMPLES / "award-one-contract.xml").read_bytes()
SEVERAL = (EXAMPLES / "award-several-winners.xml").read_bytes()


def test_a_notice_with_one_contract_tells_everything_about_it() -> None:
    assert read_award(ONE) == [
        ContractFacts(
            source=Source(
                kind="eforms",
                notice_id="0b6f1c52-7f0e-4a35-9c1d-5a1e0000a001",
                notice_version="01",
                publication_number="00999901-2026",
                procedure_id="0b6f1c52-7f0e-4a35-9c1d-5a1e00000001",
                contract_ref="CON-0001",
                dispatched_on=date(2026, 10, 26),
            ),
            contract_number="2026-0117",
            title="Lokalvård, norra skolorna",
            procurement_title="Lokalvård i skolor och förskolor",
            diarienummer="KS 2026/0117",
            buyers=(Organisation(name="Exempelköpings kommun", number="212000-9903", country="SWE"),),
            suppliers=(Organisation(name="Exempelstäd Norra AB", number="559999-0016", country="SWE"),),
            lots=(
                Lot(
                    id="LOT-0001",
                    title="Lokalvård i skolor och förskolor",
                    social_objectives=("opp",),
                    strategic=("soc-obj",),
                    framework="none",
                    starts_on=date(2027, 1, 1),
                    ends_on=date(2028, 12, 31),
                ),
            ),
            awarded_on=date(2026, 9, 21),
            signed_on=date(2026, 10, 12),
            starts_on=date(2027, 1, 1),
            ends_on=date(2028, 12, 31),
            value=Money(amount=Decimal(8400000), currency="SEK"),
            cpv=("90919300",),
            nuts=("SE311",),
            social_objectives=("opp",),
            framework=False,
            languages=("SWE",),
        )
    ]


def test_each_concluded_contract_of_a_framework_is_one_entry_with_its_own_winners() -> None:
    contracts = read_award(SEVERAL)
    assert [(c.source.contract_ref, c.contract_number) for c in contracts] == [
        ("CON-0001", "RA 2026-21:1"),
        ("CON-0002", "RA 2026-21:2"),
        ("CON-0003", "RA 2026-22"),
    ]
    assert [[s.name for s in c.suppliers] for c in contracts] == [
        ["Exempel El AB"],
        ["Provköpings Elteknik AB"],
        ["Exempelrör AB", "Provvatten AB"],
    ]
    assert [[lot.id for lot in c.lots] for c in contracts] == [["LOT-0001"], ["LOT-0001"], ["LOT-0002"]]


def test_a_contract_takes_its_social_objectives_and_codes_from_its_own_lot() -> None:
    electricity, _, plumbing = read_award(SEVERAL)
    assert (electricity.social_objectives, electricity.cpv) == (("work-cond",), ("45310000",))
    assert (plumbing.social_objectives, plumbing.cpv) == (("opp",), ("45330000",))


def test_a_contract_without_a_title_is_called_after_its_lot() -> None:
    electricity, _, plumbing = read_award(SEVERAL)
    assert (electricity.title, plumbing.title) == ("Elarbeten", "Ramavtal VVS, konsortium")


def test_what_a_framework_notice_does_not_tell_stays_untold() -> None:
    for contract in read_award(SEVERAL):
        assert contract.awarded_on == date(2026, 11, 9)
        assert contract.signed_on is None
        assert contract.starts_on == date(2027, 2, 1)
        assert contract.ends_on is None, "a duration is told, but no end is computed from it"
        assert contract.value is None, "the total of three contracts is not the value of one"


def test_no_contact_person_address_or_telephone_number_is_read() -> None:
    for notice in (ONE, SEVERAL):
        read = " ".join(contract.model_dump_json() for contract in read_award(notice))
        assert not [private for private in ("Exempelsson", "Provsson", "@", "+46") if private in read]
