"""From what somebody filled in to a command; and what is wrong with it, field by field, in plain words."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from domain.command import Command
from domain.commands import PEOPLES_COMMAND
from domain.words import N_
from language.words import Words
from web.command_forms import FORMS, LIMITED
from web.form_parts import CommandForm, Field
from web.needs import read_needs

Filled = Mapping[str, str]

FAULTS: dict[str, str] = {
    "missing": N_("Fill this in."),
    "string_too_short": N_("Fill this in."),
    "too_short": N_("Choose at least one."),
    "string_too_long": N_("At most {max_length} characters."),
    "string_pattern_mismatch": N_("Write the address as name@company.example."),
    "int_parsing": N_("Write a whole number."),
    "greater_than_equal": N_("At least {ge}."),
    "less_than_equal": N_("At most {le}."),
    "enum": N_("Choose one of the answers."),
    "date_from_datetime_parsing": N_("Give a day, as 2026-03-30."),
    "date_from_datetime_inexact": N_("Give a day, as 2026-03-30."),
    "date_parsing": N_("Give a day, as 2026-03-30."),
    "time_parsing": N_("Give a time, as 13.00."),
}
NOT_AS_IT_SHOULD = N_("This cannot be understood. Write it in another way.")


class NotFilledIn(Exception):
    """`faults`: name of the field → what is wrong with it."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


def read_command(command: str, filled: Filled, words: Words) -> Command:
    """Raises NotFilledIn; KeyError when there is no such form."""
    payload = {"type": command, **_payload(FORMS[command], filled)}
    try:
        return PEOPLES_COMMAND.validate_python(payload)
    except ValidationError as error:
        raise NotFilledIn({place[0]: what for place, what in faults(error, words, below=1).items()}) from None


def read_form(kind: type[Command], form: CommandForm, filled: Filled, words: Words) -> Command:
    """Of a command that is not about a contract. Raises NotFilledIn."""
    try:
        return kind.model_validate(_payload(form, filled))
    except ValidationError as error:
        wrong = faults(error, words, below=0)
        raise NotFilledIn({str(place[0]): what for place, what in wrong.items()}) from None


def _payload(form: CommandForm, filled: Filled) -> dict[str, object]:
    return {field.name: value for field in form.fields if (value := _value(field, filled)) is not None}


def faults(error: ValidationError, words: Words, below: int) -> dict[tuple[Any, ...], str]:
    """By place, its first `below` steps left out; a place's first fault only, and never the value itself."""
    told: dict[tuple[Any, ...], str] = {}
    for fault in error.errors(include_url=False, include_input=False):
        message = FAULTS.get(fault["type"], NOT_AS_IT_SHOULD)
        told.setdefault(fault["loc"][below:], words(message, **fault.get("ctx", {})))
    return told


def _value(field: Field, filled: Filled) -> object:
    if reader := READERS.get(field.kind):
        return reader(field, filled)
    return filled.get(field.name, "").strip() or None


def _check(field: Field, filled: Filled) -> bool:
    return field.name in filled


def _checks(field: Field, filled: Filled) -> list[str]:
    return [name.removeprefix(f"{field.name}.") for name in filled if name.startswith(f"{field.name}.")]


def _dates(field: Field, filled: Filled) -> list[str] | None:
    return filled.get(field.name, "").replace(",", " ").split() or None


def _listed(field: Field, filled: Filled) -> list[str] | None:
    return [part for each in filled.get(field.name, "").split(",") if (part := each.strip())] or None


def _time(field: Field, filled: Filled) -> str | None:
    """As people write it where the browser does not ask for it: 13.00."""
    return filled.get(field.name, "").strip().replace(".", ":") or None


MORE = ("", ".1", ".2", ".3")  # rows of a consortium


def _organisation(field: Field, filled: Filled) -> object:
    rows = [_one_organisation(field.name + more, filled) for more in MORE]
    told = [row for row in rows if row["name"]]
    if not told:
        return None
    return told if field.many else told[0]


def _one_organisation(name: str, filled: Filled) -> dict[str, str]:
    return {part: filled.get(f"{name}.{part}", "").strip() for part in ("name", "number")}


def _time_limits(_: Field, filled: Filled) -> Sequence[dict[str, Any]]:
    return [
        {
            "step": step,
            "limit": {"number": number, "unit": filled.get(f"{step}.unit", "")},
            "clause_point": filled.get(f"{step}.point", ""),
            "clause_text": filled.get(f"{step}.words", ""),
        }
        for step in LIMITED
        if (number := filled.get(f"{step}.number", "").strip())
    ]


READERS: Mapping[str, Callable[[Field, Filled], object]] = {
    "check": _check,
    "checks": _checks,
    "dates": _dates,
    "limits": _time_limits,
    "listed": _listed,
    "needs": lambda _, filled: read_needs(filled),
    "organisation": _organisation,
    "time": _time,
}
