"""The lots of an eForms notice: what is bought, for how long, on which terms, with which goals.

Field ids (BT) and paths: the eForms SDK's fields.json.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from lxml import etree
from pydantic import ValidationError

from domain.facts import Duration, Lot
from exchange.notice_xml import (
    NAMESPACES,
    codes,
    day,
    free_text,
    in_swedish_if_told,
    text,
    whole_number,
)

PROJECT = "cac:ProcurementProject/"  # of the procedure and, by the same path, of a lot
TITLE = PROJECT + "cbc:Name"  # BT-21
CPV = PROJECT + "cac:MainCommodityClassification/cbc:ItemClassificationCode"  # BT-262
NUTS = PROJECT + "cac:RealizedLocation/cac:Address/cbc:CountrySubentityCode"  # BT-5071
_TYPE = PROJECT + "cac:ProcurementAdditionalType"
_PERIOD = PROJECT + "cac:PlannedPeriod/"
_EXTENSION = PROJECT + "cac:ContractExtension/"
_EXECUTION = "cac:TenderingTerms/cac:ContractExecutionRequirement"
_SYSTEM = "cac:TenderingProcess/cac:ContractingSystem/cbc:ContractingSystemTypeCode[@listName='{}']"


class LotTold(NamedTuple):
    """A lot with its codes, read once however many contracts it has."""

    lot: Lot
    cpv: tuple[str, ...]
    nuts: tuple[str, ...]


def lots_of(root: etree._Element) -> dict[str, LotTold]:
    """By id; parts of a planned procurement, and groups of lots, are none."""
    return {
        reference: LotTold(_lot(element, reference), codes([element], CPV), codes([element], NUTS))
        for element in root.iterfind("cac:ProcurementProjectLot", NAMESPACES)
        if (reference := text(element, "cbc:ID")) and len(reference) <= 200 and _is_lot(element)
    }


def _is_lot(element: etree._Element) -> bool:
    reference = element.find("cbc:ID", NAMESPACES)
    return reference is not None and reference.get("schemeName") not in ("Part", "LotsGroup")


def _lot(lot: etree._Element, reference: str) -> Lot:
    return Lot(
        id=reference,
        title=in_swedish_if_told(lot, TITLE),
        social_objectives=_types(lot, "social-objective")[:50],  # BT-775
        strategic=_types(lot, "strategic-procurement")[:50],  # BT-06
        strategic_text=free_text(
            _beside(lot, _TYPE, "cbc:ProcurementTypeCode", "strategic-procurement"), "cbc:ProcurementType"
        ),
        performance_terms=free_text(
            _beside(lot, _EXECUTION, "cbc:ExecutionRequirementCode", "conditions"), "cbc:Description"
        ),
        reserved_execution=text(
            lot, _EXECUTION + "/cbc:ExecutionRequirementCode[@listName='reserved-execution']"
        ),
        reserved_participation=codes(
            list(_reservations(lot)), "cbc:TendererRequirementTypeCode[@listName='reserved-procurement']"
        )[:50],
        framework=text(lot, _SYSTEM.format("framework-agreement")),  # BT-765
        starts_on=day(lot, _PERIOD + "cbc:StartDate"),  # BT-536
        ends_on=day(lot, _PERIOD + "cbc:EndDate"),  # BT-537
        duration=_duration(lot),
        unlimited=text(lot, _PERIOD + "cbc:DescriptionCode") == "UNLIMITED",  # BT-538
        renewals_max=whole_number(text(lot, _EXTENSION + "cbc:MaximumNumberNumeric")),  # BT-58
        renewal_text=free_text([lot], _EXTENSION + "cac:Renewal/cac:Period/cbc:Description"),  # BT-57
        options_text=free_text([lot], _EXTENSION + "cbc:OptionsDescription"),  # BT-54
    )


def _types(lot: etree._Element, list_name: str) -> tuple[str, ...]:
    return codes([lot], f"{_TYPE}/cbc:ProcurementTypeCode[@listName='{list_name}']")


def _beside(lot: etree._Element, path: str, code: str, list_name: str) -> list[etree._Element]:
    """The elements whose code is of that list: what else they hold belongs to it."""
    wanted = f"{code}[@listName='{list_name}']"
    return [
        element for element in lot.iterfind(path, NAMESPACES) if element.find(wanted, NAMESPACES) is not None
    ]


def _reservations(lot: etree._Element) -> Iterator[etree._Element]:
    """BT-71: the published path leaves out requests about the company's form, missing information or selection."""
    requirement = "cac:SpecificTendererRequirement/cbc:TendererRequirementTypeCode[@listName='{}']"
    others = (
        "cbc:CompanyLegalFormCode",
        requirement.format("missing-info-submission"),
        requirement.format("selection-criteria-source"),
    )
    for request in lot.iterfind("cac:TenderingTerms/cac:TendererQualificationRequest", NAMESPACES):
        if all(request.find(other, NAMESPACES) is None for other in others):
            yield from request.iterfind("cac:SpecificTendererRequirement", NAMESPACES)


def _duration(lot: etree._Element) -> Duration | None:
    measure = lot.find(_PERIOD + "cbc:DurationMeasure", NAMESPACES)
    number = whole_number(text(lot, _PERIOD + "cbc:DurationMeasure"))
    if measure is None or number is None:
        return None
    with suppress(ValidationError):  # of an unknown unit
        return Duration.model_validate({"number": number, "unit": measure.get("unitCode", "")})
    return None
