"""Takes in an XML notice from a stranger, and reads its values without guessing.

An element that is absent, masked or unreadable gives the empty value: not told.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal

from lxml import etree

from domain.calendar import FIRST_DAY, LAST_DAY
from domain.facts import Money
from domain.numbers import holds_a_persons_number
from domain.refusal import Refusal
from domain.words import N_
from exchange.bounds import must_not_be_too_large
from exchange.texts import MAX_TEXT, one_line, paragraphs

MAX_TAGS = 500_000  # ten megabytes of nothing but tags would take 400 of memory
_ENCODINGS = {b"utf-8", b"utf-16", b"us-ascii", b"iso-8859-1", b"iso-8859-15", b"windows-1252"}
_DECLARED = re.compile(rb"""(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([^"']{1,40})""")

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMESPACES = {
    "cac": _UBL + "CommonAggregateComponents-2",
    "cbc": _UBL + "CommonBasicComponents-2",
    "ext": _UBL + "CommonExtensionComponents-2",
    "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
    "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
    "efext": "http://data.europa.eu/p27/eforms-ubl-extensions/1",
}
EXTENSION = "ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/efext:EformsExtension/"

# What TED publishes in place of a value that is withheld (BT-195); a masked amount is -1, a masked day 1970-01-01.
_MASKED_TEXT = "unpublished"
_TEXTS = (
    ("cbc", "Name"),
    ("cbc", "Title"),
    ("cbc", "Description"),
    ("cbc", "ProcurementType"),
    ("cbc", "OptionsDescription"),
    ("efbc", "ChangeDescription"),
    ("efbc", "ReasonDescription"),
)


def parse(content: bytes) -> etree._Element:
    """Raises Refusal when the file is too large, is not XML, or carries a DOCTYPE (entities, other files)."""
    must_not_be_too_large(content)
    declared = _DECLARED.match(content)
    if declared and declared[1].lower() not in _ENCODINGS:
        raise Refusal("not_xml", N_("This file is not XML, or it is broken off. Download the notice anew."))
    if content.count(b"<") > MAX_TAGS or content.count(b"=") > MAX_TAGS:
        raise Refusal(
            "too_many_parts",
            N_(
                "The file has more parts than any notice has. Download it anew, or register its contracts by hand."
            ),
        )
    try:
        root = etree.fromstring(content, _careful_parser())
    except etree.XMLSyntaxError:
        raise Refusal(
            "not_xml", N_("This file is not XML, or it is broken off. Download the notice anew.")
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refusal(
            "doctype",
            N_(
                "The file declares a document type (DOCTYPE), which no notice does. "
                "Download the notice from where it was published."
            ),
        )
    return root


def _careful_parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def texts(node: etree._Element, path: str) -> list[str]:
    return [told for element in node.iterfind(path, NAMESPACES) if (told := _told(element))]


def text(node: etree._Element, path: str) -> str:
    return next(iter(texts(node, path)), "")


def _told(element: etree._Element) -> str:
    return _unmasked(one_line(element.text or ""))


def _unmasked(told: str) -> str:
    return "" if told.lower() == _MASKED_TEXT else told


def free_text(nodes: list[etree._Element], path: str) -> str | None:
    """What each of the nodes says at some length, in Swedish if told; lines and at most 8,000 characters are kept."""
    told = dict.fromkeys(filter(None, (_in_swedish(node, path, _paragraphs) for node in nodes)))
    return "\n".join(told)[:MAX_TEXT].strip() or None


def _paragraphs(element: etree._Element) -> str:
    return _unmasked(paragraphs(element.text or ""))


def names_a_person(root: etree._Element) -> bool:
    """By number, in a text that would have been read."""
    names = (f"{{{NAMESPACES[prefix]}}}{name}" for prefix, name in _TEXTS)
    return any(holds_a_persons_number(element.text or "") for element in root.iter(*names))


def in_swedish_if_told(node: etree._Element, path: str) -> str:
    """Otherwise in English, otherwise in the language that comes first."""
    return _in_swedish(node, path, _told)


def _in_swedish(node: etree._Element, path: str, read: Callable[[etree._Element], str]) -> str:
    by_language: dict[str, str] = {}
    for element in node.iterfind(path, NAMESPACES):
        if told := read(element):
            by_language.setdefault(element.get("languageID", ""), told)
    return by_language.get("SWE") or by_language.get("ENG") or next(iter(by_language.values()), "")


def codes(nodes: list[etree._Element], path: str) -> tuple[str, ...]:
    """Each code or reference once, in the order of the notice; what is over 200 characters is neither."""
    return tuple(dict.fromkeys(code for node in nodes for code in texts(node, path) if len(code) <= 200))


def day(node: etree._Element, path: str) -> date | None:
    """The calendar day as written: the UTC offset of an xsd:date is dropped, not converted."""
    with suppress(ValueError):
        told = date.fromisoformat(text(node, path)[:10])
        return told if FIRST_DAY <= told <= LAST_DAY else None  # 1970-01-01 masks, 9999-12-31 fills a gap
    return None


def whole_number(told: str) -> int | None:
    return int(told) if re.fullmatch(r"\d{1,5}", told, re.ASCII) else None


def flag(node: etree._Element, path: str) -> bool | None:
    return {"true": True, "1": True, "false": False, "0": False}.get(text(node, path))


def money(node: etree._Element, path: str, withheld_as: str) -> Money | None:
    """`withheld_as`: the code of the non-publication-identifier list that withholds this amount."""
    element = node.find(path, NAMESPACES)
    if element is None or withheld_as in texts(node, "efac:FieldsPrivacy/efbc:FieldIdentifierCode"):
        return None
    amount, currency = _told(element), element.get("currencyID", "")
    if not re.fullmatch(r"\d{1,18}(\.\d+)?", amount, re.ASCII) or not re.fullmatch("[A-Z]{3}", currency):
        return None
    return Money(amount=Decimal(amount), currency=currency)


def by_id(nodes: Iterator[etree._Element]) -> dict[str, etree._Element]:
    return {reference: node for node in nodes if (reference := text(node, "cbc:ID"))}


def required(node: etree._Element, path: str, field: str) -> str:
    """Raises Refusal, by the id of the field that is not told."""
    if told := text(node, path):
        return told
    raise Refusal(
        "incomplete",
        N_(
            "The notice is incomplete: it lacks an identifier ({field}). "
            "Download it anew, or register its contracts by hand."
        ),
        field=field,
    )
