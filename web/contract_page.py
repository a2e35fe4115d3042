"""One contract as its page shows it: where it stands, what is next, what was promised, what has happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from access.asker import Asker
from domain.contract import Contract
from domain.facts import ContractFacts
from domain.open_steps import open_steps
from domain.phase import phase_of
from domain.policy import Policy
from domain.process import STEPS
from domain.process.secrecy import Secrecy
from domain.vocabulary import Phase
from domain.words import N_
from language.words import Words
from projections.reading import ContractDetail
from web.axis import Axis, axis
from web.command_forms import FORMS
from web.contract_parts import (
    Contact,
    DeadlineRow,
    NoticeRow,
    contacts,
    deadline_rows,
    notice_rows,
)
from web.dates import Dates
from web.documents import Document, documents
from web.fact_names import told_where
from web.form_views import AROUND, ASIDE, RARELY, Attempt, FormView, NotYet, form_views, not_yet
from web.next_step import NextStep, next_step
from web.placement_rows import (
    PlacementRow,
    PlaceRow,
    SupportRow,
    place_rows,
    placement_rows,
    support_rows,
)
from web.promise_rows import PromiseRow, promise_rows
from web.receipt import receipts
from web.receipt_file import ReceiptRow, receipt_row
from web.stations import Station, stations
from web.timeline import ALL, BY, Entry, Sifted, timeline
from web.trail import kinds


@dataclass(frozen=True)
class Sifting:
    """What the timeline is narrowed to, and can be: by whom, and the kinds of what has happened to this contract."""

    asked: Sifted
    by: Sequence[tuple[str, str]]
    kinds: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class ContractView:
    """`first` is the next step's own form, `others` those that are allowed too, but for `aside` (beside the facts)."""

    detail: ContractDetail
    state: Contract
    facts: ContractFacts
    sources: Sequence[tuple[str, str]]
    missing: Sequence[str]
    stations: Sequence[Station]
    next: NextStep | None
    first: FormView | None
    others: Sequence[FormView]
    aside: Mapping[str, FormView]
    not_yet: Sequence[NotYet]
    promises: Sequence[PromiseRow]
    places: Sequence[PlaceRow]
    placements: Sequence[PlacementRow]
    support: Sequence[SupportRow]
    deadlines: Sequence[DeadlineRow]
    axis: Axis | None
    documents: Sequence[Document]
    contacts: Sequence[Contact]
    receipts: Sequence[ReceiptRow]
    notices: Sequence[NoticeRow]
    timeline: Sequence[Entry]
    sifting: Sifting
    attempt: Attempt | None

    @property
    def id(self) -> UUID:
        return self.detail.id

    @property
    def name(self) -> str:
        return name_of(self.facts)

    @property
    def object(self) -> str:
        return self.facts.title if self.facts.suppliers else ""

    @property
    def phase(self) -> Phase:
        return phase_of(self.state)

    @property
    def secret(self) -> bool:
        return self.state.of(Secrecy).marked

    @property
    def forms(self) -> Sequence[FormView]:
        return [form for form in self.others if form.command not in RARELY | AROUND]

    @property
    def around(self) -> Sequence[FormView]:
        """Who sees to it, and by when."""
        return [form for form in self.others if form.command in AROUND]

    @property
    def rare(self) -> Sequence[FormView]:
        """What few contracts need."""
        return [form for form in self.others if form.command in RARELY]

    def faults(self, words: Words) -> list[tuple[str, str]]:
        """Each with the id of its field."""
        tried = self.attempt
        if tried is None:
            return []
        labels = {field.name: words(field.label) for field in FORMS[tried.command].fields}
        return [
            (f"{tried.command}-{name}", f"{labels.get(name, name)}: {text}")
            for name, text in tried.faults.items()
        ]

    @property
    def dates_missing(self) -> bool:
        return not (self.state.signed_on and self.facts.starts_on and self.facts.ends_on)


def contract_view(
    detail: ContractDetail,
    policy: Policy,
    dates: Dates,
    asker: Asker,
    attempt: Attempt | None = None,
    sifted: Sifted = ALL,
) -> ContractView:
    state = detail.state
    assert state.facts is not None  # noqa: S101 - a stream begins with them
    step = next_step(state, policy, dates, detail.recorded)
    forms = form_views(state, dates, attempt, policy, asker)
    first = forms.get(STEPS[step.step].asks(state) if step else "resume_contract")
    return ContractView(
        detail=detail,
        state=state,
        facts=state.facts,
        sources=told_where(detail, policy, dates),
        missing=missing(state, dates),
        stations=stations(state, open_steps(state), step, dates),
        next=step,
        first=first,
        others=[form for form in forms.values() if form is not first and form.command not in ASIDE],
        aside={command: forms[command] for command in ASIDE if command in forms},
        not_yet=not_yet(state, dates, policy, asker),
        promises=promise_rows(state, policy, dates),
        places=place_rows(state, dates),
        placements=placement_rows(state, policy, dates),
        support=support_rows(state, policy, dates),
        deadlines=(deadlines := deadline_rows(detail, policy, dates)),
        axis=axis(state, deadlines, dates),
        documents=documents(state, detail.recorded, dates),
        contacts=contacts(state, detail.recorded),
        receipts=[receipt_row(each, dates) for each in receipts(detail.recorded)],
        notices=notice_rows(detail.notices, policy, dates),
        timeline=timeline(detail.recorded, policy, dates, sifted),
        sifting=_sifting(sifted, detail, dates.words),
        attempt=attempt,
    )


def _sifting(asked: Sifted, detail: ContractDetail, words: Words) -> Sifting:
    there = {record.event.type for record in detail.recorded}
    by = [(name, words(title)) for name, title in BY.items()]
    return Sifting(asked, by, [each for each in kinds(words) if each[0] in there])


def name_of(facts: ContractFacts) -> str:
    """Suppliers give a contract its name; a notice that withholds them leaves the title."""
    return ", ".join(supplier.name for supplier in facts.suppliers) or facts.title


def missing(state: Contract, dates: Dates) -> list[str]:
    """What nobody has told yet; nothing is guessed."""
    facts = state.facts
    told = {
        N_("contract number"): state.number,
        N_("registry number"): facts and facts.diarienummer,
        N_("supplier"): facts and facts.suppliers,
        N_("signing date"): state.signed_on,
        N_("start date"): facts and facts.starts_on,
        N_("end date"): facts and facts.ends_on,
    }
    return [dates.words(name) for name, value in told.items() if not value]
