"""The page of the dialogue: the record to write, to read, and to confirm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from domain.contract import Contract
from domain.decide import actions
from domain.facts import DialogueRecord, FormAnswer
from domain.policy import Policy
from domain.process.dialogue import HOLD
from domain.vocabulary import Answer, Form, Party
from projections.reading import ContractDetail
from web.contract_page import name_of
from web.dates import Dates
from web.dialogue_form import QUESTIONS, as_filled, roles_present, ticked
from web.form_views import FormView, form_view
from web.next_step import due_of
from web.people import department_name, department_names


@dataclass(frozen=True)
class Draft:
    """A record as it was sent and not saved; `faults` by field, `refusal` for the whole."""

    filled: Mapping[str, str]
    present: Sequence[str]
    faults: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""


@dataclass(frozen=True)
class Question:
    form: Form
    about: str
    answers: Sequence[tuple[Answer, str]]


@dataclass(frozen=True)
class DialogueView:
    """`closed`: why the record cannot be written (any more); empty when it can."""

    id: UUID
    name: str
    number: str
    command_id: UUID
    closed: str
    due: date | None
    held: DialogueRecord | None
    answers: Sequence[FormAnswer]
    participants: str
    confirmed_by: Sequence[Party]
    confirm: FormView | None
    questions: Sequence[Question]
    roles: Sequence[tuple[str, str]]
    draft: Draft

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Each with the id of its field."""
        return list(self.draft.faults.items())


def dialogue_view(
    detail: ContractDetail, policy: Policy, dates: Dates, draft: Draft | None = None
) -> DialogueView:
    state, words = detail.state, dates.words
    assert state.facts is not None  # noqa: S101 - a stream begins with them
    refusals = {action.command: action.refusal for action in actions(state)}
    refused = refusals["record_dialogue"]
    shown = draft or _as_it_stands(state, policy)
    asked = {answer.form: answer for answer in state.held.answers} if state.held else {}
    return DialogueView(
        id=detail.id,
        name=name_of(state.facts),
        number=state.number,
        command_id=uuid4(),
        closed=words.refusal(refused) if refused else "",
        due=due_of(state, HOLD),
        held=state.held,
        answers=[asked[form] for form in QUESTIONS if form in asked],
        participants=department_names(state.held.participants, policy, words) if state.held else "",
        confirmed_by=sorted(state.confirmed_by),
        confirm=None
        if refusals["confirm_record"]
        else form_view("confirm_record", state, dates, None, policy),
        questions=[Question(form, words(about), _answers(dates)) for form, about in QUESTIONS.items()],
        roles=[(role, department_name(role, policy, words)) for role in roles_present(policy)],
        draft=shown,
    )


def _answers(dates: Dates) -> list[tuple[Answer, str]]:
    return [(answer, dates.words.name(answer)) for answer in Answer]


def _as_it_stands(state: Contract, policy: Policy) -> Draft:
    if state.held is None:
        return Draft({}, ())
    usual, others = ticked(state, policy)
    filled = as_filled(state.held) | {"others": ", ".join(others)}
    return Draft(filled, usual)
