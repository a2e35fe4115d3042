"""What goes wrong in a year, when, and for how long: drawn from the seed before the year begins."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
)


@dataclass(frozen=True)
class Kind:
    """At most so many a year, each lasting from `shortest` to `longest`."""

    name: str
    most: int
    shortest: timedelta = timedelta()
    longest: timedelta = timedelta()


KINDS = (
    Kind("PostgreSQL down", 2, MINUTE, 8 * HOUR),
    Kind("PostgreSQL lost in the middle", 3, SECOND, 10 * MINUTE),
    Kind("Temporal down", 2, MINUTE, 2 * DAY),
    Kind("Temporal's database deleted", 1),
    Kind("mail server busy", 1, 5 * MINUTE, 20 * HOUR),
    Kind("mail server gone", 1, 5 * MINUTE, 20 * HOUR),
    Kind("mail server silent", 1, 5 * MINUTE, 2 * HOUR),
    Kind("an address refused", 1, DAY, 30 * DAY),
    Kind("worker stopped", 2, 10 * MINUTE, 20 * DAY),
    Kind("API stopped", 1, MINUTE, 4 * HOUR),
    Kind("machine's clock forward", 1, 5 * SECOND, 3 * HOUR),
    Kind("machine's clock backward", 1, SECOND, HOUR),
    Kind("installation's clock forward", 1, HOUR, 3 * DAY),
    Kind("closing day added", 1),
    Kind("policy changed", 1),
    Kind("somebody away", 3, DAY, 40 * DAY),
    Kind("a rule raises", 2, HOUR, 14 * DAY),
)


@dataclass(frozen=True)
class Fault:
    at: datetime
    kind: str
    lasts: timedelta


@dataclass(frozen=True)
class Rates:
    """How often each small thing goes wrong, of each time it could."""

    crash: float = 0.015  # a process dies between two statements, or around a commit
    line_breaks: float = 0.004
    result_lost: float = 0.01  # an activity was done; nobody learns of it
    zombie: float = 0.02  # an activity that was given up goes on, later
    signal_lost: float = 0.01
    signal_doubled: float = 0.03
    answer_lost: float = 0.01  # of a mail that was taken
    second_sender: float = 0.2  # who wants the same mail at the same time
    repeated: float = 0.05  # a command that was answered is sent again
    at_once: float = 0.04  # two people give the same command
    rush: float = 0.2  # nudges pass while people do more than can be passed on one by one


USUAL, NEVER = Rates(), Rates(*([0.0] * 11))


def drawn(random: Random, beginning: datetime, until: datetime) -> list[Fault]:
    """Each ends before `until`."""
    faults = []
    for kind in KINDS:
        for _ in range(random.randint(0, kind.most)):
            lasts = (
                kind.shortest * (kind.longest / kind.shortest) ** random.random()
                if kind.longest
                else kind.longest
            )
            at = beginning + (until - lasts - beginning) * random.random()
            faults.append(Fault(at, kind.name, lasts))
    return sorted(faults, key=lambda fault: fault.at)
