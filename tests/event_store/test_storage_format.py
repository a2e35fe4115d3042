"""The bytes of an event are for good: what is stored today is read and hashed alike in ten years."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import NoneType
from typing import get_args
from uuid import UUID

import pytest
import rfc8785
from pydantic import BaseModel

from domain.events import BY_TYPE
from domain.facts import FormAnswer, RecruitmentNeed
from domain.process.award import ContractSigned
from domain.process.dialogue import HOLD, DialogueHeld
from domain.process.evaluation import ContractEvaluated
from domain.process.follow_up import FollowUpReported
from domain.process.registration import SupplierContactConfirmed
from domain.step_events import DeadlineMissed
from domain.vocabulary import Answer, Form
from event_store import upcasting
from event_store.codec import NO_PREVIOUS, Origin, decode, encode
from event_store.envelope import ERASED

STREAM = UUID("00000000-0000-4000-8000-000000000001")
ORIGIN = Origin(
    command_id=UUID("00000000-0000-4000-8000-000000000002"),
    actor="p-01",
    role="coordinator",
    occurred_on=date(2026, 11, 20),
    recorded_at=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
)
SIGNED = ContractSigned(signed_on=date(2026, 11, 20))
REPORT = FollowUpReported(report="En hemlig åäö-rapport")


def test_a_known_event_has_these_bytes_and_this_leaf() -> None:
    (row,), keys = encode(STREAM, 0, NO_PREVIOUS, [SIGNED], ORIGIN)
    assert keys == []
    assert row.body.decode() == (
        '{"actor":"p-01","command_id":"00000000-0000-4000-8000-000000000002","data":{"signed_on":"2026-11-20"},'
        '"occurred_on":"2026-11-20","previous":"'
        + "00"
        * 32
        + '","recorded_at":"2026-11-23T09:30:00.000000Z",'
        '"role":"coordinator","schema":1,"stream":"00000000-0000-4000-8000-000000000001","type":"ContractSigned",'
        '"version":1}'
    )
    assert row.leaf == hashlib.sha256(b"\x00" + row.body).digest()
    assert row.leaf.hex() == "e26aefde614f6ec5d745d18943ac1578a5a8cbc3603ce6aa6c1ce6e0760c4380"


def test_the_bytes_are_canonical_json() -> None:
    (row,), _ = encode(STREAM, 0, NO_PREVIOUS, [REPORT], ORIGIN)
    assert rfc8785.dumps(json.loads(row.body)) == row.body


def test_each_event_names_the_hash_of_the_one_before() -> None:
    rows, _ = encode(STREAM, 0, NO_PREVIOUS, [SIGNED, SIGNED, SIGNED], ORIGIN)
    previous = [json.loads(row.body)["previous"] for row in rows]
    assert previous == ["00" * 32, rows[0].leaf.hex(), rows[1].leaf.hex()]


def test_what_is_written_is_what_is_read() -> None:
    (row,), keys = encode(STREAM, 4, NO_PREVIOUS, [REPORT], ORIGIN)
    recorded = decode(9, row.body, row.leaf, {key.id: key.secret for key in keys})
    assert (recorded.position, recorded.version, recorded.event) == (9, 5, REPORT)
    assert recorded.origin == ORIGIN


def test_free_text_stands_nowhere_in_the_bytes() -> None:
    (row,), keys = encode(STREAM, 0, NO_PREVIOUS, [REPORT], ORIGIN)
    assert b"hemlig" not in row.body
    assert len(keys) == 1


def test_every_entry_has_a_key_of_its_own_also_deep_inside_an_event() -> None:
    answers = tuple(FormAnswer(form=form, answer=Answer.NOT_POSSIBLE, reason=f"skäl {form}") for form in Form)
    needs = (RecruitmentNeed(occupation="svetsare", number=2),)
    held = DialogueHeld(
        held_on=date(2026, 11, 20), participants=("Anna A.",), answers=answers, note="anteckning", needs=needs
    )
    contact = SupplierContactConfirmed(contact=1, name="Namn Namnsson", address="namn@lev.example")
    rows, keys = encode(STREAM, 0, NO_PREVIOUS, [held, contact], ORIGIN)
    assert len({key.id for key in keys}) == 6 + 1 + 1 + 1 + 2
    # "Anna" alone could stand in base64 by chance
    for secret in (b"sk\xc3\xa4l", b"Anna A.", b"anteckning", b"svetsare", b"Namnsson", b"namn@"):
        assert not any(secret in row.body for row in rows)
    known = {key.id: key.secret for key in keys}
    assert decode(1, rows[0].body, rows[0].leaf, known).event == held
    assert decode(2, rows[1].body, rows[1].leaf, known).event == contact


def test_without_its_key_an_entry_is_unreadable_and_the_event_still_reads() -> None:
    (row,), _ = encode(STREAM, 0, NO_PREVIOUS, [REPORT], ORIGIN)
    event = decode(1, row.body, row.leaf, {}).event
    assert isinstance(event, FollowUpReported)
    assert event.report == ERASED


def test_a_ciphertext_moved_to_another_version_is_refused() -> None:
    (row,), keys = encode(STREAM, 0, NO_PREVIOUS, [REPORT], ORIGIN)
    moved = {**json.loads(row.body), "version": 2}
    with pytest.raises(ValueError, match="tampered"):
        decode(2, rfc8785.dumps(moved), row.leaf, {key.id: key.secret for key in keys})


def test_an_old_event_is_read_in_todays_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given an event written when the field was called `on`, it reads as ContractSigned with `signed_on`."""
    (row,), _ = encode(STREAM, 0, NO_PREVIOUS, [SIGNED], ORIGIN)
    old = {**json.loads(row.body), "schema": 0, "data": {"on": "2026-11-20"}}
    monkeypatch.setitem(upcasting.UPCASTERS, ("ContractSigned", 0), lambda data: {"signed_on": data["on"]})
    assert decode(1, rfc8785.dumps(old), row.leaf, {}).event == SIGNED


