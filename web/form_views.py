"""The forms of a contract's page: those whose time it is, with what was typed; and why not the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from uuid import UUID, uuid4

from access.actions import actions_of
from access.asker import Asker
from access.commands import NOT_ALLOWED
from domain.commands import PEOPLES
from domain.contract import Contract
from domain.decide import Action
from domain.facts import Fact
from domain.phase import phase_of
from domain.policy import Policy
from domain.process import (
    change,
    correction,
    deficiency,
    ending,
    extension,
    option,
    owner,
    responsibility,
    secrecy,
    suspension,
)
from domain.process.dialogue import TheRecord
from domain.process.follow_up_plan import suggested_days
from domain.process.meeting import Meetings
from domain.vocabulary import Phase
from domain.words import N_
from web.command_forms import FORMS, choices
from web.dates import Dates
from web.form_parts import CommandForm, Field
from web.needs import rows


def _of(*files: ModuleType) -> frozenset[str]:
    named = {file.__name__ for file in files}
    return frozenset(each.model_fields["type"].default for each in PEOPLES if each.__module__ in named)


# What few contracts need: shown last, and not missed where it cannot be done.
RARELY = _of(change, correction, deficiency, ending, option, secrecy, suspension)
AROUND = _of(extension, owner, responsibility)  # who sees to the steps, and by when; no step of their own
ASIDE = (
    "supply_details",
    "confirm_supplier_contact",
    "remove_supplier_contact",
)  # not steps: beside what they are about

# Refusals that time will not lift: what is behind us is not "not yet".
BEHIND = frozenset(
    {
        "already_triaged",
        "standstill_over",
        "dialogue_held",
        "no_place_left",
        "all_placed",
        "follow_up_approved",
        "contract_closed",
        "no_appeal",
        "not_signed",
        "only_evaluation_left",
        "no_commitment",
        "commitments_settled",
        "no_support_owed",
        "no_evidence",
        "registered_already",
        "report_waits",
        "no_outcome_asked",
        "meeting_planned",
        "no_meeting",
        "not_invited",
    }
)


@dataclass(frozen=True)
class Attempt:
    """A form as it was sent and not carried out; `faults` by field, `refusal` for the whole."""

    command: str
    filled: Mapping[str, str]
    faults: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""


@dataclass(frozen=True)
class FieldView:
    id: str
    field: Field
    value: str
    choices: Sequence[tuple[str, str]]
    fault: str


@dataclass(frozen=True)
class FormView:
    """`command_id` makes a double click one command; `open` when it has just been sent; `seen`: which version."""

    command: str
    command_id: UUID
    seen: int
    form: CommandForm
    fields: Sequence[FieldView]
    filled: Mapping[str, str]
    refusal: str
    open: bool

    @property
    def need_rows(self) -> int:
        return rows(self.filled)


@dataclass(frozen=True)
class NotYet:
    titles: Sequence[str]
    reason: str


def form_views(
    state: Contract, dates: Dates, attempt: Attempt | None, policy: Policy, asker: Asker
) -> dict[str, FormView]:
    """Of the commands that are allowed now, and of the one that was just refused."""
    tried = attempt.command if attempt else ""
    return {
        action.command: form_view(action.command, state, dates, attempt, policy)
        for action in actions_of(asker, state, policy)
        if action.refusal is None or action.command == tried
    }


def form_view(
    command: str, state: Contract, dates: Dates, attempt: Attempt | None, policy: Policy
) -> FormView:
    tried = attempt if attempt and attempt.command == command else None
    known = already_known(command, state, dates, policy)
    filled = tried.filled if tried else known
    return FormView(
        command=command,
        command_id=uuid4(),
        seen=state.version,
        form=FORMS[command],
        fields=[
            FieldView(
                id=f"{command}-{each.name}",
                field=each,
                value=(known if each.kind == "hidden" else filled).get(each.name, ""),
                choices=choices(each, state, dates, policy),
                fault=tried.faults.get(each.name, "") if tried else "",
            )
            for each in FORMS[command].fields
        ],
        filled=filled,
        refusal=tried.refusal if tried else "",
        open=tried is not None,
    )


def fields_of(
    fields: Sequence[Field],
    where: str,
    attempt: Attempt | None,
    dates: Dates,
    policy: Policy,
) -> list[FieldView]:
    """Of a form that is about no contract."""
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
        for each in fields
    ]


def already_known(command: str, state: Contract, dates: Dates, policy: Policy) -> Mapping[str, str]:
    """What the contract tells, and else each field's own default."""
    told = {field.name: _default(field) for field in FORMS[command].fields}
    if command == "plan_follow_up":
        told["reports_on"] = "\n".join(day.isoformat() for day in suggested_days(state, dates.today, policy))
    if command in ("confirm_record", "dispute_record"):
        told["of_version"] = str(state.of(TheRecord).version)
    if meeting := state.of(Meetings).planned:
        told |= _filled_with(meeting, "starts_at", "minutes", "place", "host")
    if command in ("invite_to_dialogue", "schedule_dialogue", "reschedule_dialogue") and state.meeting_on:
        told["meeting_on"] = told["on"] = state.meeting_on.isoformat()
    if command == "supply_details" and state.facts:
        told |= _filled_with(state.facts, "contract_number", "diarienummer", "starts_on", "ends_on")
    return {name: value for name, value in told.items() if value}


def _default(field: Field) -> str:
    if isinstance(field.value, bool):
        return "on" if field.value else ""
    return str(field.value) if isinstance(field.value, str | int) else ""


def _filled_with(fact: Fact, *names: str) -> dict[str, str]:
    known = fact.model_dump(mode="json", include=set(names))
    return {name: str(value) for name, value in known.items() if value is not None}


def not_yet(state: Contract, dates: Dates, policy: Policy, asker: Asker) -> list[NotYet]:
    """By reason, in the order of the process; of what is theirs to do."""
    by_reason: dict[str, list[str]] = {}
    for action in actions_of(asker, state, policy):
        if action.command not in RARELY and (reason := _reason(action, phase_of(state), dates)):
            by_reason.setdefault(reason, []).append(dates.words(FORMS[action.command].title))
    return [NotYet(titles, reason) for reason, titles in by_reason.items()]


def _reason(action: Action, phase: Phase, dates: Dates) -> str:
    refusal = action.refusal
    if refusal is None or refusal.code in BEHIND | NOT_ALLOWED:
        return ""
    if refusal.code != "wrong_phase":
        return dates.words.refusal(refusal)
    wanted, order = Phase(str(refusal.params["wanted"])), list(Phase)
    if order.index(wanted) < order.index(phase):
        return ""
    return dates.words(N_("Belongs to the phase “{wanted}”."), wanted=wanted)
