"""Any command that people, notices or time could give, sensible or not, built from what its fields may hold."""

import types
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

from annotated_types import Ge
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from domain.command import Command, Shown
from domain.facts import (
    Amendment,
    ContractFacts,
    Fact,
    FormAnswer,
    Lot,
    Money,
    Organisation,
    Source,
    StepLimit,
    TimeLimit,
)
from domain.free_text import Encrypted
from domain.passing_time import LetTimePass
from domain.process import COMMANDS, STEPS
from domain.process.candidates import ProposeCandidate
from domain.process.contract_notice import JoinContractNotice
from domain.process.dialogue import RecordDialogue
from domain.process.extension import ExtendLastDay
from domain.process.modification import RecordModification
from domain.process.notice_correction import CorrectFromNotice
from domain.process.owner import NameContractOwner
from domain.process.preparing import AnswerForms
from domain.process.registration import RegisterContract
from domain.process.responsibility import AcknowledgeStep, AssignStep, NameDeputy, PassOnStep
from domain.vocabulary import Answer, Form
from tests.builders import POLICY, answers, facts

Days = SearchStrategy[date]

FREE_TEXT = "En mening som ingen annan ska se."
NEED = UUID("00000000-0000-4000-8000-000000000009")
LINE = "avrop"
ADDRESS = "kim@leverantor.example"
PEOPLE = [person.id for person in POLICY.people]
ABOUT_A_STEP = (AssignStep, AcknowledgeStep, PassOnStep, NameDeputy, ExtendLastDay)
TO_A_PERSON = (AssignStep, NameDeputy, NameContractOwner)
LIMITED = [step.name for step in STEPS.values() if step.can_be_limited]


def days_around(today: date) -> Days:
    """Mostly the last few weeks; sometimes any day at all."""
    lately = st.integers(-40, 1).map(lambda n: today + timedelta(days=n))
    return st.integers(0, 19).flatmap(lambda odds: lately if odds else st.dates())


def known(signed_on: date | None, ends_on: date | None) -> ContractFacts:
    return facts(signed_on=signed_on).model_copy(update={"ends_on": ends_on})


def any_of(model: type[Any], days: Days) -> SearchStrategy[Any]:
    given = {name: field for name, field in model.model_fields.items() if name != "type"}
    told = {name: OWN.get((model, name), _value)(_typed(field), days) for name, field in given.items()}
    return st.builds(model, **told)


def _typed(field: Any) -> Any:
    return Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation


def _value(annotation: Any, days: Days) -> SearchStrategy[Any]:
    of, marks = _unwrapped(annotation)
    origin, inner = get_origin(of), get_args(of)
    if origin in (Union, types.UnionType):
        parts = [st.none() if part is types.NoneType else _value(part, days) for part in inner]
        return st.one_of(*parts)
    if origin is tuple:
        return st.lists(_value(inner[0], days), min_size=1, max_size=2).map(tuple)
    if issubclass(of, Fact):
        return any_of(of, days)
    return _plain(of, marks, days)


def _unwrapped(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    if get_origin(annotation) is not Annotated:
        return annotation, ()
    inner, *marks = get_args(annotation)
    below, more = _unwrapped(inner)
    return below, (*marks, *more)


def _plain(of: type[Any], marks: tuple[Any, ...], days: Days) -> SearchStrategy[Any]:
    if issubclass(of, Enum):
        return st.sampled_from(of)
    least = next((int(str(mark.ge)) for mark in marks if isinstance(mark, Ge)), 1)
    email = Shown("email") in marks
    text = ADDRESS if email else FREE_TEXT if Encrypted() in marks else LINE
    table: Mapping[type, SearchStrategy[Any]] = {
        bool: st.booleans(),
        int: st.integers(least, least + 2),
        Decimal: st.integers(1, 9).map(Decimal),
        date: days,
        time: st.just(time(13)),
        str: st.just(text),
        UUID: st.just(NEED),
    }
    return table[of]


def _any_answers(_: Any, days: Days) -> SearchStrategy[tuple[FormAnswer, ...]]:
    forms = [
        st.builds(
            FormAnswer,
            form=st.just(form),
            answer=st.sampled_from(Answer),
            number=st.none() | st.integers(1, 3),
            starts_on=st.none() | days,
            ends_on=st.none() | days,
            reason=st.none() | st.just(FREE_TEXT),
        )
        for form in Form
    ]
    return st.sampled_from((answers(), answers()[:4])) | st.tuples(*forms)


def _any_facts(_: Any, days: Days) -> SearchStrategy[ContractFacts]:
    return st.builds(known, st.none() | days, st.none() | days)


NOTICES = [
    Source(kind="eforms", notice_id=f"N-{n}", notice_version=version, dispatched_on=sent)
    for n, sent in enumerate((None, date(2026, 1, 10), date(2026, 4, 10)))
    for version in ("01", "02", "03")
]
VALUES = (None, Money(amount=Decimal(4_000_000), currency="SEK"), Money(amount=Decimal(5), currency="SEK"))


def _any_published(_: Any, days: Days) -> SearchStrategy[ContractFacts]:
    changed = st.fixed_dictionaries(
        {
            "source": st.sampled_from(NOTICES),
            "title": st.sampled_from(("Lokalvård", "Städning")),
            "contract_number": st.sampled_from(("2026-0117", "", "2026-0118")),
            "starts_on": st.none() | days,
            "value": st.sampled_from(VALUES),
            "amendments": st.sampled_from(
                ((), (Amendment(id="#1"),), (Amendment(id="#1"), Amendment(id="#2")))
            ),
        }
    )
    return st.builds(lambda facts, told: facts.model_copy(update=told), _any_facts(_, days), changed)


OWN: Mapping[tuple[type, str], Callable[[Any, Days], SearchStrategy[Any]]] = {
    (RecordDialogue, "answers"): _any_answers,
    (AnswerForms, "answers"): _any_answers,
    (RegisterContract, "facts"): _any_facts,
    (CorrectFromNotice, "facts"): _any_published,
    (RecordModification, "facts"): _any_published,
    (JoinContractNotice, "source"): lambda _, __: st.sampled_from(NOTICES),
    (JoinContractNotice, "lots"): lambda _, __: st.just((Lot(id="LOT-0001", performance_terms=FREE_TEXT),)),
    (ProposeCandidate, "reference"): lambda _, __: st.sampled_from(("JC-7F3K2", "SK-A1B2C", "8501011234")),
    (Organisation, "country"): lambda _, __: st.just("SWE"),
    (Organisation, "number"): lambda _, __: st.just("559900-0014"),
    (PassOnStep, "to"): lambda _, __: st.sampled_from([*PEOPLE, "skola"]),
    **{(command, "step"): lambda _, __: st.sampled_from(list(STEPS)) for command in ABOUT_A_STEP},
    **{(command, "person"): lambda _, __: st.sampled_from(PEOPLE) for command in TO_A_PERSON},
    (StepLimit, "step"): lambda _, __: st.sampled_from(LIMITED),
    (TimeLimit, "number"): lambda _, __: st.integers(0, 60) | st.integers(0, 3650),
}

ANY: tuple[type[Command], ...] = (*COMMANDS, LetTimePass)
OF_LATER_NOTICES = (CorrectFromNotice, RecordModification, JoinContractNotice)
