"""Who takes part in a notice. Only organisations: no natural person, contact or beneficial owner is read."""

import re

from lxml import etree

from domain.facts import Organisation
from domain.numbers import is_shaped_like_a_persons
from exchange.notice_xml import EXTENSION, NAMESPACES, in_swedish_if_told, text, texts

_ORGANISATIONS = EXTENSION + "efac:Organizations/efac:Organization"
# With or without a century (16 for organisations), or as a VAT number.
_SWEDISH_NUMBER = re.compile(r"(?:16|19|20)?(\d{6})[-+]?(\d{4})|SE(\d{6})(\d{4})01", re.ASCII)


def organisations_by_id(root: etree._Element) -> dict[str, Organisation]:
    """By every technical id that may refer to it: a touch point stands for the company that it belongs to."""
    return {
        reference: organisation
        for element in root.iterfind(_ORGANISATIONS, NAMESPACES)
        if (organisation := _organisation(element))
        for reference in texts(element, "*/cac:PartyIdentification/cbc:ID")
    }


def _organisation(element: etree._Element) -> Organisation | None:
    if text(element, "efbc:NaturalPersonIndicator") in ("true", "1"):
        return None
    return organisation(
        in_swedish_if_told(element, "efac:Company/cac:PartyName/cbc:Name"),
        text(element, "efac:Company/cac:PartyLegalEntity/cbc:CompanyID"),
        text(element, "efac:Company/cac:PostalAddress/cac:Country/cbc:IdentificationCode"),
    )


def organisation(name: str, number: str, country: str) -> Organisation | None:
    """None where no name is told, or where the number is a person's, as a sole trader's is."""
    country = country if re.fullmatch("[A-Z]{3}", country) else ""
    number = swedish_number(number) if country == "SWE" else number
    if not name or (country in ("", "SWE") and is_shaped_like_a_persons(number)):
        return None
    return Organisation(name=name, number=number, country=country)


def swedish_number(written: str) -> str:
    """As 000000-0000; as written when it has no such form."""
    match = _SWEDISH_NUMBER.fullmatch("".join(written.split()))
    return "{}-{}".format(*filter(None, match.groups())) if match else written
