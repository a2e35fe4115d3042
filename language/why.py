"""Why this date? A derivation as sentences: the API, the command line and the pages all say these."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter

from domain.arithmetic import in_words
from domain.derivation import Derivation, DerivationLine, Override, Rest, SkippedDay
from domain.words import N_
from language.words import Words


@dataclass(frozen=True)
class Decided:
    """An entry of the contract's stream by which a person moved a last day."""

    by: str
    on: date
    why: str


By = Mapping[int, Decided]


def sentences(why: Derivation, words: Words, by: By) -> list[str]:
    """`by`: the entries that the overrides name."""
    return [*_sum(why, words), *notes(why, words, by)]


def notes(why: Derivation, words: Words, by: By) -> list[str]:
    """What the sum alone does not tell."""
    return [
        *([words(N_("The clause says: “{clause}”"), clause=why.clause)] if why.clause else ()),
        *_skipped(why, words),
        *_since(why, words, by),
        *([words(THE_LAWS_OWN)] if why.statutory else ()),
        words(MADE_BY, policy=why.policy, calendar=why.calendar),
    ]


THE_LAWS_OWN = N_("This is the law's own time: the municipality's days off do not move it.")
MADE_BY = N_("Worked out with the policy {policy} and the calendar {calendar}.")


def _sum(why: Derivation, words: Words) -> Iterator[str]:
    start, *rest = why.lines
    told = N_("{what}. The time counts from {day}.") if rest[:1] and rest[0].sign == "+" else THAT_DAY
    yield _line(start, told, words)
    for line in rest:
        yield _line(line, SAID[line.sign], words)


THAT_DAY = N_("{what}: {day}. No time is added to it.")
SAID = {
    "+": N_("{what} later is {day}."),
    "→": N_("{what}: {day}."),
    "=": N_("The last day is {day}."),
}


def _line(line: DerivationLine, told: str, words: Words) -> str:
    what = words(line.what, number=line.number)
    said = words(told, what=what, day=line.on)
    return said if line.sign == "=" or not line.basis else words(WITH_BASIS, said=said[:-1], basis=line.basis)


WITH_BASIS = N_("{said} ({basis}).")


def _skipped(why: Derivation, words: Words) -> Iterator[str]:
    if why.skipped:
        days = "; ".join(_days(group, words) for group in _together(why.skipped))
        yield words(N_("Days off, which are not counted: {days}."), days=days)


def _together(skipped: tuple[SkippedDay, ...]) -> Iterator[list[SkippedDay]]:
    """Days in a row that are off for the same reason."""

    def in_a_row(numbered: tuple[int, SkippedDay]) -> tuple[str, bool, int]:
        number, day = numbered
        return day.why, day.own, day.day.toordinal() - number

    for _, group in groupby(enumerate(skipped), key=in_a_row):
        yield [day for _, day in group]


def _days(group: list[SkippedDay], words: Words) -> str:
    first, last = group[0], group[-1]
    days = words.value(first.day)
    if last is not first:
        days = words(N_("{first} to {last}"), first=first.day, last=last.day)
    if first.own:
        return words(N_("{name}, {days} (the municipality's own)"), name=first.why, days=days)
    return words(N_("{name}, {days}"), name=first.why, days=days) if first.why else days


def _since(why: Derivation, words: Words, by: By) -> list[str]:
    """Rests and people's words, in the order in which they came."""
    told = [(rest.until, _rest(rest, words)) for rest in why.rests]
    for override in why.overrides:
        decided = by.get(override.entry)
        told.append((decided.on if decided else date.max, _override(override, words, by)))
    return [said for _, said in sorted(told, key=itemgetter(0))]


def _rest(rest: Rest, words: Words) -> str:
    left = words(in_words(rest.left), number=rest.left.number)
    return words(
        N_(
            "The contract rested from {since} until {until}. The last day had been {was}; what was left of the time "
            "was carried over: {left}."
        ),
        since=rest.since,
        until=rest.until,
        was=rest.was,
        left=left,
    )


def _override(override: Override, words: Words, by: By) -> str:
    decided = by.get(override.entry)
    if decided is None:
        return words(N_("The last day was moved; before that it was {was}."), was=override.was)
    return words(
        N_("{who} moved the last day on {on}; before that it was {was}. The reason: {why}"),
        who=decided.by,
        on=decided.on,
        was=override.was,
        why=decided.why,
    )
