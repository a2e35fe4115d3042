"""What somebody, or time itself, has to do: when it is open, what its time counts from, who owns it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from domain.context import Context
from domain.contract import Contract
from domain.facts import TimeLimit
from domain.happened import Happened
from domain.policy import Policy
from domain.vocabulary import Phase, TimeUnit
from domain.words import N_


class Start(NamedTuple):
    """The day a step's time limit counts from (day 0); `limit` goes before the clause's and the policy's."""

    on: date
    what: str
    limit: TimeLimit | None = None


THAT_DAY = TimeLimit(number=0, unit=TimeUnit.DAYS)


class Heading(NamedTuple):
    """What is next on the contract's page: with its last day, and without one."""

    by: str
    asked: str


class TimesOwn(NamedTuple):
    """A step that time takes: when it is over (None: nobody knows yet), and what then has happened."""

    ends_at: Callable[[Contract, Policy], datetime | None]
    event: Callable[[Contract, Context], Happened]


def when_opened(_: Contract, context: Context) -> Start:
    return Start(context.occurred_on, N_("The step was opened"))


@dataclass(frozen=True)
class Step:
    """`asks`: the command it asks for first, empty when only time has something to do. `is_moot`: it closed
    undone, and there is nothing left to do. `days`: of a step that takes several acts, when each was done.
    `owners`: empty where the policy's own department answers for it. `round`: of a step that comes again, such as
    a report, which time it is: the next has a last day of its own. `with_supplier`: it cannot be taken without the
    supplier, so that leaving it undone may be a deficiency."""

    name: str
    label: str
    phases: tuple[Phase, ...]
    heading: Heading
    asks: Callable[[Contract], str]
    is_open: Callable[[Contract], bool] = lambda _: True
    starts: Callable[[Contract, Context], Start] = when_opened
    is_moot: Callable[[Contract], bool] = lambda state: state.terminated
    days: Callable[[Contract], Iterable[date | None]] = lambda _: ()
    owners: Callable[[Contract], Iterable[str]] = lambda _: ()
    by_time: TimesOwn | None = None
    round: Callable[[Contract], int] = lambda _: 1
    can_be_limited: bool = True
    with_supplier: bool = False
