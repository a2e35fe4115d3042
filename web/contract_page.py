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
from projections.reading import ContractDetail, Row
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
from web.fact_names import told_where
from web.form_views import ASIDE, RARELY, Attempt, FormView, NotYet, form_views, not_yet
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
from web.stations import Station, stations
from web.timeline import Entry, timeline


@dataclass(frozen=True)
class ContractView:
    """`first` is the next step's own form; `forms` the other allowed ones, `aside` those beside the facts."""

    id: UUID
    name: str
    object: str
    facts: ContractFacts
    sources: Sequence[tuple[str, str]]
    state: Contract
    phase: Phase
    missing: Sequence[str]
    stations: Sequence[Station]
    next: NextStep | None
    first: FormView | None
    forms: Sequence[FormView]
    rare: Sequence[FormView]
    aside: Mapping[str, FormView]
    not_yet: Sequence[NotYet]
    promises: Sequence[PromiseRow]
    places: Sequence[PlaceRow]
    placements: Sequence[PlacementRow]
    support: Sequence[SupportRow]
    deadlines: Sequence[DeadlineRow]
    contacts: Sequence[Contact]
    notices: Sequence[NoticeRow]
    timeline: Sequence[Entry]
    trouble: Row | None
    secret: bool
    texts_shown: bool
    attempt: Attempt | None

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
    detail: ContractDetail, policy: Policy, dates: Dates, asker: Asker, attempt: Attempt | None = None
) -> ContractView:
    state = detail.state
    assert state.facts is not None  # noqa: S101 - a stream begins with them
    step = next_step(state, policy, dates, detail.recorded)
    forms = form_views(state, dates, attempt, policy, asker)
    first = forms.get(STEPS[step.step].asks(state) if step else "resume_contract")
    others = [form for form in forms.values() if form is not first and form.command not in ASIDE]
    return ContractView(
        id=detail.id,
        name=name_of(state.facts),
        object=state.facts.title if state.facts.suppliers else "",
        facts=state.facts,
        sources=told_where(detail, policy, dates),
        state=state,
        phase=phase_of(state),
        missing=missing(state, dates),
        stations=stations(state, open_steps(state), step, dates),
        next=step,
        first=first,
        forms=[form for form in others if form.command not in RARELY],
        rare=[form for form in others if form.command in RARELY],
        aside={command: forms[command] for command in ASIDE if command in forms},
        not_yet=not_yet(state, dates, policy, asker),
        promises=promise_rows(state, policy, dates),
        places=place_rows(state, dates),
        placements=placement_rows(state, policy, dates),
        support=support_rows(state, policy, dates),
        deadlines=deadline_rows(detail, policy, dates),
        contacts=contacts(state, detail.recorded),
        notices=notice_rows(detail.notices, policy, dates),
        timeline=timeline(detail.recorded, policy, dates),
        trouble=detail.trouble,
        secret=state.of(Secrecy).marked,
        texts_shown=detail.texts_shown,
        attempt=attempt,
    )


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
