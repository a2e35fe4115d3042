"""The mails' texts, a template a kind. Contract, step, date and link; never a candidate, never a note."""

from domain.notices import LETTERS
from domain.words import N_
from language.words import Words
from projections.notices import QueuedNotice


def subject_of(notice: QueuedNotice, words: Words) -> str:
    return words(LETTERS[notice.kind].subject, **_params(notice, words))


def body_of(notice: QueuedNotice, words: Words, link: str, more: str = "") -> str:
    first = words(LETTERS[notice.kind].line, **_params(notice, words)).strip()
    about = words(N_("Contract: {number}"), number=_contract(notice))
    first += f"\n\n{more}" if more else ""
    return f"{first}\n\n{about}\n{notice.title}\n{notice.supplier}\n\n{link}\n"


def _params(notice: QueuedNotice, words: Words) -> dict[str, object]:
    due = notice.due
    return {
        "contract": _contract(notice),
        "step": words.name(notice.step or ""),
        "form": words.name(notice.form),
        "number": notice.number,
        "due": due,
        "last_day": words(N_("Last day: {due}."), due=due) if due else "",
        "meeting": words(N_("Meeting: {due}."), due=due) if due else "",
    }


def _contract(notice: QueuedNotice) -> str:
    return notice.contract_number or notice.title
