"""What a command's form is made of."""

from dataclasses import dataclass

from domain.words import N_


@dataclass(frozen=True)
class Field:
    """`kind`: date, number, text, email, area, radio, select, check, buttons or limits."""

    name: str
    kind: str
    label: str
    optional: bool = False
    hint: str = ""


@dataclass(frozen=True)
class CommandForm:
    title: str
    button: str
    done: str
    fields: tuple[Field, ...] = ()


REASON = Field(
    "reason",
    "area",
    N_("Why?"),
    optional=True,
    hint=N_("One sentence is enough. Write nothing about people who may get a place."),
)
