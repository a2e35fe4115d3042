"""Every field of every published eForms notice, read twice: by the reader, and by the EU's own paths."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.facts import ContractFacts, Lot, Organisation
from domain.public_notice import NoticeKind, PublicNotice
from domain.refusal import Refusal
from exchange.eforms import OF_THE_CONVERTER, read_eforms
from tests.exchange import eu_paths, second_reading
from tests.exchange.eu_paths import Told

REPOSITORY = Path(__file__).parents[2]
NOTICES = Path(os.environ.get("INSATS_NOTICES", REPOSITORY.parent / "shared" / "notices"))
FILES = sorted(NOTICES.glob("eforms/*/*.xml"))

pytestmark = pytest.mark.skipif(not FILES, reason=f"no published notices in {NOTICES}; set INSATS_NOTICES")


def of_notice(notice: PublicNotice) -> Told:
    source = notice.source
    told: Told = {
        "BT-701": source.notice_id,
        "BT-757": source.notice_version,
        "BT-04": source.procedure_id,
        "BT-05": source.dispatched_on,
        "OPP-010": source.publication_number,
        "BT-21 procedure": notice.title,
        "BT-140": list(notice.change_reasons),
        "BT-758, BT-1501(n)": list(notice.earlier),
    }
    if notice.kind is NoticeKind.OTHER:
        return {
            field: told[field]
            for field in ("BT-701", "BT-757", "BT-04", "BT-05", "OPP-010", "BT-21 procedure")
        }
    for lot in notice.lots:
        told |= {f"{lot.id}: {field}": value for field, value in of_lot(lot).items()}
    for contract in notice.contracts:
        reference = contract.source.contract_ref
        told |= {f"{reference}: {field}": value for field, value in of_contract(contract).items()}
    return told


def of_lot(lot: Lot) -> Told:
    return {
        "BT-21": lot.title,
        "BT-775": list(lot.social_objectives),
        "BT-06": list(lot.strategic),
        "BT-777": lot.strategic_text or "",
        "BT-70": lot.performance_terms or "",
        "BT-736": lot.reserved_execution,
        "BT-71": list(lot.reserved_participation),
        "BT-765": lot.framework,
        "BT-536": lot.starts_on,
        "BT-537": lot.ends_on,
        "BT-36": (lot.duration.number, lot.duration.unit) if lot.duration else None,
        "BT-538": lot.unlimited,
        "BT-58": lot.renewals_max,
        "BT-57": lot.renewal_text or "",
        "BT-54": lot.options_text or "",
    }


def of_contract(contract: ContractFacts) -> Told:
    return {
        "BT-150": contract.contract_number,
        "BT-721": contract.title,
        "BT-22": contract.diarienummer,
        "buyers (OPT-300, BT-500, BT-501, BT-514)": named(contract.buyers),
        "suppliers (OPT-300, BT-500, BT-501, BT-514)": named(contract.suppliers),
        "lots (BT-13713)": [lot.id for lot in contract.lots],
        "BT-1451": contract.awarded_on,
        "BT-145": contract.signed_on,
        "BT-536 of its lots": contract.starts_on,
        "BT-537 of its lots": contract.ends_on,
        "BT-720, BT-161": (contract.value.amount, contract.value.currency) if contract.value else None,
        "BT-262": list(contract.cpv),
        "BT-5071": list(contract.nuts),
        "BT-775 of its lots": list(contract.social_objectives),
        "BT-768": contract.framework,
        "BT-702": list(contract.languages),
        "BT-200, BT-201, BT-202, BT-1501": [
            (each.notice, each.contract_ref, each.reasons, each.why or "", each.what or "")
            for each in contract.amendments
        ],
    }


def named(organisations: tuple[Organisation, ...]) -> list[tuple[str, str, str]]:
    return [(each.name, each.number, each.country) for each in organisations]


def test_both_readings_agree_on_every_field_of_every_notice(
    record_property: Callable[[str, object], None],
) -> None:
    paths = eu_paths.fields(NOTICES)
    compared, read, converted, differences = 0, 0, 0, []
    for file in FILES:
        content = file.read_bytes()
        try:
            notice = read_eforms(content)
        except Refusal:
            continue
        first, second = of_notice(notice), second_reading.notice(content, paths)
        if notice.kind is NoticeKind.OTHER:  # refused: nothing but what it is called is read
            second = {field: second[field] for field in first if field in second}
        if (second["BT-701"], second["BT-04"]) == OF_THE_CONVERTER:  # its own, the same for every notice
            second |= {"BT-701": second["OPP-010"], "BT-04": second["OPP-010"]}
            converted += 1
        for field in first.keys() | second.keys():
            compared += 1
            if first.get(field, "-") != second.get(field, "-"):
                differences.append(f"{file.name} {field}: {first.get(field)!r} / {second.get(field)!r}")
        read += 1
    record_property("notices", read)
    record_property("fields", compared)
    record_property("explained", {"ids that the EU's converter gives every notice": 2 * converted})
    record_property("differences", len(differences))
    assert differences == [], "\n".join(sorted(differences))
