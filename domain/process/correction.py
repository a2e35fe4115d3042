"""A wrong entry struck by a new event that names it and says why: the contract is as if it had not been made."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import ChosenFrom, Command, Wording
from domain.context import Context
from domain.contract import Contract
from domain.free_text import FreeText
from domain.guards import must_be_registered
from domain.happened import Happened
from domain.notice import Letter, Notice
from domain.policy import Policy
from domain.process.common import Why
from domain.process.suspension import DeadlinePaused
from domain.refusal import Refusal
from domain.step_events import OF_A_LAST_DAY, DeadlineMoved, DeadlineSet, StepOpened
from domain.vocabulary import Role
from domain.words import N_

ENTRY_STRUCK = Letter(
    "entry_struck",
    N_("An entry was corrected"),
    N_("{contract}: an entry was corrected"),
    N_("Entry {number} was wrong and has been struck. See the contract's events."),
)
LETTERS = (ENTRY_STRUCK,)


def correctable(state: Contract) -> Iterator[int]:
    for version, event in _entries(state):
        if event.correctable and version not in state.struck:
            yield version


class EntryStruck(Happened):
    """`entries`: the struck one with all that was decided with it, and what time did because of it."""

    says: ClassVar[str] = N_("Entry {entry} was wrong and is struck.")
    correctable: ClassVar[bool] = False
    type: Literal["EntryStruck"] = "EntryStruck"
    entry: int
    entries: tuple[int, ...]
    reason: FreeText

    @property
    def strikes(self) -> tuple[int, ...]:
        return self.entries

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        yield Notice(ENTRY_STRUCK.kind, Role.COORDINATOR, number=self.entry)


class StrikeEntry(Command):
    """Correct a wrong entry: strike it, then enter what is right. Both stay in the trail."""

    wording: ClassVar[Wording] = Wording(
        N_("Correct a wrong entry"),
        N_("Strike the entry"),
        N_("The entry is struck. Now enter what is right."),
    )
    type: Literal["strike_entry"] = "strike_entry"
    entry: Annotated[int, Field(ge=1, title=N_("The wrong entry")), ChosenFrom("entry", correctable)]
    reason: Why

    @staticmethod
    def may(state: Contract) -> None:
        must_be_registered(state)
        if not any(correctable(state)):
            raise Refusal("nothing_to_correct", N_("There is no entry to correct yet."))

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        if self.entry in state.struck:
            return
        if self.entry not in set(correctable(state)):
            raise Refusal("not_correctable", N_("Entry {entry} cannot be struck."), entry=self.entry)
        entries = all_that_goes({self.entry}, state, context)
        yield EntryStruck(entry=self.entry, entries=tuple(sorted(entries)), reason=self.reason)


def all_that_goes(entries: Iterable[int], state: Contract, context: Context) -> set[int]:
    """With these, as nothing is left of them. Raises Refusal where somebody's later entry rests on one."""
    together = {each for entry in entries for each in _decided_with(entry, state, context)}
    together |= _moves_of_its_day(together, state, context)
    together |= set(_noted_of(together, state))
    return _with_what_time_did(together, state)


def _entries(state: Contract) -> Iterator[tuple[int, Happened]]:
    for version, event in enumerate(state.past, 1):
        if isinstance(event, Happened):
            yield version, event


def _decided_with(entry: int, state: Contract, context: Context) -> set[int]:
    bounds = (*context.beginnings, state.version + 1)
    return next((set(range(a, b)) for a, b in pairwise(bounds) if a <= entry < b), {entry})


def _moves_of_its_day(together: set[int], state: Contract, context: Context) -> set[int]:
    """By another policy. A later word about the same last day, and a rest that kept what was left of it, people take
    back first."""
    entries, moves = dict(_entries(state)), set[int]()
    for version in _reckoned_from(together, state):
        told = min(_decided_with(version, state, context))
        if entries[told].correctable:
            raise Refusal(
                "others_rest_on_it", N_("Entry {entry} rests on it. Correct that one first."), entry=told
            )
        moves |= {version - 1, version}  # from one day, to another
    return moves


def _reckoned_from(together: set[int], state: Contract) -> Iterator[int]:
    """Last days, and what was left of them, that go back to one of these."""
    by_word: dict[str, bool] = {}  # of steps whose last day does: whether a person had set it
    before = None
    for version, event in ((v, each) for v, each in _entries(state) if v not in state.struck):
        match event:
            case DeadlineSet() if version in together:
                by_word[event.step] = _is_by(together, event)
            case DeadlineSet() if event.step in by_word and _follows(event, before, together):
                yield version
            case DeadlinePaused() if by_word.get(event.step):
                yield version
            case DeadlineSet() | StepOpened():
                by_word.pop(event.step, None)
        before = event


def _noted_of(together: set[int], state: Contract) -> Iterator[int]:
    """What time noted of last days that go. Of another, that may lie later, nothing was missed by it."""
    set_by: dict[str, int] = {}
    for version, event in _entries(state):
        if version in state.struck:
            continue
        if isinstance(event, DeadlineSet):
            set_by[event.step] = version
        elif isinstance(event, OF_A_LAST_DAY) and set_by.get(event.step) in together:
            yield version


def _follows(last_day: DeadlineSet, before: Happened | None, together: set[int]) -> bool:
    by_policy = isinstance(before, DeadlineMoved) and before.policy is not None
    return by_policy or _is_by(together, last_day)


def _is_by(entries: set[int], last_day: DeadlineSet) -> bool:
    """Whether a person set it in one of these entries."""
    return any(each.entry in entries for each in last_day.derivation.overrides)


def _with_what_time_did(together: set[int], state: Contract) -> set[int]:
    """What somebody else has entered since, and rests on this, has to be struck first."""
    entries, struck = dict(_entries(state)), set(together)
    for version, event in entries.items():
        if version in state.struck or version in struck:
            continue
        if any(event.rests_on(entries[wrong]) for wrong in struck if wrong < version):
            if event.correctable:
                raise Refusal(
                    "others_rest_on_it",
                    N_("Entry {entry} rests on it. Correct that one first."),
                    entry=version,
                )
            struck.add(version)
    return struck
