"""Faults of form: a key missing or misspelt, a value of the wrong kind. What pydantic finds, said with its remedy."""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from domain.policy import Decisions
from domain.vocabulary import Role
from domain.words import N_
from policy.fault import Fault, unknown
from policy.lines import Place

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

MACHINES = (Role.CLOCK, Role.IMPORT, Role.SUPPLIER)  # roles that nobody of the municipality has
NOT_KNOWN = N_("{word} is not known here.")
WRONG_KIND = N_("{value} is of the wrong kind.")
WRITE_A_DATE = N_("Write a date as 2026-05-15, without quotes.")
WRITE_A_NUMBER = N_("Write a whole number, without quotes.")
WRITE_A_TABLE = N_("Write a table: key = value, a line each.")

KINDS: Mapping[str, str] = {
    "string_type": N_('Write text, within quotes: "…".'),
    "int_type": WRITE_A_NUMBER,
    "int_parsing": WRITE_A_NUMBER,
    "int_from_float": WRITE_A_NUMBER,
    "bool_type": N_("Write true or false, without quotes."),
    "time_type": N_("Write a time of day as 08:00:00, without quotes."),
    "date_type": WRITE_A_DATE,
    "tuple_type": N_("Write a list: [ … ]."),
    "model_type": WRITE_A_TABLE,
    "mapping_type": WRITE_A_TABLE,
    "dict_type": WRITE_A_TABLE,
}
BOUNDS: Mapping[str, tuple[str, str]] = {
    "greater_than_equal": (N_("{value} is too small."), N_("The least is {ge}.")),
    "less_than_equal": (N_("{value} is too large."), N_("The most is {le}.")),
    "too_short": (N_("nothing stands here."), N_("Write at least one.")),
    "string_too_short": (N_("nothing stands here."), N_("Write something, or take the line out.")),
    "string_too_long": (N_("the text is too long."), N_("Write at most {max_length} signs.")),
    "string_pattern_mismatch": (
        N_("{value} is not written as it should be."),
        N_("A mail address is written name@municipality.se; no text may hold the sign U+0000."),
    ),
}


def faults_of_form(table: Mapping[str, Any]) -> Iterator[Fault]:
    try:
        Decisions.model_validate(table)
    except ValidationError as error:
        told = error.errors()
        yield from (_fault(each) for each in told if not _follows_from_another(each, told))


def _follows_from_another(error: "ErrorDetails", told: "Iterable[ErrorDetails]") -> bool:
    """A list whose only element is wrong is not empty besides."""
    place = error["loc"]
    return error["type"] == "too_short" and any(
        other["loc"][: len(place)] == place for other in told if other is not error
    )


def _fault(error: "ErrorDetails") -> Fault:
    place = tuple(part for part in error["loc"] if part != "[key]")
    kind, value, bounds = error["type"], str(error["input"])[:60], error.get("ctx", {})
    if kind == "missing":
        return Fault(place, N_("{key} is missing."), N_("Add it."), {"key": place[-1]})
    if kind == "extra_forbidden":
        return unknown(place, NOT_KNOWN, str(place[-1]), _keys_at(place[:-1]))
    if kind in ("enum", "literal_error"):
        known = (word for word in re.findall(r"'([^']*)'", bounds["expected"]) if word not in MACHINES)
        return unknown(place, NOT_KNOWN, value, known)
    if kind in KINDS:
        return Fault(place, WRONG_KIND, KINDS[kind], {"value": value})
    if kind in BOUNDS:
        return Fault(place, *BOUNDS[kind], {"value": value} | bounds)
    return Fault(place, WRONG_KIND, "{why}.", {"value": value, "why": error["msg"]})


def _keys_at(place: Place) -> list[str]:
    """What the table at a place may hold."""
    kind: Any = Decisions
    for part in place:
        kind = _plain(
            kind.model_fields[part].annotation if _is_model(kind) else get_args(kind)[_of_elements(kind)]
        )
    return list(kind.model_fields)


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _of_elements(kind: Any) -> int:
    """Which of the arguments of tuple[X, ...] or Mapping[K, X] is X."""
    return 1 if get_origin(kind) is Mapping else 0


def _plain(kind: Any) -> Any:
    """Without what stands around it: Annotated[X, …], X | None."""
    while get_origin(kind) in (Annotated, Union, UnionType):
        kind = get_args(kind)[0]
    return kind
