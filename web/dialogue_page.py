"""The page of the dialogue: the record to write, to read, and to confirm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from access.actions import actions_of
from access.asker import Asker
from access.commands import why_not
from domain.contract import Contract
from domain.decide import actions
from domain.facts import DialogueRecord, FormAnswer
from domain.policy import Policy
from domain.process.confirming import Dispute
from domain.process.contract_change import ContractChanges
from domain.process.dialogue import HOLD, RecordDialogue
from domain.process.further_dialogue import FurtherDialogueHeld, FurtherDialogues
from domain.process.meeting import Meeting, Meetings
from domain.vocabulary import Answer, Form, Party
from domain.words import N_
from projections.reading import ContractDetail, Row
from web.command_forms import FORMS
from web.contract_page import name_of
from web.dates import Dates
from web.dialogue_form import QUESTIONS, answers_as_filled, as_filled, roles_present, ticked
from web.form_parts import Field
from web.form_views import FormView, form_view
from web.needs import rows
from web.next_step import due_of
from web.people import department_name, department_names
from web.supplier.said import Said, said

ADDS_DUTY = next(field for field in FORMS["record_dialogue"].fields if field.name == "adds_duty")


@dataclass(frozen=True)
class Draft:
    """A record as it was sent and not saved, or begun (`saved_at`) over the version `seen`; `faults` by field,
    `refusal` for the whole."""

    filled: Mapping[str, str]
    present: Sequence[str]
    faults: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""
    saved_at: datetime | None = None
    seen: int | None = None


@dataclass(frozen=True)
class Question:
    """`needs`: of the menu, by this form."""

    form: Form
    about: str
    answers: Sequence[tuple[Answer, str]]
    needs: Sequence[str] = ()


@dataclass(frozen=True)
class FurtherRow:
    """`warned`: it added a duty or a payment beyond the clause."""

    told: FurtherDialogueHeld
    participants: str
    warned: bool


@dataclass(frozen=True)
class DialogueView:
    """`closed`: why the record cannot be written (any more); empty when it can. `may_write`: it is theirs to write.
    `meeting`: the planned one, before the dialogue is held; `told`: what the supplier has said beforehand.
    `disputed`: by whom, and why. `adds_duty`: that question's words."""

    id: UUID
    name: str
    state: Contract
    command_id: UUID
    seen: int
    closed: str
    may_write: bool
    due: date | None
    answers: Sequence[FormAnswer]
    participants: str
    confirm: FormView | None
    dispute: FormView | None
    told: Said
    further: Sequence[FurtherRow]
    further_form: FormView | None
    adds_duty: Field
    questions: Sequence[Question]
    roles: Sequence[tuple[str, str]]
    draft: Draft

    @property
    def number(self) -> str:
        return self.state.number

    @property
    def held(self) -> DialogueRecord | None:
        return self.state.held

    @property
    def confirmed_by(self) -> Sequence[Party]:
        return sorted(self.state.confirmed_by)

    @property
    def disputed(self) -> Dispute | None:
        dispute = self.state.of(Dispute)
        return dispute if dispute.is_open(self.state) else None

    @property
    def warned(self) -> bool:
        return self.held is not None and self.held.held_on in self.state.of(ContractChanges).held_on

    @property
    def meeting(self) -> Meeting | None:
        return None if self.held else self.state.of(Meetings).planned

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Each with the id of its field."""
        return list(self.draft.faults.items())

    @property
    def need_rows(self) -> int:
        return rows(self.draft.filled)


def dialogue_view(
    detail: ContractDetail,
    policy: Policy,
    dates: Dates,
    asker: Asker,
    draft: Draft | None = None,
    menu: Sequence[Row] = (),
) -> DialogueView:
    state, words = detail.state, dates.words
    assert state.facts is not None  # noqa: S101 - a stream begins with them
    refusals = {action.command: action.refusal for action in actions_of(asker, state, policy)}
    refused = next(action.refusal for action in actions(state) if action.command == "record_dialogue")

    def form(command: str) -> FormView | None:
        return None if refusals[command] else form_view(command, state, dates, None, policy)

    told = said(detail.recorded, state.struck)
    asked = {answer.form: answer for answer in state.held.answers} if state.held else {}
    return DialogueView(
        id=detail.id,
        name=name_of(state.facts),
        state=state,
        command_id=uuid4(),
        seen=state.version if draft is None or draft.seen is None else draft.seen,
        closed=words.refusal(refused) if refused else "",
        may_write=why_not(asker, RecordDialogue, state, policy) is None,
        due=due_of(state, HOLD),
        answers=[asked[form] for form in QUESTIONS if form in asked],
        participants=department_names(state.held.participants, policy, words) if state.held else "",
        confirm=form("confirm_record"),
        dispute=form("dispute_record"),
        told=told,
        further=[_further(held, state, policy, dates) for held in state.of(FurtherDialogues).held],
        further_form=form("record_further_dialogue"),
        adds_duty=ADDS_DUTY,
        questions=questions(dates, menu),
        roles=[(role, department_name(role, policy, words)) for role in roles_present(policy)],
        draft=draft or _as_it_stands(state, policy, told),
    )


def _further(held: FurtherDialogueHeld, state: Contract, policy: Policy, dates: Dates) -> FurtherRow:
    names = department_names(held.participants, policy, dates.words)
    return FurtherRow(held, names, held.held_on in state.of(ContractChanges).held_on)


def questions(dates: Dates, menu: Sequence[Row] = ()) -> list[Question]:
    return [
        Question(
            form,
            dates.words(about),
            _answers(dates),
            [_need(row, dates) for row in menu if row["form"] == form],
        )
        for form, about in QUESTIONS.items()
    ]


def _need(row: Row, dates: Dates) -> str:
    """What is left of it."""
    told = dates.words(
        N_("{occupation}: {number}, {period}"),
        occupation=row["occupation"],
        number=row["number"] - row["promised"],
        period=dates.period(row["starts_on"], row["ends_on"]),
    )
    return dates.words(N_("{need}, Swedish {level}"), need=told, level=row["level"]) if row["level"] else told


def _answers(dates: Dates) -> list[tuple[Answer, str]]:
    return [(answer, dates.words.name(answer)) for answer in Answer]


def _as_it_stands(state: Contract, policy: Policy, told: Said) -> Draft:
    """Before the dialogue is held: what the supplier has answered beforehand."""
    if state.held is None:
        return Draft(answers_as_filled(told.answers), ())
    usual, others = ticked(state, policy)
    filled = as_filled(state.held) | {"others": ", ".join(others)}
    if state.held.held_on in state.of(ContractChanges).held_on:
        filled["adds_duty"] = "on"
    return Draft(filled, usual)
