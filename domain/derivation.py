"""Why this date? The arithmetic of a deadline, line by line, as on paper."""

from datetime import date

from domain.facts import Fact, Line, TimeLimit


class SkippedDay(Fact):
    """`own`: a day off of the municipality's, which the law does not know."""

    day: date
    why: Line  # the day's Swedish name, or "" for a Saturday or Sunday
    own: bool = False


class DerivationLine(Fact):
    """`sign`: blank for the start, + for the rule, → for a shift, = for the result; `what` is translated."""

    sign: Line
    what: Line
    on: date
    basis: Line
    number: int | None = None


class Rest(Fact):
    """The contract was suspended `since` one day and resumed on another; `left` of the time was carried over."""

    since: date
    until: date
    was: date  # the last day before
    left: TimeLimit


class Override(Fact):
    """A person's word instead of the rule's. Who and why stand in that entry of the contract's stream."""

    entry: int  # its version
    was: date  # the last day before


class Derivation(Fact):
    """`clause`: the words of the contract's clause that set the time. `statutory`: the law's own time, which no day off
    of the municipality's moves."""

    lines: tuple[DerivationLine, ...]
    skipped: tuple[SkippedDay, ...] = ()
    rests: tuple[Rest, ...] = ()
    overrides: tuple[Override, ...] = ()
    clause: Line = ""
    statutory: bool = False
    policy: Line  # version of the policy that made it
    calendar: Line  # version of the calendar
