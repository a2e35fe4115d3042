"""A mail's subject and first line: the municipality's own where its policy has one, else ours."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from activities.mail_texts import body_of, filled, subject_of
from domain.notice import PLACEHOLDERS
from domain.policy import OwnText, Policy
from language.words import Words
from projections.notices import QueuedNotice
from tests.builders import EXEMPELKOPING, POLICY

OPENED = QueuedNotice(
    id=uuid4(),
    contract_id=uuid4(),
    kind="step_opened",
    recipient="x-01",
    step="hold",
    due=date(2026, 5, 4),
    number=None,
    was=None,
    form="",
    text="",
    queued_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
    attempts=1,
    message_id="<1@insats>",
    contract_number="2026-0117",
    title="Lokalvård",
    supplier="Rent & Snyggt AB",
    version=1,
    demo=False,
)
LINK = "https://insats.example/avtal/1"


def mail(notice: QueuedNotice, policy: Policy, language: str = "sv") -> tuple[str, str]:
    """Subject and first line."""
    words = Words(language)
    return subject_of(notice, words, policy), body_of(notice, words, policy, LINK).splitlines()[0]


def with_text(**own: str) -> Policy:
    return POLICY.model_copy(update={"texts": {"step_opened": {"sv": OwnText(**own)}}})


def test_a_municipalitys_own_text_stands_in_the_mail() -> None:
    assert mail(OPENED, EXEMPELKOPING) == (
        "2026-0117: din tur, Håll dialogen",
        "Nu är det din tur: Håll dialogen. Sista dag: måndag 4 maj 2026.",
    )


def test_a_language_without_an_own_text_keeps_ours() -> None:
    assert mail(OPENED, EXEMPELKOPING, "en") == mail(OPENED, POLICY, "en")


def test_another_notice_keeps_ours() -> None:
    reminder = replace(OPENED, kind="reminder")
    assert mail(reminder, EXEMPELKOPING) == mail(reminder, POLICY)


@pytest.mark.parametrize("own", ["subject", "line"])
def test_one_of_the_two_may_be_left_to_us(own: str) -> None:
    ours, mixed = mail(OPENED, POLICY), mail(OPENED, with_text(**{own: "Egna ord"}))
    assert mixed == (("Egna ord", ours[1]) if own == "subject" else (ours[0], "Egna ord"))


def test_each_placeholder_that_the_check_lets_through_is_filled() -> None:
    assert tuple(filled(OPENED, Words("sv"))) == PLACEHOLDERS


def test_what_a_notice_does_not_have_is_empty_and_never_none() -> None:
    bare = replace(OPENED, step=None, due=None)
    everything = "|".join(f"{{{name}}}" for name in PLACEHOLDERS)
    assert mail(bare, with_text(line=everything))[1] == "2026-0117|||||||"
