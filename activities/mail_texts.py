"""The mails' texts, a template a kind. Contract, step, date and link; never a candidate, never a note.

The policy may hold a municipality's own subject or first line, in either language.
"""

from collections.abc import Iterable, Sequence

from domain.notice import ONE_CONTACT
from domain.notices import LETTERS
from domain.policy import OwnText, Policy
from domain.words import N_
from language.words import Words
from projections.digests import Digest
from projections.notices import QueuedNotice


def subject_of(notice: QueuedNotice, words: Words, policy: Policy) -> str:
    own = _own(notice, words, policy).subject
    return _marked(words(own or LETTERS[notice.kind].subject, **filled(notice, words)), demo=notice.demo)


def first_line_of(notice: QueuedNotice, words: Words, policy: Policy) -> str:
    own = _own(notice, words, policy).line
    return words(own or LETTERS[notice.kind].line, **filled(notice, words)).strip()


def _own(notice: QueuedNotice, words: Words, policy: Policy) -> OwnText:
    """The municipality's own words: what the rung names goes before the kind's."""
    of_kind = policy.own_text(notice.kind, words.language)
    of_rung = policy.own_text(notice.text, words.language)
    return OwnText(subject=of_rung.subject or of_kind.subject, line=of_rung.line or of_kind.line)


def body_of(notice: QueuedNotice, words: Words, policy: Policy, link: str, more: str = "") -> str:
    first = first_line_of(notice, words, policy)
    first += f"\n\n{more}" if more else ""
    about = words(N_("Contract: {number}"), number=_contract(notice))
    return f"{first}\n\n{about}\n{notice.title}\n{notice.supplier}\n\n{link}\n"


def digest_subject(digest: Digest, notices: Sequence[QueuedNotice], words: Words) -> str:
    """Of the day's one mail, or of that about last days which another policy has moved."""
    what = N_("Last days that have moved, {day}") if digest.about else N_("What waits for you, {day}")
    return _marked(words(what, day=digest.day), demo=any(each.demo for each in notices))


def _marked(subject: str, *, demo: bool) -> str:
    return f"[Demo] {subject}" if demo else subject


def digest_body(
    notices: Iterable[tuple[QueuedNotice, str]], words: Words, policy: Policy, address: str
) -> str:
    """Each with what more its own mail would say. `address`: what links begin with."""
    return "\n".join(_entry(each, words, policy, link_to(each, address), more) for each, more in notices)


def _entry(notice: QueuedNotice, words: Words, policy: Policy, link: str, more: str) -> str:
    about = ", ".join(filter(None, (notice.contract_number, notice.title, notice.supplier)))
    return "".join(f"{line}\n" for line in (first_line_of(notice, words, policy), more, about, link) if line)


def link_to(notice: QueuedNotice, address: str) -> str:
    """The supplier's own pages, for somebody there. No secret: it leads to signing in."""
    pages = "leverantor" if notice.recipient.startswith(ONE_CONTACT) else "avtal"
    return f"{address}/{pages}/{notice.contract_id}"


def filled(notice: QueuedNotice, words: Words) -> dict[str, object]:
    """domain.notice.PLACEHOLDERS; what a notice has not is empty."""
    due = notice.due
    return {
        "contract": _contract(notice),
        "step": words.name(notice.step or ""),
        "form": words.name(notice.form),
        "number": notice.number or "",
        "due": due or "",
        "last_day": words(N_("Last day: {due}."), due=due) if due else "",
        "meeting": words(N_("Meeting: {due}."), due=due) if due else "",
        "was": notice.was or "",
    }


def _contract(notice: QueuedNotice) -> str:
    return notice.contract_number or notice.title
