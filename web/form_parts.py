"""What a command's form is made of, read from the command itself."""

import types
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import Enum
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from domain.command import ChosenFrom, Command, Shown
from domain.free_text import Encrypted


@dataclass(frozen=True)
class Field:
    """`kind`: date, dates, time, number, text, email, area, radio, select, check, checks, buttons, organisation,
    limits, listed, needs, step, given_step, person, person_or_department or hidden.

    `of`: the type of its value, or of each when there can be `many`. `chosen_from` says which of the contract's
    own numbers can be chosen.
    """

    name: str
    kind: str
    label: str
    optional: bool
    hint: str
    of: type
    many: bool
    chosen_from: ChosenFrom | None
    value: object


@dataclass(frozen=True)
class CommandForm:
    title: str
    button: str
    done: str
    fields: tuple[Field, ...]


def form_of(command: type[Command]) -> CommandForm:
    """The fields that have a title are asked for; a page of its own asks for the others."""
    assert command.wording  # noqa: S101 - only people's commands have forms
    title, button, receipt = command.wording
    fields = command.model_fields.items()
    asked = tuple(_field(name, info) for name, info in fields if _first("title", info))
    return CommandForm(title, button, receipt, asked)


def _first(word: str, info: FieldInfo) -> str:
    """The field's own title or description, or that of the X in `X | None`."""
    _, marks = _plain(info.annotation, info.metadata)
    told = (getattr(mark, word) for mark in (info, *marks) if isinstance(mark, FieldInfo))
    return next(filter(None, told), "")


def _field(name: str, info: FieldInfo) -> Field:
    of, marks = _plain(info.annotation, info.metadata)
    chosen_from = next((mark for mark in marks if isinstance(mark, ChosenFrom)), None)
    return Field(
        name=name,
        kind="select" if chosen_from else _kind(of, marks),
        label=_first("title", info),
        optional=not info.is_required(),
        hint=_first("description", info),
        of=of,
        many=tuple in marks,
        chosen_from=chosen_from,
        value=None if info.default is PydanticUndefined else info.default,
    )


def _plain(annotation: Any, marks: Iterable[Any]) -> tuple[type, tuple[Any, ...]]:
    """The type below Annotated and `| None`, with every mark on the way."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _plain(inner[0], (*marks, *inner[1:]))
    if origin is tuple:
        return _plain(inner[0], (*marks, tuple))
    if origin in (Union, types.UnionType):
        return _plain(next(part for part in inner if part is not types.NoneType), marks)
    return (annotation if isinstance(annotation, type) else origin), tuple(marks)


def _kind(of: type, marks: tuple[Any, ...]) -> str:
    if shown := [mark.how for mark in marks if isinstance(mark, Shown)]:
        return shown[0]
    if any(isinstance(mark, Encrypted) for mark in marks):
        return "area"
    if issubclass(of, Enum):
        return "select"
    kinds = {bool: "check", int: "number", date: "date", time: "time"}
    return kinds.get(of, "text")
