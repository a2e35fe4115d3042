"""What each fact until the record is confirmed changes on the page: one function a kind of fact."""

from datetime import date
from typing import Any

from tests.domain.reference.page import Page
from tests.domain.reference.writing_published import award_read


def contract_registered(p: Page, facts: Any) -> None:
    award_read(p, facts)
    p.awarded_on = facts.awarded_on
    p.signed_on = facts.signed_on


def details_supplied(p: Page, **told: Any) -> None:
    if p.details is not None:
        p.details.update(told)


def supplier_contact_confirmed(p: Page, contact: int) -> None:
    p.contacts.add(contact)
    p.contacts_known = contact


def supplier_contact_removed(p: Page, contact: int) -> None:
    p.contacts.discard(contact)


def clause_triaged(p: Page, clause: Any, count_from: Any, limits: Any, sanctions: Any) -> None:
    p.clause, p.count_from, p.closed = clause, count_from, False
    p.limits, p.sanctions = {limit.step: limit.limit for limit in limits}, set(sanctions)


def award_notified(
    p: Page, sent_on: date, electronically: bool, announced: bool, stated_until: date | None
) -> None:
    p.award = (sent_on, 10 if electronically or announced else 15, stated_until)
    p.award_as_sent = (sent_on, electronically, announced, stated_until)


def standstill_ended(p: Page) -> None:
    p.standstill_over = True


def standstill_waived(p: Page) -> None:
    p.standstill_over = p.waived = True


def contract_signed(p: Page, signed_on: date) -> None:
    p.signed_on = signed_on


def appeal_filed(p: Page, filed_on: date) -> None:
    p.appealed, p.appealed_on, p.court_on = True, filed_on, None
    p.standstill_over = p.waived = False


def court_decided(p: Page, decided_on: date, stands: bool) -> None:
    p.appealed = False
    if stands:
        p.court_on = decided_on
    else:
        p.award, p.award_as_sent = None, ()


def award_cancelled(p: Page) -> None:
    p.closed = p.void = True


contract_struck_off = award_cancelled


def contract_closed(p: Page) -> None:
    p.closed = True


def dialogue_invited(p: Page, meeting_on: date | None) -> None:
    p.invited, p.meeting_on = True, meeting_on


def dialogue_scheduled(p: Page, on: date) -> None:
    p.meetings += 1
    p.meeting_on, p.meeting_planned = on, True


def dialogue_rescheduled(p: Page, on: date) -> None:
    p.meeting_on, p.meeting_planned = on, True


def dialogue_meeting_cancelled(p: Page) -> None:
    p.meeting_on, p.meeting_planned = None, False


def dialogue_held(p: Page, held_on: date) -> None:
    p.held_on = held_on
    p.record_version += 1
    p.confirmed.clear()


def record_confirmed(p: Page, party: Any, on: date) -> None:
    p.confirmed[party] = on


def record_disputed(p: Page) -> None:
    p.confirmed.clear()
