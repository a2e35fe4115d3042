"""Takes in a JSON file from a stranger, and reads its values without guessing: what is absent, or of another kind
than it should be, is not told."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from domain.calendar import FIRST_DAY, LAST_DAY
from domain.facts import Money
from domain.refusal import Refusal
from domain.words import N_
from exchange.bounds import must_not_be_too_large
from exchange.texts import one_line, paragraphs

MAX_BRACKETS, MAX_VALUES = 200_000, 1_000_000  # as dense as published files are, ten megabytes hold 100,000
Node = Mapping[str, Any]
NOTHING: Node = {}


def load(content: bytes) -> object:
    """Raises Refusal for what is too large or not JSON. In UTF-8, -16 or -32, or else in Windows' western encoding."""
    must_not_be_too_large(content)
    if content.count(b"{") + content.count(b"[") > MAX_BRACKETS or content.count(b",") > MAX_VALUES:
        raise Refusal(
            "too_many_parts",
            N_(
                "The file has more parts than any notice has. Download it anew, or register its contracts by hand."
            ),
        )
    try:
        return json.loads(_decoded(content), parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refusal(
            "not_json", N_("This file is not JSON, or it is broken off. Download it anew.")
        ) from None


def _no_number(_: str) -> None:
    """NaN and Infinity, which are no JSON."""


def _decoded(content: bytes) -> str:
    for encoding in (json.detect_encoding(content), "cp1252"):
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    return content.decode("latin-1")


def node(value: Node, name: str) -> Node:
    found = value.get(name)
    return found if isinstance(found, Mapping) else NOTHING


def nodes(value: Node, name: str) -> Iterator[Node]:
    found = value.get(name)
    for each in found if isinstance(found, list) else ():
        if isinstance(each, Mapping):
            yield each


def text(value: Node, name: str) -> str:
    return _told(value.get(name))


def texts(value: Node, name: str) -> tuple[str, ...]:
    """Each once; what is over 200 characters is no code or reference."""
    found = value.get(name)
    told = (_told(each) for each in (found if isinstance(found, list) else ()))
    return tuple(dict.fromkeys(each for each in told if each and len(each) <= 200))


def _told(value: object) -> str:
    """A number may stand for an id."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        return str(value)
    return one_line(value) if isinstance(value, str) else ""


def free_text(value: Node, name: str) -> str | None:
    told = value.get(name)
    return (paragraphs(told) if isinstance(told, str) else "") or None


def flag(value: Node, name: str) -> bool | None:
    told = value.get(name)
    return told if isinstance(told, bool) else None


def whole_number(value: Node, name: str) -> int | None:
    told = value.get(name)
    whole = isinstance(told, int) and not isinstance(told, bool) and 0 <= told <= 100_000
    return told if whole else None


def day(value: Node, name: str) -> date | None:
    """The calendar day as written: the offset of an instant is dropped, not converted."""
    told = value.get(name)
    if isinstance(told, str) and re.match(r"\d{4}-\d{2}-\d{2}(T|$)", told, re.ASCII):
        with suppress(ValueError):
            found = date.fromisoformat(told[:10])
            return found if FIRST_DAY <= found <= LAST_DAY else None
    return None


def money(value: Node, name: str) -> Money | None:
    told = node(value, name)
    amount = told.get("amount")
    if isinstance(amount, bool) or not isinstance(amount, int | Decimal):
        return None
    with suppress(ValidationError):  # below nothing, or without a currency
        return Money.model_validate({"amount": Decimal(amount), "currency": told.get("currency")})
    return None