def test_the_origin_is_kept_whole() -> None:
    other = replace(ORIGIN, actor="clock", role="clock")
    (row,), _ = encode(STREAM, 0, NO_PREVIOUS, [SIGNED], other)
    assert decode(1, row.body, row.leaf, {}).origin == other


def test_a_text_whose_field_was_called_otherwise_then_is_read_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The ciphertext is bound to the name that the field had when it was written."""
    (row,), keys = encode(STREAM, 0, NO_PREVIOUS, [ContractEvaluated(assessment="Bra.")], ORIGIN)
    old = {**json.loads(row.body), "type": "FollowUpReported", "schema": 0}
    monkeypatch.setitem(
        upcasting.UPCASTERS, ("FollowUpReported", 0), lambda data: {"report": data["assessment"]}
    )
    read = decode(1, rfc8785.dumps(old), row.leaf, {key.id: key.secret for key in keys}).event
    assert read == FollowUpReported(report="Bra.")


def test_a_duration_is_stored_as_whole_microseconds() -> None:
    missed = DeadlineMissed(step=HOLD, due=date(2026, 11, 20), noticed_late_by=timedelta(days=400, seconds=5))
    (row,), _ = encode(STREAM, 0, NO_PREVIOUS, [missed], ORIGIN)
    assert json.loads(row.body)["data"]["noticed_late_by"] == 34_560_005_000_000
    assert decode(1, row.body, row.leaf, {}).event == missed


def optional_without_default(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if field.is_required() and NoneType in get_args(field.annotation):
            yield f"{model.__name__}.{name}"
        for part in (field.annotation, *get_args(field.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from optional_without_default(part)


@pytest.mark.parametrize("event", BY_TYPE.values(), ids=lambda event: event.__name__)
def test_what_an_event_does_not_tell_can_be_left_out(event: type[BaseModel]) -> None:
    """None is not stored: without a default the contract could never be read again."""
    assert list(optional_without_default(event)) == []
