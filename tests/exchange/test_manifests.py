"""Every published file gives what its row in the manifest says; taken in twice, nothing happens the second time."""

import csv
import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from domain.public_notice import NoticeKind, PublicNotice
from domain.refusal import Refusal
from exchange.reading import read_file
from tests.exchange.world import World

REPOSITORY = Path(__file__).parents[2]
NOTICES = Path(os.environ.get("INSATS_NOTICES", REPOSITORY.parent / "shared" / "notices"))
FORM_TYPES = {
    "result": NoticeKind.AWARD,
    "dir-awa-pre": NoticeKind.INTENTION,
    "cont-modif": NoticeKind.MODIFICATION,
    "competition": NoticeKind.COMPETITION,
}
Row = dict[str, str]


def rows(standard: str) -> list[Row]:
    """The manifest calls a file by the split that it was saved in, then as the folder does."""
    manifest = NOTICES / f"manifest_{standard}.csv"
    if not manifest.exists():
        return []
    with manifest.open(encoding="utf-8", newline="") as file:
        named = [{**row, "file": row["file"].partition("/")[2]} for row in csv.DictReader(file)]
    return [row for row in named if (NOTICES / row["file"]).exists()]


EFORMS, OCDS = rows("eforms"), rows("ocds")
pytestmark = pytest.mark.skipif(not EFORMS, reason=f"no published notices in {NOTICES}; set INSATS_NOTICES")


def content(row: Row) -> bytes:
    return (NOTICES / row["file"]).read_bytes()


def notices(row: Row) -> tuple[PublicNotice, ...]:
    try:
        return read_file(content(row), row["file"]).notices
    except Refusal:
        return ()


def days(told: str) -> Counter[date]:
    return Counter(date.fromisoformat(each[:10]) for each in told.split())


WRONG = ("efa_can_29_with_errors", "INVALID_can_24")  # it names no buyer; it lacks its identifiers
EFORMS_READ = [
    row for row in EFORMS if row["form_type"] in FORM_TYPES and not any(name in row["file"] for name in WRONG)
]


@pytest.mark.parametrize("row", EFORMS_READ, ids=lambda row: row["file"])
def test_an_eforms_notice_is_what_its_row_says(row: Row) -> None:
    [notice] = notices(row)
    assert notice.kind is FORM_TYPES[row["form_type"]]
    assert len(notice.lots) == int(row["lots"])
    assert notice.source.publication_number == row["publication_id"] or not row["publication_id"].startswith(
        "0"
    )
    told = {goal for lot in notice.lots for goal in lot.social_objectives}
    assert told == set(row["social_objective"].split())
    assert {code for lot in notice.lots for code in lot.reserved_participation} == set(
        row["reserved_participation"].split()
    )
    assert {lot.reserved_execution for lot in notice.lots} - {""} == set(row["reserved_execution"].split())


@pytest.mark.parametrize("row", EFORMS_READ, ids=lambda row: row["file"])
def test_an_eforms_notices_contracts_are_those_that_its_row_counts(row: Row) -> None:
    [notice] = notices(row)
    assert len(notice.contracts) == int(row["contracts"])
    signed = Counter(contract.signed_on for contract in notice.contracts if contract.signed_on)
    told = days(row["conclusion_date"])  # the row has five at most
    assert signed == told or (told <= signed and told.total() == 5)
    awarded = {contract.awarded_on for contract in notice.contracts if contract.awarded_on}
    assert awarded <= set(days(row["award_date"]))  # the row has the tenders' too


@pytest.mark.parametrize("row", EFORMS_READ, ids=lambda row: row["file"])
def test_a_contract_that_names_its_winner_has_one(row: Row) -> None:
    """Where the row counts a winning tender. (An intention may name none, and one that was converted lost them.)"""
    [notice] = notices(row)
    if (
        notice.kind is NoticeKind.AWARD
        and "conv_145160-2022" not in row["file"]
        and int(row["winning_tenders"]) >= int(row["contracts"])
    ):
        without = [c.source.contract_ref for c in notice.contracts if not c.suppliers]
        assert without == []


# What comes of the files, in the order of the manifest's categories; of the rest each contract is registered.
REFUSED = {
    "award/ted_647661-2024.xml": "no_contract",
    "award/ted_302072-2023.xml": "no_contract",
    "award/sdk1.15.1_can_24_no_tenders.xml": "no_contract",
    "derived-swedish/conv_255494-2019.xml": "no_contract",
    "derived-swedish/conv_21-364240-001-EXP.xml": "no_contract",
    "not-award/ted_552113-2024.xml": "not_an_award",
    "not-award/sdk1.15.1_E5_minimal.xml": "not_an_award",
    "not-award/sdk1.15.1_X02_registration.xml": "not_an_award",
    "not-award/sdk1.15.1_change-cn_24_void.xml": "withdrawn",
    "invalid/sdk1.15.1_INVALID_can_24_empty.xml": "incomplete",
    "invalid/sdk1.15.1_INVALID_can_24_stage-1.xml": "incomplete",
    "invalid/sdk1.15.1_INVALID_pin-only_24_stage-1.xml": "not_an_award",
    "invalid/efa_can_29_with_errors.xml": "no_buyer",
    "invalid/bj_invalid_xml.xml": "not_eforms",
    "invalid/pipe_2021_S_004_003545_create.mets.xml": "not_eforms",
    "old-ted-schema-swedish/ted_054538-2022.xml": "old_ted_schema",
    "old-ted-schema-swedish/ted_063966-2022.xml": "old_ted_schema",
    "old-ted-schema-swedish/ted_145160-2022.xml": "old_ted_schema",
}
JOINED = {"not-award/ted_564946-2023.xml"}  # the one contract notice whose award is among the files


