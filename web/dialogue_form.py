"""The dialogue record as a form: six questions in a fixed order, each with what its answer needs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import ValidationError

from domain.contract import Contract
from domain.facts import DialogueRecord, FormAnswer
from domain.policy import Policy
from domain.process.dialogue import RecordDialogue
from domain.vocabulary import Answer, Form, Party
from domain.words import N_
from language.words import Words
from web.filled_in import Filled, NotFilledIn, faults
from web.needs import as_rows, fault_at, read_needs

# The order in which the municipality asks, and what each form is in a few words.
QUESTIONS: dict[Form, str] = {
    Form.STUDY_VISIT: N_("show the trade to a group"),
    Form.INTERNSHIP: N_("try the work for some weeks"),
    Form.EMPLOYMENT: N_("also fixed-term and summer jobs"),
    Form.APPRENTICESHIP: N_("pupils who learn the trade, half the time at work"),
    Form.LANGUAGE_TRAINING: N_("practise Swedish at work"),
    Form.WORKPLACE_EDUCATION: N_("weeks at a workplace, as part of an education"),
}

# Only what belongs to the chosen answer is read; the rest may stand in the form unseen.
BELONGS: dict[str, tuple[str, ...]] = {
    Answer.POSSIBLE: ("number", "starts_on", "ends_on"),
    Answer.LATER: ("ask_again_on", "reason"),
    Answer.NOT_POSSIBLE: ("reason", "ask_again_on"),
}

EVERY_FIELD = ("number", "starts_on", "ends_on", "reason", "ask_again_on")


def roles_present(policy: Policy) -> list[str]:
    """Who is usually there: the departments, then the supplier."""
    return [*(department.id for department in policy.departments), Party.SUPPLIER]


def read_record(filled: Filled, present: Sequence[str], words: Words) -> RecordDialogue:
    """`present`: the ticked roles. Raises NotFilledIn, with every fault at once."""
    answers = [answer_of(form, filled) for form in QUESTIONS if filled.get(f"{form}.answer")]
    others = [role for part in filled.get("others", "").split(",") if (role := part.strip())]
    payload = {
        "participants": [*present, *others],
        "answers": answers,
        "needs": read_needs(filled),
        "adds_duty": "adds_duty" in filled,
        **{name: value for name in ("held_on", "next_on", "note") if (value := filled.get(name, "").strip())},
    }
    wrong = incomplete(filled, words) | _unheld(payload, words)
    try:
        record = RecordDialogue.model_validate(payload)
    except ValidationError as error:
        wrong = of_fields(error, answers, filled, words) | wrong
    if wrong:
        raise NotFilledIn(_in_order(wrong))
    return record


def answer_of(form: Form, filled: Filled) -> dict[str, str]:
    answer = filled[f"{form}.answer"]
    told = {name: filled.get(f"{form}.{name}", "").strip() for name in BELONGS.get(answer, ())}
    return {"form": form, "answer": answer, **{name: value for name, value in told.items() if value}}


def _unheld(payload: Mapping[str, Any], words: Words) -> dict[str, str]:
    told = {"held_on": N_("Say when the dialogue was held."), "participants": N_("Say who was present.")}
    return {name: words(text) for name, text in told.items() if not payload.get(name)}


def of_fields(
    error: ValidationError, answers: Sequence[Mapping[str, Any]], filled: Filled, words: Words
) -> dict[str, str]:
    """pydantic's places, which number answers and needs, as the form's own names."""
    told = {}
    for place, what in faults(error, words, below=0).items():
        match place:
            case ("answers", int(index), str(name), *_):
                told[f"{answers[index]['form']}.{name}"] = what
            case ("needs", int(index), str(name), *_):
                told[fault_at(filled, index, name)] = what
            case _:
                told[str(place[0])] = what
    return told


def incomplete(filled: Filled, words: Words) -> dict[str, str]:
    """What the rules would refuse one at a time (domain.dialogue), said at once and beside its field."""
    wrong = {}
    for form in QUESTIONS:
        told = {name: filled.get(f"{form}.{name}", "").strip() for name in ("answer", *EVERY_FIELD)}
        match told:
            case {"answer": ""}:
                wrong[f"{form}.answer"] = words(N_("Choose an answer for “{form}”."), form=form)
            case {"answer": Answer.NOT_POSSIBLE, "reason": ""}:
                wrong[f"{form}.reason"] = words(
                    N_("Say why “{form}” is not possible right now. One sentence is enough."), form=form
                )
            case {"answer": Answer.POSSIBLE, "number": ""}:
                wrong[f"{form}.number"] = words(
                    N_("Say how many places of “{form}” are possible."), form=form
                )
            case {"answer": Answer.POSSIBLE, "starts_on": start, "ends_on": end} if (
                start and "" < end < start
            ):
                wrong[f"{form}.ends_on"] = words(
                    N_("The period of “{form}” ends before it starts."), form=form
                )
    return wrong


def _in_order(wrong: Mapping[str, str]) -> dict[str, str]:
    """As the fields stand on the page, so that the summary reads from the top."""
    places = [
        "held_on",
        "participants",
        *(str(form) for form in QUESTIONS),
        "needs",
        "note",
        "adds_duty",
        "next_on",
    ]
    return dict(sorted(wrong.items(), key=lambda item: places.index(item[0].split(".")[0])))


def as_filled(record: DialogueRecord) -> dict[str, str]:
    """A record in the form's own names, to be written again."""
    filled = {
        "held_on": record.held_on.isoformat(),
        "note": record.note or "",
        "next_on": _iso(record.next_on),
    }
    return filled | answers_as_filled(record.answers) | as_rows(record.needs)


def answers_as_filled(answers: Iterable[FormAnswer]) -> dict[str, str]:
    filled: dict[str, str] = {}
    for answer in answers:
        told = answer.model_dump(mode="json", exclude={"form"}, exclude_none=True)
        filled |= {f"{answer.form}.{name}": str(value) for name, value in told.items()}
    return filled


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def ticked(state: Contract, policy: Policy) -> tuple[list[str], list[str]]:
    """Of the record as it stands: the roles on the list, and the others."""
    present = state.held.participants if state.held else ()
    usual = roles_present(policy)
    return [role for role in present if role in usual], [role for role in present if role not in usual]
