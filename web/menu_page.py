"""The menu of needs as its page shows it, with the form for one more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from access.asker import Asker
from access.commands import keeps_needs_of
from domain.command import Command
from domain.contract import Contract
from domain.needs import RegisterNeed, WithdrawNeed
from domain.policy import Policy
from domain.vocabulary import Form
from projections.reading import Row
from web.command_forms import choices
from web.dates import Dates
from web.form_parts import CommandForm, form_of
from web.form_views import Attempt, FieldView
from web.people import department_name

ADD = form_of(RegisterNeed)
WITHDRAW = form_of(WithdrawNeed)
FORMS: Mapping[str, tuple[type[Command], CommandForm]] = {
    "register_need": (RegisterNeed, ADD),
    "withdraw_need": (WithdrawNeed, WITHDRAW),
}


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
    policy: Policy,
    dates: Dates,
    asker: Asker,
    attempt: Attempt | None = None,
    tried: str = "",
) -> MenuView:
    """`attempt`: what was sent and not carried out; `tried`: of which need, empty for a new one."""
    adding = attempt is not None and attempt.command == "register_need"
    return MenuView(
        rows=[_row(row, policy, dates, asker, attempt if str(row["id"]) == tried else None) for row in rows],
        add=_fields(ADD, "need", dates, policy, attempt if adding else None),
        adding=adding,
        command_id=uuid4(),
        refusal=attempt.refusal if attempt else "",
        faults=_summary(attempt, tried or "need", dates) if attempt else (),
    )


def _row(row: Row, policy: Policy, dates: Dates, asker: Asker, attempt: Attempt | None) -> NeedRow:
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
        theirs=keeps_needs_of(asker, row["department"]),
        withdraw=_fields(WITHDRAW, str(row["id"]), dates, policy, attempt),
        open=attempt is not None,
    )


def _fields(
    form: CommandForm, where: str, dates: Dates, policy: Policy, attempt: Attempt | None
) -> list[FieldView]:
    filled = attempt.filled if attempt else {}
    faults = attempt.faults if attempt else {}
    return [
        FieldView(
            f"{where}-{each.name}",
            each,
            filled.get(each.name, ""),
            choices(each, Contract(), dates, policy),
            faults.get(each.name, ""),
        )
        for each in form.fields
    ]


def _summary(attempt: Attempt, where: str, dates: Dates) -> list[tuple[str, str]]:
    """Each fault with the id of its field."""
    labels = {field.name: dates.words(field.label) for field in FORMS[attempt.command][1].fields}
    return [(f"{where}-{name}", f"{labels.get(name, name)}: {text}") for name, text in attempt.faults.items()]
