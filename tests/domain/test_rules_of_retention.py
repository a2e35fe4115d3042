"""What a retention plan lets go, and from when: counted from a contract's end, by the municipality's own decisions."""

from datetime import date

import pytest

from domain.events import BY_TYPE
from domain.process.ending import ContractStruckOff
from domain.retention import EVENTS, PUBLISHED, due_on, ended_on, kind_of, kinds_due
from domain.retention_rule import RetentionRule
from domain.vocabulary import DocumentKind
from event_store.envelope import shape_of
from tests.builders import CLOSED, EXEMPELKOPING, IN_DELIVERY, POLICY

RULES = {
    DocumentKind.CONTACTS: RetentionRule(years=2, decision="KS 1"),
    DocumentKind.RECORDS: RetentionRule(years=10, decision="KS 1"),
    DocumentKind.LOOKS: RetentionRule(years=1, decision="KS 1"),
}
ENDED = date(2024, 2, 29)


def test_a_running_contract_has_no_end_and_a_closed_one_that_of_the_day_it_closed() -> None:
    assert ended_on([(event, ENDED) for event in IN_DELIVERY]) is None
    days = [(event, date(2020, 1, 1)) for event in CLOSED[:-1]] + [(CLOSED[-1], ENDED)]
    assert ended_on(days) == ENDED
    later = [*days, (ContractStruckOff(reason="Dubblett."), date(2025, 1, 1))]
    assert ended_on(later) == ENDED


@pytest.mark.parametrize(
    ("today", "kinds"),
    [
        (date(2026, 2, 27), []),
        (date(2026, 2, 28), [DocumentKind.CONTACTS]),
        (date(2034, 2, 28), [DocumentKind.CONTACTS, DocumentKind.RECORDS]),
    ],
)
def test_what_may_go_is_what_has_been_kept_as_long_as_the_plan_says(
    today: date, kinds: list[DocumentKind]
) -> None:
    assert list(kinds_due(ENDED, RULES, today)) == kinds
    assert due_on(ENDED, RULES[DocumentKind.CONTACTS]) == date(2026, 2, 28)


def test_every_event_named_is_one_and_holds_texts() -> None:
    for name in PUBLISHED.union(*EVENTS.values()):
        assert shape_of(BY_TYPE[name]), name


def test_what_was_published_is_kept_and_every_other_text_has_a_kind() -> None:
    assert kind_of("ContractRegistered") is None
    assert kind_of("DialogueHeld") is DocumentKind.RECORDS
    assert kind_of("CommitmentWithdrawn") is DocumentKind.REASONS


def test_without_a_plan_nothing_ever_goes() -> None:
    assert not POLICY.retention
    assert list(kinds_due(ENDED, POLICY.retention, date(2090, 1, 1))) == []
    assert EXEMPELKOPING.retention[DocumentKind.CONTACTS].years == 2
