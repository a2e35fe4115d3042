"""An independent reading of an eForms notice: XPath straight from the published field list, joined in another way.

It shares nothing with `exchange`: the paths are the EU's (fields.json, as in xpaths/eforms_xpaths.csv of the notices),
lxml's XPath engine evaluates them over the whole document, and what refers to what is found by predicates.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree

from tests.exchange.eu_paths import (
    LOT,
    MODIFICATION,
    NOBODY,
    Document,
    Told,
    day,
    found,
    line,
    lines,
    number,
    spoken,
)


def notice(content: bytes, paths: dict[str, str]) -> Told:
    """Field by field, what `PublicNotice` has too."""
    it = Document(etree.fromstring(content), paths)
    published = it.elements("OPP-010-notice")
    told: Told = {
        "BT-701": it.first("BT-701-notice"),
        "BT-757": it.first("BT-757-notice"),
        "BT-04": it.first("BT-04-notice"),
        "BT-05": day(it.first("BT-05(a)-notice")),
        "OPP-010": line(published[0]) if published else "",
        "BT-21 procedure": it.in_words("BT-21-Procedure"),
        "BT-140": it.all("BT-140-notice"),
        "BT-758, BT-1501(n)": it.all("BT-758-notice")
        + [each for each in it.all("BT-1501(n)-Contract") if each not in it.all("BT-758-notice")],
    }
    for each in it.all("BT-137-Lot"):
        told |= {f"{each}: {field}": value for field, value in lot(it, each).items()}
    for each in it.all("OPT-316-Contract"):
        told |= {f"{each}: {field}": value for field, value in contract(it, each).items()}
    return told


def lot(it: Document, reference: str) -> Told:
    of = (LOT, [reference])
    return {
        "BT-21": it.in_words("BT-21-Lot", *of),
        "BT-775": it.all("BT-775-Lot", *of),
        "BT-06": it.all("BT-06-Lot", *of),
        "BT-777": it.at_length("BT-777-Lot", *of),
        "BT-70": it.at_length("BT-70-Lot", *of),
        "BT-736": it.first("BT-736-Lot", *of),
        "BT-71": it.all("BT-71-Lot", *of),
        "BT-765": it.first("BT-765-Lot", *of),
        "BT-536": day(it.first("BT-536-Lot", *of)),
        "BT-537": day(it.first("BT-537-Lot", *of)),
        "BT-36": _duration(it, of),
        "BT-538": it.first("BT-538-Lot", *of) == "UNLIMITED",
        "BT-58": number(it.first("BT-58-Lot", *of)),
        "BT-57": it.at_length("BT-57-Lot", *of),
        "BT-54": it.at_length("BT-54-Lot", *of),
    }


def _duration(it: Document, of: tuple[str, list[str]]) -> tuple[int, str] | None:
    for element in it.elements("BT-36-Lot", *of):
        length = number(line(element))
        return None if length is None else (length, element.get("unitCode", ""))
    return None


def contract(it: Document, reference: str) -> Told:
    of = ("efac:SettledContract", [reference])
    results = [
        line(result)
        for result in it.elements("OPT-322-LotResult")
        if reference in (line(each) for each in _beside(result, "efac:SettledContract/cbc:ID"))
    ]
    lots = it.all("BT-13713-LotResult", "efac:LotResult", results)
    tenders = it.all("BT-3202-Contract", *of) or _only_tender(it, results)
    parties = it.all("OPT-310-Tender", "efac:LotTender", tenders)
    tenderers = it.all("OPT-300-Tenderer", "efac:TenderingParty", parties)
    own_title = it.in_words("BT-721-Contract", *of)
    lot_titles = [it.in_words("BT-21-Lot", LOT, [each]) for each in lots]
    return {
        "BT-150": it.first("BT-150-Contract", *of),
        "BT-721": own_title
        or "; ".join(dict.fromkeys(filter(None, lot_titles)))[:500]
        or it.in_words("BT-21-Procedure"),
        "BT-22": it.first("BT-22-Procedure"),
        "buyers (OPT-300, BT-500, BT-501, BT-514)": organisations(it, it.all("OPT-300-Procedure-Buyer")),
        "suppliers (OPT-300, BT-500, BT-501, BT-514)": organisations(it, tenderers),
        "lots (BT-13713)": lots,
        "BT-1451": day(it.first("BT-1451-Contract", *of)),
        "BT-145": day(it.first("BT-145-Contract", *of)),
        "BT-536 of its lots": _bound(min, [day(it.first("BT-536-Lot", LOT, [each])) for each in lots]),
        "BT-537 of its lots": _bound(max, [day(it.first("BT-537-Lot", LOT, [each])) for each in lots]),
        "BT-720, BT-161": value(it, tenders),
        "BT-262": _codes(it, "BT-262", lots),
        "BT-5071": _codes(it, "BT-5071", lots),
        "BT-775 of its lots": _codes(it, "BT-775", lots, of_procedure=False),
        "BT-768": {"true": True, "false": False}.get(it.first("BT-768-Contract", *of)),
        "BT-702": list(dict.fromkeys(it.all("BT-702(a)") + it.all("BT-702(b)"))),
        "BT-200, BT-201, BT-202, BT-1501": modifications(it, reference),
    }


def _beside(element: etree._Element, path: str) -> list[etree._Element]:
    return found(element, f"../{path}")


def _only_tender(it: Document, results: list[str]) -> list[str]:
    """Where the contract names no tender: that of a result which has one contract and one tender."""
    only: list[str] = []
    for result in it.elements("OPT-322-LotResult"):
        tenders, contracts = (
            _beside(result, f"efac:{part}/cbc:ID") for part in ("LotTender", "SettledContract")
        )
        if line(result) in results and len(tenders) == len(contracts) == 1:
            only += map(line, tenders)
    return only


def organisations(it: Document, references: list[str]) -> list[tuple[str, str, str]]:
    tables = "//efac:Organization/*/cac:PartyIdentification/cbc:ID"  # a touch point's too: it stands for its company
    by_id = {line(each): each for each in found(it.root, tables)}
    of_ids = (found(by_id[each], "ancestor::efac:Organization") for each in references if each in by_id)
    told = [organisation(element) for elements in of_ids for element in elements]
    return list(dict.fromkeys(each for each in told if each != NOBODY))


def organisation(element: etree._Element) -> tuple[str, str, str]:
    first = [*map(line, found(element, "efac:Company/cac:PartyLegalEntity/cbc:CompanyID")), ""][0]
    country = [
        *map(line, found(element, "efac:Company/cac:PostalAddress/cac:Country/cbc:IdentificationCode")),
        "",
    ][0]
    digits = re.sub(r"\D", "", re.sub(r"^SE(\d{10})01$", r"\1", first))  # as a VAT number
    if country == "SWE" and len(digits) in (10, 12):
        first = f"{digits[-10:-4]}-{digits[-4:]}"
    name = spoken(found(element, "efac:Company/cac:PartyName/cbc:Name"), line)
    is_person = "true" in map(line, found(element, "efbc:NaturalPersonIndicator"))
    return NOBODY if is_person or not name else (name, first, country)


def value(it: Document, tenders: list[str]) -> tuple[Decimal, str] | None:
    amounts = [_amount(it, "BT-720-Tender", ("efac:LotTender", [tender])) for tender in tenders]
    told = [amount for amount in amounts if amount]
    if not told and len(it.all("OPT-316-Contract")) == 1:
        return _amount(it, "BT-161-NoticeResult", ())
    if len(told) < len(amounts) or len({currency for _, currency in told}) != 1:
        return None
    return sum((amount for amount, _ in told), Decimal(0)), told[0][1]


def _amount(it: Document, field: str, of: tuple[Any, ...]) -> tuple[Decimal, str] | None:
    for element in it.elements(field, *of):
        if re.fullmatch(r"\d+(\.\d+)?", line(element)):
            return Decimal(line(element)), element.get("currencyID", "")
    return None


def _bound(choose: Any, days: list[date | None]) -> date | None:
    return choose(days) if days and all(days) else None


def _codes(it: Document, field: str, lots: list[str], *, of_procedure: bool = True) -> list[str]:
    of_lots = list(dict.fromkeys(code for each in lots for code in it.all(f"{field}-Lot", LOT, [each])))
    return of_lots or (it.all(f"{field}-Procedure") if of_procedure else [])


def modifications(it: Document, reference: str) -> list[tuple[Any, ...]]:
    """Of all modifications of the notice, those that name this contract, or no contract of the notice."""
    known = {*it.all("OPT-316-Contract"), *it.all("BT-150-Contract")}
    own = {reference, it.first("BT-150-Contract", "efac:SettledContract", [reference])}
    told = []
    paths = {
        f"{field}-Contract": "." + it.paths[f"{field}-Contract"].partition("efac:ContractModification")[2]
        for field in MODIFICATION
    } | {"BT-13716": "./efac:Change/efac:ChangedSection/efbc:ChangedSectionIdentifier"}
    for element in found(it.root, "//efac:ContractModification"):
        inner = Document(element, paths)
        named = {inner.first("BT-1501(c)-Contract"), *inner.all("BT-13716")} & known
        if not named or named & own:
            told.append(
                (
                    inner.first("BT-1501(n)-Contract"),
                    inner.first("BT-1501(c)-Contract"),
                    tuple(inner.all("BT-200-Contract")),
                    spoken(inner.elements("BT-201-Contract"), lines),
                    spoken(inner.elements("BT-202-Contract"), lines),
                )
            )
    return told
