"""OCDS read once more, by other rules: the file laid out flat, a value a path, as spreadsheets of OCDS are; each
contract is then asked for by its paths."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.facts import ContractFacts
from exchange.reading import read_file
from tests.exchange.test_hostile_files import NOTICES

FILES = sorted((NOTICES / "ocds").glob("*.json"))
Flat = dict[str, Any]


def flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from flat(each, f"{path}/{key}")
    else:
        yield path, value


def releases(content: bytes) -> Iterator[Flat]:
    """What stands under each place that has an ocid, but for linked ones and those that a compiled one sums up."""
    for encoding in ("utf-8-sig", "latin-1"):
        try:
            whole = dict(flat(json.loads(content.decode(encoding), parse_float=Decimal)))
            break
        except UnicodeDecodeError:
            continue
    places = {path.removesuffix("/ocid") for path in whole if path.endswith("/ocid")}
    compiled = {
        place.removesuffix("/compiledRelease") for place in places if place.endswith("compiledRelease")
    }
    for place in places:
        if any(place == each or place.startswith(f"{each}/releases/") for each in compiled):
            continue
        of_it = {path[len(place) :]: value for path, value in whole.items() if path.startswith(f"{place}/")}
        if not any(path.startswith(("/records/", "/releases/")) for path in of_it):
            yield of_it


def rows(release: Flat, table: str) -> list[Flat]:
    """`contracts` → one a contract, with what stands below it."""
    found: dict[int, Flat] = {}
    for path, value in release.items():
        if match := re.fullmatch(rf"/{table}/(\d+)(/.+)", path):
            found.setdefault(int(match[1]), {})[match[2]] = value
    return [found[number] for number in sorted(found)]


def line(value: object) -> str:
    return " ".join(str(value).split()) if value is not None else ""


def day(value: object) -> date | None:
    return date.fromisoformat(str(value)[:10]) if value else None


def told_twice(release: Flat) -> Iterator[tuple[str, dict[str, Any]]]:
    """Of each contract that is no cancelled one: its id, and what it says itself."""
    awards = {line(each.get("/id")): each for each in rows(release, "awards")}
    parties = {line(each.get("/id")): line(each.get("/name")) for each in rows(release, "parties")}
    contracts = rows(release, "contracts")
    for each in contracts:
        if each.get("/status") == "cancelled" or not each.get("/id"):
            continue
        award = awards.get(line(each.get("/awardID")), {})
        sole = sum(line(other.get("/awardID")) == line(each.get("/awardID")) for other in contracts) == 1
        told: dict[str, Any] = {
            "signed_on": day(each.get("/dateSigned")),
            "awarded_on": day(award.get("/date")),
            "amendments": sorted(line(row.get("/id")) for row in rows(each, "amendments")),
            "milestones": _milestones(each),
        }
        told |= _value(each, award, sole=sole)
        for name, path in (("starts_on", "/period/startDate"), ("ends_on", "/period/endDate")):
            if each.get(path):
                told[name] = day(each[path])
        if each.get("/title"):
            told["title"] = line(each["/title"])
        if names := {
            parties.get(line(row.get("/id"))) or line(row.get("/name")) for row in rows(award, "suppliers")
        }:
            told["suppliers"] = names  # otherwise its tenders tell, in an extension's words
        yield line(each["/id"]), told


def _value(contract: Flat, award: Flat, *, sole: bool) -> dict[str, Any]:
    if contract.get("/value/amount") is not None:
        return {"value": (Decimal(contract["/value/amount"]), contract.get("/value/currency"))}
    if award.get("/value/amount") is not None and sole and not rows(contract, "relatedBids"):
        return {"award's value": (Decimal(award["/value/amount"]), award.get("/value/currency"))}
    return {}


def _milestones(contract: Flat) -> set[tuple[str, date | None, date | None]]:
    both = [*rows(contract, "milestones"), *rows(contract, "implementation/milestones")]
    return {(line(row.get("/id")), day(row.get("/dueDate")), day(row.get("/dateMet"))) for row in both}


def as_first_read(facts: ContractFacts, told: dict[str, Any]) -> dict[str, Any]:
    """The same names, as the reader has them."""
    value = (facts.value.amount, facts.value.currency) if facts.value else None
    names = {supplier.name for supplier in facts.suppliers}
    read = {
        "signed_on": facts.signed_on,
        "awarded_on": facts.awarded_on,
        "amendments": sorted(each.id for each in facts.amendments),
        "milestones": {(each.id, each.due_on, each.met_on) for each in facts.milestones},
        "value": value,
        "award's value": value,
        "starts_on": facts.starts_on,
        "ends_on": facts.ends_on,
        "title": facts.title,
        # of an award over several contracts each may have one: then it is one of them
        "suppliers": told.get("suppliers") if names and names <= told.get("suppliers", set()) else names,
    }
    return {name: read[name] for name in told}


@pytest.mark.skipif(not FILES, reason="no published notices beside the clone (INSATS_NOTICES)")
def test_every_contract_of_every_ocds_file_is_as_another_reading_finds_it(
    record_property: Callable[[str, object], None],
) -> None:
    fields = contracts = 0
    differing: list[tuple[Any, ...]] = []
    for file in FILES:
        read = {
            (facts.source.procedure_id, facts.source.notice_id, facts.source.contract_ref): facts
            for notice in read_file(file.read_bytes()).notices
            for facts in notice.contracts
        }
        for release in releases(file.read_bytes()):
            if not (release.get("/buyer/name") or rows(release, "parties")):
                continue
            for reference, told in told_twice(release):
                key = (line(release["/ocid"]), line(release.get("/id")), reference)
                if key not in read:
                    differing.append((file.name, reference, "not read", sorted(read)[:3]))
                    continue
                contracts, fields = contracts + 1, fields + len(told)
                first = as_first_read(read[key], told)
                differing += [
                    (file.name, reference, name, told[name], first[name])
                    for name in told
                    if told[name] != first[name]
                ]
    assert differing == []
    record_property("ocds_contracts", contracts)
    record_property("ocds_fields", fields)
    assert contracts >= 20
