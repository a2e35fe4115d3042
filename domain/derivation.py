"""Why this date? The arithmetic of a deadline, line by line, as on paper."""

from datetime import date

from domain.facts import Fact, Line


class SkippedDay(Fact):
    day: date
    why: Line  # the day's Swedish name, or "" for a Saturday or Sunday


class DerivationLine(Fact):
    """`sign`: blank for the start, + for the rule, → for a shift, = for the result; `what` is translated."""

    sign: Line
    what: Line
    on: date
    basis: Line
    number: int | None = None


class Derivation(Fact):
    lines: tuple[DerivationLine, ...]
    skipped: tuple[SkippedDay, ...] = ()
    policy: Line  # version of the policy that made it
    calendar: Line  # version of the calendar
