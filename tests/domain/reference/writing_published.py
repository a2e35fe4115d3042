"""What each fact that a notice tells changes on the page, and what is remembered of the notice."""

from typing import Any

from tests.domain.reference.page import Page

KEPT = ("contract_number", "title", "diarienummer", "suppliers", "starts_on", "ends_on", "value")
FIELDS = (*KEPT, "signed_on")


def award_read(p: Page, facts: Any) -> None:
    """The first one, or a form that somebody filled in; what it has no word of is empty."""
    p.details = {name: getattr(facts, name, None) for name in KEPT}
    p.as_awarded = {**p.details, "signed_on": facts.signed_on}
    p.as_published = dict(p.details)
    p.awards = [facts.source] if hasattr(facts, "source") else []


def notice_corrected(p: Page, source: Any, told_now: Any, taken: Any) -> None:
    p.awards.append(source)
    p.as_awarded = dict(told_now)
    _take(p, taken)


def modification_published(p: Page, source: Any, amendments: Any, taken: Any) -> None:
    p.modifications.append(source)
    p.amendments |= set(amendments)
    _take(p, taken)


def contract_notice_joined(p: Page, source: Any) -> None:
    p.calls.append(source)


def _take(p: Page, taken: Any) -> None:
    if p.details is None:
        return
    p.signed_on = taken.get("signed_on", p.signed_on)
    of_the_contract = {name: value for name, value in taken.items() if name != "signed_on"}
    p.details.update(of_the_contract)
    p.as_published.update(of_the_contract)
