"""A contract's dossier in words: what a lawyer reads, from the events that are sealed and nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from api.why import decided_by
from audit.verify import Checkpoint
from domain.contract import Contract
from domain.derivation import Derivation
from domain.facts import Commitment, ContractFacts, DialogueRecord, Organisation
from domain.happened import fold
from domain.policy import Policy
from domain.process.further_dialogue import FurtherDialogueHeld
from domain.words import N_
from event_store.codec import Recorded
from language.why import sentences
from projections.deadlines import deadlines_told_by
from projections.reading import ContractDetail
from web.dates import Dates
from web.people import department_names
from web.timeline import Entry, promised, timeline


@dataclass(frozen=True)
class Section:
    """`pairs`: what is called what; `header` and `rows`: a table. Typst sets it; nothing in it is markup."""

    heading: str
    level: int = 1
    pairs: Sequence[tuple[str, str]] = ()
    paragraphs: Sequence[str] = ()
    header: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Sealed:
    """With which checkpoint it is proven, and whose key signed that."""

    newest: Checkpoint
    vkey: str

    @property
    def size_and_root(self) -> str:
        return self.newest.size_and_root


def sealed_part(detail: ContractDetail, size: int) -> ContractDetail:
    """The contract as its sealed events tell it; a last day that was set later is not told."""
    recorded = [record for record in detail.recorded if record.position <= size]
    state = fold(Contract(), [record.event for record in recorded])
    return replace(
        detail,
        recorded=recorded,
        state=state,
        deadlines=deadlines_told_by([record.event for record in recorded]),
    )


def document(title: str, sections: Sequence[Section], sealed: Sealed, dates: Dates) -> dict[str, Any]:
    """What `dossier.typ` sets: values only."""
    return {
        "title": title,
        "language": dates.words.language,
        "footer": sealed.size_and_root,
        "sections": [asdict(section) for section in sections],
    }


def dossier(detail: ContractDetail, sealed: Sealed, policy: Policy, dates: Dates) -> dict[str, Any]:
    """`detail`: what `sealed_part` leaves of it."""
    facts = detail.state.facts
    assert facts is not None  # noqa: S101 - a stream begins with them
    title = dates.words(
        N_("Dossier: {name}"), name=" · ".join(filter(None, (facts.contract_number, facts.title)))
    )
    told = [*told_sections(detail, policy, dates), how_to_verify(sealed, dates)]
    return document(title, told, sealed, dates)


def told_sections(detail: ContractDetail, policy: Policy, dates: Dates) -> list[Section]:
    """The same on paper and on the page of an earlier day."""
    facts = detail.state.facts
    assert facts is not None  # noqa: S101 - a stream begins with them
    return [
        the_contract(facts, detail.state, dates),
        *records(detail.recorded, policy, dates, detail.state.struck),
        *commitments(list(detail.state.commitments.values()), policy, dates),
        *_last_days(detail, policy, dates),
        _happened(detail.recorded, policy, dates),
    ]


def the_contract(facts: ContractFacts, state: Contract, dates: Dates) -> Section:
    words = dates.words
    told = (
        (N_("Number"), facts.contract_number),
        (N_("Title"), facts.title),
        (N_("Reference"), facts.diarienummer),
        (N_("Buyer"), _organisations(facts.buyers)),
        (N_("Supplier"), _organisations(facts.suppliers)),
        (N_("Clause"), state.clause),
        (N_("Signed"), state.signed_on),
        (N_("Period"), _period(facts, dates)),
        (N_("Value"), dates.money(facts.value) if facts.value else ""),
    )
    return Section(words(N_("The contract")), pairs=[(words(k), words.value(v)) for k, v in told if v])


def _organisations(those: Sequence[Organisation]) -> str:
    return ", ".join(f"{each.name} ({each.number})" if each.number else each.name for each in those)


def _period(facts: ContractFacts, dates: Dates) -> str:
    return dates.period(facts.starts_on, facts.ends_on) if facts.starts_on and facts.ends_on else ""


def records(
    recorded: Sequence[Recorded], policy: Policy, dates: Dates, struck: frozenset[int] = frozenset()
) -> Iterator[Section]:
    """Every record of a dialogue as it was written, also those that were written again, or struck since."""
    for record in recorded:
        match record.event:
            case DialogueRecord() as held:
                section = _record(held, record.version, policy, dates)
            case FurtherDialogueHeld() as further:
                section = _further(further, record.version, policy, dates)
            case _:
                continue
        if record.version in struck:
            section = replace(section, heading=dates.words(N_("Struck: {what}"), what=section.heading))
        yield section


def _record(held: DialogueRecord, version: int, policy: Policy, dates: Dates) -> Section:
    words = dates.words
    heading = words(
        N_("Record of the dialogue on {day} (entry {version})"), day=held.held_on, version=version
    )
    header = (N_("Form"), N_("Answer"), N_("How many"), N_("Period"), N_("Why, and when to ask again"))
    rows = [
        (
            words.name(each.form),
            words.name(each.answer),
            words.value(each.number),
            "–".join(words.value(day) for day in (each.starts_on, each.ends_on) if day),
            " ".join(filter(None, (each.reason, words.value(each.ask_again_on)))),
        )
        for each in held.answers
    ]
    said = _said(held.participants, held.note, held.next_on, policy, dates)
    needs = [f"{n.occupation}: {n.number} {words.value(n.starts_on)}".strip() for n in held.needs]
    more = [(words(N_("Wants to hire")), "; ".join(needs))] if needs else []
    return Section(heading, pairs=[*said, *more], header=[words(each) for each in header], rows=rows)


def _further(held: FurtherDialogueHeld, version: int, policy: Policy, dates: Dates) -> Section:
    heading = N_("Further dialogue on {day} (entry {version})")
    said = _said(held.participants, held.note, held.next_on, policy, dates)
    return Section(dates.words(heading, day=held.held_on, version=version), pairs=said)


def _said(
    participants: Sequence[str], note: str | None, next_on: date | None, policy: Policy, dates: Dates
) -> list[tuple[str, str]]:
    words = dates.words
    told = (
        (N_("Took part"), department_names(participants, policy, words)),
        (N_("Note"), note or ""),
        (N_("Next meeting"), words.value(next_on)),
    )
    return [(words(name), value) for name, value in told if value]


def commitments(agreed: Sequence[Commitment], policy: Policy, dates: Dates) -> Iterator[Section]:
    words = dates.words
    header = (N_("Commitment"), N_("Form"), N_("Promised"), N_("Period"), N_("Responsible department"))
    rows = [
        (
            str(each.commitment),
            words.name(each.form),
            promised(each, words),
            dates.period(each.starts_on, each.ends_on),
            department_names(each.departments, policy, words),
        )
        for each in agreed
    ]
    if rows:
        yield Section(words(N_("Commitments")), header=[words(each) for each in header], rows=rows)


def _last_days(detail: ContractDetail, policy: Policy, dates: Dates) -> Iterator[Section]:
    """Each with the ground that it was counted on."""
    words = dates.words
    if detail.deadlines:
        yield Section(words(N_("Last days, and why")))
    for row in detail.deadlines:
        derivation = Derivation.model_validate_json(row["derivation"])
        by = decided_by(detail.recorded, derivation, policy, words)
        told = sentences(derivation, words, by)
        yield Section(f"{words.name(row['step'])}: {words.day(row['due'])}", level=2, paragraphs=told)


def _happened(recorded: Sequence[Recorded], policy: Policy, dates: Dates) -> Section:
    words = dates.words
    positions = {record.version: record.position for record in recorded}
    header = (N_("Entry"), N_("When"), N_("Who"), N_("What"))
    rows = [_row(entry, positions, dates) for entry in reversed(timeline(recorded, policy, dates))]
    return Section(words(N_("Everything that happened")), header=[words(h) for h in header], rows=rows)


def _row(entry: Entry, positions: dict[int, int], dates: Dates) -> tuple[str, str, str, str]:
    words, number = dates.words, f"{entry.first}"
    if entry.last > entry.first:
        number = f"{entry.first}–{entry.last}"
    place = words(N_("position {position}"), position=positions[entry.first])
    when = [words.value(entry.day)]
    if entry.recorded_later:
        when.append(words(N_("recorded {at}"), at=entry.recorded_at))
    what = "\n".join((entry.sentence, *entry.more, *entry.texts))
    return f"{number}\n{place}", "\n".join(when), entry.who, what


def how_to_verify(sealed: Sealed, dates: Dates) -> Section:
    words = dates.words
    log, size = sealed.newest.note.splitlines()[:2]
    pairs = (
        (N_("Log"), log),
        (N_("Events sealed"), size),
        (N_("Size and root"), sealed.size_and_root),
        (N_("Key"), sealed.vkey),
        (N_("Printed"), words.instant(datetime.now(UTC))),
    )
    told = N_(
        "The file verify.py beside this document works out that every event is part of the sealed log, unchanged and "
        "in its place: python3 verify.py --checkpoint FILE, with a checkpoint that somebody outside the municipality "
        "has kept. The size and root above are a checkpoint too: whoever has kept this page can hold a later dossier "
        "against it with --root."
    )
    limit = N_(
        "The events hold free text in encrypted form. This document tells it in clear; that the two agree, the "
        "municipality answers for."
    )
    return Section(
        words(N_("How to verify this")),
        pairs=[(words(name), value) for name, value in pairs],
        paragraphs=[words(told), words(limit)],
    )
