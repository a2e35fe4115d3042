"""What is stored is canonical JSON: byte for byte what the library of RFC 8785 writes of it."""

import json
import string
from collections.abc import Iterator
from typing import Any

import pytest
import rfc8785
from hypothesis import given, strategies as st
from pydantic import TypeAdapter

from domain.events import BY_TYPE
from event_store.canonical import canonical
from event_store.codec import NO_PREVIOUS, encode
from tests.event_store.lives import Life, lives

EXACT = 2**53 - 1  # the largest whole number that a double tells for certain
NAMES = st.text(string.printable, min_size=1)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-EXACT, EXACT) | st.text(),
    lambda some: st.lists(some) | st.dictionaries(NAMES, some),
)


@given(told=st.dictionaries(NAMES, VALUES))
def test_whatever_an_event_may_hold_is_written_as_the_rfc_has_it(told: dict[str, Any]) -> None:
    assert canonical(told) == rfc8785.dumps(told)


@given(life=lives())
def test_of_any_life_each_event_is(life: Life) -> None:
    for decision in life.decisions:
        events = [record.event for record in decision]
        first = decision[0]
        rows, _ = encode(life.contract, first.version - 1, NO_PREVIOUS, events, first.origin)
        for row in rows:
            assert rfc8785.dumps(json.loads(row.body)) == row.body


@pytest.mark.parametrize("kind", BY_TYPE)
def test_no_event_holds_a_number_that_is_not_whole_or_a_name_beyond_ascii(kind: str) -> None:
    schema = json.dumps(TypeAdapter(BY_TYPE[kind]).json_schema(mode="serialization"), ensure_ascii=False)
    assert '"type": "number"' not in schema
    names = {name for part in parts_of(json.loads(schema)) for name in part.get("properties", ())}
    assert all(map(str.isascii, names))
    assert "type" in names


def parts_of(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
    if isinstance(schema, dict | list):
        for part in schema.values() if isinstance(schema, dict) else schema:
            yield from parts_of(part)


def test_half_a_sign_is_refused_as_the_rfc_asks() -> None:
    with pytest.raises(UnicodeEncodeError):
        canonical({"text": "\ud800"})
