"""What each thing that is told of a contract is called, how it is written, and where it was told."""

from collections.abc import Mapping
from datetime import date

from api.field_sources import SourceOut, sources_out
from domain.calendar import date_in_stockholm
from domain.facts import ContractFacts, Lot, Money, Organisation
from domain.policy import Policy
from domain.words import N_
from language.words import Words
from projections.reading import ContractDetail
from web.dates import Dates
from web.people import who_did

NAMES: Mapping[str, str] = {
    "contract_number": N_("Contract number"),
    "title": N_("What it is about"),
    "suppliers": N_("Supplier"),
    "procurement_title": N_("Procurement"),
    "diarienummer": N_("Registry number"),
    "buyers": N_("Buyer"),
    "buyer_unit": N_("Unit that buys"),
    "awarded_on": N_("Awarded"),
    "signed_on": N_("Signed"),
    "starts_on": N_("Runs from"),
    "ends_on": N_("Runs until"),
    "value": N_("Value"),
    "cpv": N_("CPV codes"),
    "nuts": N_("NUTS codes"),
    "lots": N_("Lots"),
}


def written(facts: ContractFacts, name: str, dates: Dates) -> str:
    """Empty where nothing is told."""
    return _written(getattr(facts, name), dates)


def _written(told: object, dates: Dates) -> str:
    match told:
        case Organisation():
            return f"{told.name} {told.number}".strip()
        case Money():
            return dates.money(told)
        case Lot():
            return told.title or told.id
        case date():
            return dates.short(told)
        case tuple():
            return ", ".join(_written(each, dates) for each in told[:20])
        case _:
            return str(told or "")


def source_in_words(source: SourceOut | None, policy: Policy, dates: Dates) -> str:
    """Which notice or register tells it, or who."""
    words: Words = dates.words
    if source is None:
        return ""
    told = source.source
    day = dates.short(date_in_stockholm(source.recorded_at))
    if told and told.kind == "sheet":
        return words(N_("a register, row {row}, read in {day}"), row=told.contract_ref, day=day)
    if told:
        notice = told.publication_number or told.notice_id
        return words(N_("notice {notice}, read in {day}"), notice=notice, day=day)
    return f"{who_did(source.actor, source.role, policy, words)}, {day}"


def told_where(detail: ContractDetail, policy: Policy, dates: Dates) -> list[tuple[str, str]]:
    """What each thing that is told is called, and its source."""
    told = sources_out(detail)
    return [
        (dates.words(name), source_in_words(told[field], policy, dates))
        for field, name in NAMES.items()
        if field in told
    ]