def in_order() -> Iterator[Row]:
    """Awards before what changes them or is joined to them, as whoever imports a folder is told to do."""
    last = ("modification", "not-award", "invalid")
    yield from sorted(EFORMS, key=lambda row: last.index(row["category"]) if row["category"] in last else -1)


def test_each_file_gives_contracts_or_the_reason_that_a_clerk_would_give(
    record_property: Callable[[str, object], None],
) -> None:
    world, outcomes = World(), dict[str, list[str]]()
    for row in in_order():
        outcomes[row["file"].removeprefix("eforms/")] = world.takes_in(content(row))
    for file, code in REFUSED.items():
        assert outcomes[file] == [code], file
    assert {file for file, came in outcomes.items() if "join" in came} == JOINED
    registered = sum(came.count("register") for came in outcomes.values())
    awards = [row for row in EFORMS_READ if row["form_type"] == "result"]
    assert registered == sum(int(row["contracts"]) for row in awards)
    record_property("files", len(EFORMS))
    record_property("eforms", dict(Counter(each for came in outcomes.values() for each in came)))


def test_taken_in_twice_nothing_happens_the_second_time(
    record_property: Callable[[str, object], None],
) -> None:
    world = World()
    files = [*in_order(), *OCDS]
    for row in files:
        world.takes_in(content(row), row["file"])
    events = sum(state.version for state in world.contracts.values())
    again = Counter(each for row in files for each in world.takes_in(content(row), row["file"]))
    after = sum(state.version for state in world.contracts.values())
    record_property("contracts", len(world.contracts))
    record_property("events_the_second_time", after - events)
    assert after == events
    assert not {"register", "correct", "modify", "join"} & again.keys()


# An award without a contract is one to be signed; a release of the same contract again is not another.
AWARDS_ONLY = ("uk_contracts_finder", "standard_frameworks", "1.0-1.json", "standard_unsuccessful")


@pytest.mark.parametrize("row", OCDS, ids=lambda row: row["file"])
def test_an_ocds_file_has_the_contracts_that_its_row_counts(row: Row) -> None:
    told = [contract for notice in notices(row) for contract in notice.contracts]
    contracts = [contract for contract in told if contract.source.contract_ref]
    awards = [contract for contract in told if not contract.source.contract_ref]
    if row["contracts"]:
        assert len(contracts) == int(row["contracts"])
    if any(name in row["file"] for name in AWARDS_ONLY):
        assert len(awards) == int(row["awards"])
    else:
        assert awards == []


OF_OCDS = {
    "uk_contracts_finder_tender_only.json": ["no_contract_to_join"] * 2,
    "sample_1.1_ocds-213czf-000-00001-02-tender.json": ["no_contract_to_join"],
    "sample_1.1_ocds-213czf-000-00001-04-award.json": ["no_contract"],
    "sample_1.1_ocds-213czf-000-00001.json": [*["no_contract_to_join"] * 3, "no_contract", "register", "unchanged"],
    "standard_buyers_suppliers_consortia.json": ["no_buyer"],
    "standard_milestones_implementation_milestones_partially_met.json": ["register"],
    "ocdskit_release-package-1.json": ["register", "unchanged"],
    "ocdskit_record-package-1.json": ["register", "register"],
    "ocdskit_release-package_encoding-iso-8859-1.json": ["no_contract", "no_contract", "register"],
}  # fmt: skip


@pytest.mark.parametrize("file", OF_OCDS)
def test_what_comes_of_an_ocds_file_alone(file: str) -> None:
    assert World().takes_in((NOTICES / "ocds" / file).read_bytes()) == OF_OCDS[file]


PAIRS = [
    ("doffin_can-social_2024-103933", "award"),
    ("doffin_can-standard_2022-960991", "award"),
    ("doffin_can-modif_2023-101032", "modification"),
]


@pytest.mark.parametrize(("name", "folder"), PAIRS)
def test_a_notice_in_both_standards_tells_the_same(name: str, folder: str) -> None:
    """The OCDS is a third party's conversion: what it leaves out (values, places) is not held against it."""
    [of_eforms] = read_file((NOTICES / "eforms" / folder / f"{name}.xml").read_bytes()).notices
    [of_ocds] = read_file((NOTICES / "ocds" / f"{name}.release.json").read_bytes()).notices
    for one, other in zip(of_eforms.contracts, of_ocds.contracts, strict=True):
        assert one.contract_number == other.contract_number
        assert [s.name for s in one.suppliers] == [s.name for s in other.suppliers]
        assert [s.number for s in one.suppliers] == [s.number for s in other.suppliers]
        assert one.signed_on == other.signed_on
        assert [lot.id for lot in one.lots] == [lot.id for lot in other.lots]
        if other.value:
            assert one.value == other.value


def test_the_fictional_maximal_notice_is_read_in_full_from_ocds() -> None:
    [notice] = read_file((NOTICES / "ocds" / "doffin_can_24_maximal.release.json").read_bytes()).notices
    first, second = notice.contracts
    assert [s.number for s in first.suppliers] == ["927384203", "928374653"]
    assert first.consortia[0].members == first.suppliers
    assert (first.social_objectives, first.value) == (("acc-all",), None)
    assert second.value
    assert second.value.amount == Decimal("9999999.99")
    assert (notice.lots[0].renewals_max, notice.lots[0].renewal_text) == (3, "Renewal description ---")
