"""The menu of needs as its page shows it, with the form for one more."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from access.asker import Asker
from access.commands import keeps_needs_of
from access.steps import takes
from domain.command import Command
from domain.needs import RegisterNeed, WithdrawNeed
from domain.policy import Policy
from domain.vocabulary import Form
from projections.reading import Row
from web.dates import Dates
from web.form_parts import CommandForm, form_of
from web.form_views import Attempt, FieldView, fields_of
from web.people import department_name

ADD = form_of(RegisterNeed)
WITHDRAW = form_of(WithdrawNeed)
FORMS: Mapping[str, tuple[type[Command], CommandForm]] = {
    "register_need": (RegisterNeed, ADD),
    "withdraw_need": (WithdrawNeed, WITHDRAW),
}


@dataclass(frozen=True)
class Fit:
    """A promise that could answer a need; `fully`: as many places, for as long. `theirs`: they may match it."""

    contract: UUID
    name: str
    number: str
    commitment: int
    left: int
    until: str
    fully: bool
    theirs: bool


@dataclass(frozen=True)
class NeedRow:
    """`level`: empty when it does not matter. `theirs`: they keep it, and may match or withdraw it.
    `withdraw`: its form; `open` when it has just been sent."""

    id: UUID
    occupation: str
    form: Form
    number: int
    promised: int
    first: str
    last: str
    level: str
    weeks: int | None
    department: str
    fits: Sequence[Fit]
    theirs: bool
    withdraw: Sequence[FieldView]
    open: bool


@dataclass(frozen=True)
class MenuView:
    """`command_id`: a double click makes one need, or one withdrawal."""

    rows: Sequence[NeedRow]
    add: Sequence[FieldView]
    adding: bool
    command_id: UUID
    refusal: str
    faults: Sequence[tuple[str, str]]


def menu_view(
    rows: Sequence[Row],
    fitting: Sequence[Row],
    policy: Policy,
    dates: Dates,
    asker: Asker,
    attempt: Attempt | None = None,
    tried: str = "",
) -> MenuView:
    """`attempt`: what was sent and not carried out; `tried`: of which need, empty for a new one."""
    adding = attempt is not None and attempt.command == "register_need"
    return MenuView(
        rows=[
            _row(row, fits_of(row, fitting, dates, asker), policy, dates, asker, _of(row, attempt, tried))
            for row in rows
        ],
        add=fields_of(ADD.fields, "need", attempt if adding else None, dates, policy),
        adding=adding,
        command_id=uuid4(),
        refusal=attempt.refusal if attempt else "",
        faults=_summary(attempt, tried or "need", dates) if attempt and attempt.faults else (),
    )


def _of(row: Row, attempt: Attempt | None, tried: str) -> Attempt | None:
    return attempt if str(row["id"]) == tried else None


def fits_of(need: Row, fitting: Sequence[Row], dates: Dates, asker: Asker) -> list[Fit]:
    wanted = need["number"] - need["promised"]
    return [
        Fit(
            contract=row["contract_id"],
            name=row["name"],
            number=row["number"],
            commitment=row["commitment"],
            left=row["left"],
            until=dates.brief(row["ends_on"]),
            fully=row["left"] >= wanted and row["ends_on"] >= need["ends_on"],
            theirs=any(takes(asker, **door) for door in json.loads(row["doors"])),
        )
        for row in fitting
        if row["need"] == need["id"]
    ]


def _row(
    row: Row, fits: Sequence[Fit], policy: Policy, dates: Dates, asker: Asker, attempt: Attempt | None
) -> NeedRow:
    return NeedRow(
        id=row["id"],
        occupation=row["occupation"],
        form=Form(row["form"]),
        number=row["number"],
        promised=row["promised"],
        first=dates.brief(row["starts_on"]),
        last=dates.brief(row["ends_on"]),
        level=row["level"] or "",
        weeks=row["weeks"],
        department=department_name(row["department"], policy, dates.words),
        fits=fits,
        theirs=keeps_needs_of(asker, row["department"]),
        withdraw=fields_of(WITHDRAW.fields, str(row["id"]), attempt, dates, policy),
        open=attempt is not None,
    )


def _summary(attempt: Attempt, where: str, dates: Dates) -> list[tuple[str, str]]:
    """Each fault with the id of its field."""
    labels = {field.name: dates.words(field.label) for field in FORMS[attempt.command][1].fields}
    return [(f"{where}-{name}", f"{labels.get(name, name)}: {text}") for name, text in attempt.faults.items()]
