"""What every rule asks first: is the contract there, and is it its time?"""

from collections.abc import Iterator
from datetime import date

from domain.calendar import FIRST_DAY, LAST_DAY
from domain.contract import Contract
from domain.facts import Fact, Organisation
from domain.numbers import holds_a_persons_number
from domain.phase import phase_of
from domain.refusal import Refusal
from domain.vocabulary import Phase
from domain.words import N_


def must_be_registered(state: Contract) -> None:
    if state.facts is None:
        raise Refusal("unknown_contract", N_("There is no such contract."))


def must_be_running(state: Contract) -> None:
    must_be_registered(state)
    if state.closed:
        raise Refusal("contract_closed", N_("The contract is closed."))


def must_be_awake(state: Contract) -> None:
    must_be_running(state)
    if state.is_suspended:
        raise Refusal("contract_suspended", N_("The contract is suspended. Resume it first."))


def must_be_in(state: Contract, wanted: Phase) -> None:
    must_be_awake(state)
    if (phase := phase_of(state)) is not wanted:
        raise Refusal(
            "wrong_phase",
            N_("The contract is in the phase “{phase}”; this belongs to the phase “{wanted}”."),
            phase=phase,
            wanted=wanted,
        )


def must_not_be_concluded(state: Contract) -> None:
    """A placement started after that could never be completed."""
    if state.delivery_concluded:
        raise Refusal("delivery_concluded", N_("It is already settled that no more places will come."))


def must_be_in_the_calendar(command: Fact, occurred_on: date) -> None:
    """A day centuries away is a slip of the pen, and no last day can be counted from it."""
    for day in (occurred_on, *(told for told in _told_in(command) if isinstance(told, date))):
        if not FIRST_DAY <= day <= LAST_DAY:
            raise Refusal("beyond_calendar", N_("{day} cannot be right. Look at the year."), day=day)


def must_name_nobody(command: Fact) -> None:
    """Who may get a place is known to Jobbcenter and the schools only; no text of ours says it."""
    if any(isinstance(told, str) and holds_a_persons_number(told) for told in _told_in(command)):
        raise Refusal(
            "personal_number",
            N_(
                "There is a personal identity number in the text. Write nothing about people; use Jobbcenter's "
                "or the school's own reference. If it is a telephone number, write it with spaces."
            ),
        )


def _told_in(value: object) -> Iterator[object]:
    match value:
        case Organisation():  # its number has a rule of its own, and a foreign one may look like anything
            yield value.name
        case Fact():
            for name in type(value).model_fields:
                yield from _told_in(getattr(value, name))
        case tuple():
            for part in value:
                yield from _told_in(part)
        case _:
            yield value
