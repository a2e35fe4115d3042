"""Published notices, written by nobody in this project and no part of it: INSATS_NOTICES says where they are."""

import csv
import os
from collections import Counter
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from domain.facts import ContractFacts
from domain.public_notice import NoticeKind
from domain.refusal import Refusal
from exchange.eforms import read_eforms
from exchange.notice_xml import NAMESPACES
from tests.exchange.awards import read_award

REPOSITORY = Path(__file__).parents[2]
NOTICES = Path(os.environ.get("INSATS_NOTICES", REPOSITORY.parent / "shared" / "notices"))
FILES = sorted(path.relative_to(NOTICES / "eforms") for path in NOTICES.glob("eforms/*/*.xml"))

pytestmark = pytest.mark.skipif(not FILES, reason=f"no published notices in {NOTICES}; set INSATS_NOTICES")


def content(file: Path | str) -> bytes:
    return (NOTICES / "eforms" / file).read_bytes()


def awards_with_contracts() -> list[tuple[str, int]]:
    """The manifest calls a file by the split that it was saved in, then as the folder does."""
    if not FILES:
        return []
    with (NOTICES / "manifest_eforms.csv").open(encoding="utf-8", newline="") as manifest:
        rows = [(row["file"].partition("/eforms/")[2], row) for row in csv.DictReader(manifest)]
    return [
        (file, int(row["contracts"]))
        for file, row in rows
        if row["category"] in ("award", "derived-swedish")
        and row["form_type"] == "result"
        and int(row["contracts"]) > 0
        and Path(file) in FILES
    ]


@pytest.mark.parametrize("file", FILES, ids=str)
def test_every_notice_gives_contracts_or_a_refusal(file: Path) -> None:
    with suppress(Refusal):
        notice = read_eforms(content(file))
        assert notice.unfit or notice.kind is not NoticeKind.AWARD or notice.contracts


@pytest.mark.parametrize(("file", "contracts"), awards_with_contracts())
def test_every_award_gives_as_many_contracts_as_the_manifest_counts(file: str, contracts: int) -> None:
    assert len(read_award(content(file))) == contracts


@pytest.mark.parametrize("folder", ["not-award", "modification", "direct-award", "old-ted-schema-swedish"])
def test_no_contract_is_read_from_a_notice_that_is_no_award(folder: str) -> None:
    for file in (file for file in FILES if file.parts[0] == folder):
        with suppress(Refusal):
            notice = read_eforms(content(file))
            assert notice.unfit or notice.kind is not NoticeKind.AWARD


def by_xpath(root: etree._Element, path: str) -> list[str]:
    found = root.xpath(path, namespaces=NAMESPACES)
    assert isinstance(found, list)
    return [" ".join(str(text).split()) for text in found]


@pytest.mark.parametrize("file", [file for file, _ in awards_with_contracts()])
def test_winners_days_and_values_are_those_that_the_sdks_own_paths_find(file: str) -> None:
    root = etree.fromstring(content(file))
    for contract in read_award(content(file)):
        settled = f"//efac:NoticeResult/efac:SettledContract[cbc:ID='{contract.source.contract_ref}']"
        tender = f"//efac:NoticeResult/efac:LotTender[cbc:ID={settled}/efac:LotTender/cbc:ID]"
        party = f"//efac:NoticeResult/efac:TenderingParty[cbc:ID={tender}/efac:TenderingParty/cbc:ID]"
        winner = (
            "//efac:Organization[not(efbc:NaturalPersonIndicator='true')]"
            f"/efac:Company[cac:PartyIdentification/cbc:ID={party}/efac:Tenderer/cbc:ID]"
        )
        values = by_xpath(root, f"{tender}/cac:LegalMonetaryTotal/cbc:PayableAmount/text()")
        days = by_xpath(root, f"{settled}/cbc:IssueDate/text()")
        assert [s.name for s in contract.suppliers] == by_xpath(
            root, f"{winner}/cac:PartyName[1]/cbc:Name[1]/text()"
        )
        assert ([contract.signed_on.isoformat()] if contract.signed_on else []) == [day[:10] for day in days]
        if values:
            assert contract.value
            assert contract.value.amount == sum(map(Decimal, values))


def test_lulea_2024_is_read_as_written() -> None:
    [contract] = read_award(content("award/ted_497414-2024.xml"))
    assert contract.model_dump(exclude={"lots", "source"}) == {
        "contract_number": "Contract 211427 (0001)",
        "title": "Tjänstekoncession - Utomhusreklam/väderskydd/toaletter",
        "procurement_title": "Tjänstekoncession - Utomhusreklam/väderskydd/toaletter",
        "diarienummer": "KLF 2023/864",
        "buyer_unit": "",
        "buyers": ({"name": "Luleå kommun", "number": "212000-2742", "country": "SWE"},),
        "suppliers": (
            {"name": "Clear Channel Sverige Aktiebolag", "number": "556426-2680", "country": "SWE"},
        ),
        "awarded_on": date(2024, 6, 3),
        "signed_on": date(2024, 6, 24),
        "starts_on": date(2024, 10, 1),
        "ends_on": date(2034, 9, 30),
        "value": {"amount": Decimal(72000000), "currency": "SEK"},
        "cpv": ("79341000",),
        "nuts": ("SE332",),
        "social_objectives": ("acc-all", "gen-eq", "et-eq"),
        "consortia": (),
        "framework": None,
        "withheld": (),
        "languages": ("SWE",),
        "amendments": (),
        "milestones": (),
    }


def test_vasternorrland_2024_is_read_as_written() -> None:
    contracts = read_award(content("award/ted_215499-2024.xml"))
    ge, curium = "GE Healthcare Aktiebolag 556233-1578", "Curium Sweden AB 556988-9305"
    ahlen, cyclo = "S Ahlén Medical Nordic AB 556643-9948", "Cyclomedica Nordic AB 556666-1244"
    assert [winners(contract) for contract in contracts] == [
        ["Bayer Aktiebolag 556051-3870"], [ge], [ahlen], [cyclo], [curium],
        [ge], [curium],
        [ge], [curium],
        [ge], [ahlen], [cyclo], [curium],
    ]  # fmt: skip
    assert {c.lots[0].id: c.lots[0].title for c in contracts} == {
        "LOT-0001": "Generell del",
        "LOT-0002": "Krav på Generatorer",
        "LOT-0003": "Krav på isotoper",
        "LOT-0004": "Krav på Kit",
    }
    assert Counter(c.lots[0].id for c in contracts) == {
        "LOT-0001": 5,
        "LOT-0002": 2,
        "LOT-0003": 2,
        "LOT-0004": 4,
    }
    assert {(c.awarded_on, c.signed_on, c.value) for c in contracts} == {(date(2024, 3, 7), None, None)}
    assert {c.buyers[0].number for c in contracts} == {"232100-0206"}
    assert contracts[0].title == "Generell del-Bayer Aktiebolag"
    assert [contracts[0].contract_number, contracts[8].contract_number] == ["BT 8", ""]


def winners(contract: ContractFacts) -> list[str]:
    return [f"{supplier.name} {supplier.number}" for supplier in contract.suppliers]
