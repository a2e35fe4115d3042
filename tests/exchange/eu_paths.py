"""A notice as the EU's own paths find it: lxml's XPath engine over the whole document, nothing of `exchange`."""

import csv
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from lxml import etree

PREFIXES = {
    **{
        short: f"urn:oasis:names:specification:ubl:schema:xsd:{name}-2"
        for short, name in (
            ("cac", "CommonAggregateComponents"),
            ("cbc", "CommonBasicComponents"),
            ("ext", "CommonExtensionComponents"),
        )
    },
    "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
    "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
    "efext": "http://data.europa.eu/p27/eforms-ubl-extensions/1",
}
LOT = "cac:ProcurementProjectLot[cbc:ID/@schemeName='Lot']"
# Not in the list of 82: their paths as fields.json has them.
MORE = {
    "BT-702(a)": "/*/cbc:NoticeLanguageCode",
    "BT-702(b)": "/*/cac:AdditionalNoticeLanguage/cbc:ID",
}
NOBODY = ("", "", "")
MODIFICATION = ("BT-1501(n)", "BT-1501(c)", "BT-200", "BT-201", "BT-202")
Told = dict[str, Any]


def fields(notices: Path) -> dict[str, str]:
    with (notices / "xpaths" / "eforms_xpaths.csv").open(encoding="utf-8", newline="") as rows:
        return {row["field_id"]: row["xpath"] for row in csv.DictReader(rows)} | MORE


class Document:
    def __init__(self, root: etree._Element, paths: dict[str, str]) -> None:
        self.root = root
        self.paths = paths

    def elements(self, field: str, step: str = "", ids: Iterable[str] = ()) -> list[etree._Element]:
        """`step` of the field's path narrowed to the elements with one of these ids."""
        path = self.paths[field]
        if step:
            wanted = " or ".join(f"cbc:ID={_quoted(each)}" for each in ids) or "false()"
            at = path.index(f"/{step}/") + 1
            path = f"{path[:at]}{step}[{wanted}]{path[at + len(step) :]}"
        return found(self.root, path)

    def all(self, field: str, step: str = "", ids: Iterable[str] = ()) -> list[str]:
        return list(dict.fromkeys(filter(None, map(line, self.elements(field, step, ids)))))

    def first(self, field: str, step: str = "", ids: Iterable[str] = ()) -> str:
        return next(iter(self.all(field, step, ids)), "")

    def in_words(self, field: str, step: str = "", ids: Iterable[str] = ()) -> str:
        return spoken(self.elements(field, step, ids), line)

    def at_length(self, field: str, step: str = "", ids: Iterable[str] = ()) -> str:
        """Of each element that repeats it, in one language; the children of one parent are one text in several."""
        by_parent: dict[Any, list[etree._Element]] = {}
        for element in self.elements(field, step, ids):
            by_parent.setdefault(element.getparent(), []).append(element)
        told = [spoken(each, lines) for each in by_parent.values()]
        return "\n".join(dict.fromkeys(filter(None, told)))[:8000].strip()


def found(element: etree._Element, path: str) -> list[etree._Element]:
    elements = element.xpath(path, namespaces=PREFIXES)
    assert isinstance(elements, list)
    return [each for each in elements if isinstance(each, etree._Element)]


def _quoted(told: str) -> str:
    return f"'{told}'" if "'" not in told else f'"{told}"'


def line(element: etree._Element) -> str:
    told = re.sub(r"\s+", " ", element.text or "").strip()[:500].strip()
    return told if re.search(r"[^\W_]", told) and told.lower() != "unpublished" else ""


def lines(element: etree._Element) -> str:
    told = (
        re.sub(r"\s+", " ", each).strip()
        for each in re.split(r"[\n\r\x0b\x0c\x85\u2028\u2029]", element.text or "")
    )
    whole = "\n".join(filter(None, told))[:8000].strip()
    return whole if re.search(r"[^\W_]", whole) and whole.lower() != "unpublished" else ""


def spoken(elements: list[etree._Element], read: Any) -> str:
    told = [(each.get("languageID", ""), words) for each in elements if (words := read(each))]
    for language in ("SWE", "ENG"):
        for written_in, words in told:
            if written_in == language:
                return str(words)
    return str(told[0][1]) if told else ""


def day(told: str) -> date | None:
    written = re.match(r"(\d{4})-(\d{2})-(\d{2})", told)
    if not written or not 1990 <= int(written[1]) < 2100:  # before is a mask, after fills a gap
        return None
    return date(*map(int, written.groups()))


def number(told: str) -> int | None:
    return int(told) if told.isdigit() else None
