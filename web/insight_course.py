"""How contracts went on: how far, how long each phase took, and where it gets stuck. Contracts, not people."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from domain.process import STEPS
from domain.small_numbers import is_small
from domain.vocabulary import Clause, Phase
from domain.words import N_
from language.words import Words
from projections.insight import Year
from projections.reading import Row
from web.insight_promises import FEW
from web.insight_table import Cell, Line, Table, keys, per_cent

REACHED = (("solid", N_("came so far")), ("to-come", N_("did not, or not yet")))
DAYS = (("solid", N_("half took at most")), ("to-come", N_("nine in ten took at most")))
NOTHING = {"number": 0, "longest": 0, "days": (0, 0), "in_time": 0, "late": 0, "not_done": 0}


def clause_table(contracts: Sequence[Row], words: Words) -> Table:
    signed = {row["clause"]: row["signed"] for row in contracts}
    total = sum(signed.values())
    names = {**{each.value: words.name(each) for each in Clause}, "": words(N_("not decided yet"))}
    lines = [
        Line(
            name,
            (signed[clause], f"{round(per_cent(signed[clause], total))} %"),
            (per_cent(signed[clause], total),),
        )
        for clause, name in names.items()
        if clause in signed
    ]
    columns = [words(N_("Contracts")), words(N_("Share"))]
    all_ = Line(words(N_("All")), (total, "100 %"))
    return Table(
        "clauses", words(N_("Clauses in contracts signed")), words(N_("Clause")), columns, lines, all_
    )


def narrowing(contracts: Mapping[str, int], words: Words, *, few: bool) -> Table:
    """`few`: how many people it is about is not told, so nor is of how few contracts."""
    held, signed = contracts["held"], contracts["signed"]
    stages = (
        (N_("signed"), signed, ""),
        (N_("dialogue held"), held, _aside(N_("{number} without a dialogue yet"), signed - held, words)),
        (
            N_("something promised"),
            contracts["promised"],
            _aside(N_("{number} with nothing possible"), contracts["nothing_possible"], words),
        ),
        (N_("something came about"), contracts["came_about"], ""),
        (N_("followed up and closed"), contracts["closed"], ""),
    )
    before = [signed, *(number for _, number, _ in stages)]
    lines = [
        _stage(words(name), number, max(earlier - number, 0), aside, signed)
        for earlier, (name, number, aside) in zip(before, stages, strict=False)
    ]
    if few and is_small(contracts["came_about"]):
        lines[3:] = [Line(lines[3].name, (FEW, "")), Line(lines[4].name, lines[4].cells)]
    columns = [words(N_("Contracts")), words(N_("Branched off"))]
    return Table(
        "how-far",
        words(N_("How far the contracts came")),
        words(N_("How far")),
        columns,
        lines,
        key=keys(REACHED, words),
    )


def _stage(name: str, number: int, gone: int, aside: str, signed: int) -> Line:
    return Line(name, (number, aside), (per_cent(number, signed), per_cent(gone, signed)))


def _aside(text: str, number: int, words: Words) -> str:
    return words(text, number=number) if number > 0 else ""


def phase_table(told: Year, words: Words) -> Table:
    ended, now = _by_name(told.ended, "phase"), _by_name(told.goes_on, "phase")
    phases = [each for each in Phase if each is not Phase.CLOSED and (each in ended or each in now)]
    longest = max((row["days"][1] for row in ended.values()), default=0)
    lines = [
        Line(
            words.name(each),
            (
                ended.get(each, NOTHING)["number"],
                *_days(ended.get(each)),
                now.get(each, NOTHING)["number"],
            ),
            _drawn(ended.get(each), longest),
        )
        for each in phases
    ]
    columns = [N_("Passed it"), N_("Half took at most, days"), N_("Nine in ten, days"), N_("In it now")]
    heading = words(N_("Through the phases"))
    return Table(
        "phases", heading, words(N_("Phase")), [words(each) for each in columns], lines, key=keys(DAYS, words)
    )


def step_table(told: Year, words: Words) -> Table:
    """The step that took longest first."""
    ended, now = _by_name(told.ended, "step"), _by_name(told.goes_on, "step")
    last_days = {row["step"]: row for row in told.last_days}
    longest = max((row["days"][1] for row in ended.values()), default=0)
    steps = [each for each in STEPS if each in ended or each in now or each in last_days]
    steps.sort(key=lambda each: (-ended.get(each, NOTHING)["days"][0], -now.get(each, NOTHING)["longest"]))
    lines = [
        Line(
            words.name(each),
            (
                ended.get(each, NOTHING)["number"],
                *_days(ended.get(each)),
                _missed(last_days.get(each, NOTHING), words),
                now.get(each, NOTHING)["number"],
                now[each]["longest"] if each in now else "–",
            ),
            _drawn(ended.get(each), longest),
        )
        for each in steps
    ]
    columns = [
        N_("Done"), N_("Half took at most, days"), N_("Nine in ten, days"), N_("Last days missed"), N_("Open now"),
        N_("Open longest, days"),
    ]  # fmt: skip
    heading = words(N_("Where it gets stuck"))
    return Table(
        "steps", heading, words(N_("Step")), [words(each) for each in columns], lines, key=keys(DAYS, words)
    )


def open_longest(told: Year, today: date, words: Words) -> Table:
    lines = [
        Line(
            row["number"],
            (words.name(row["step"]), (today - row["began_on"]).days),
            link=f"/avtal/{row['contract_id']}",
        )
        for row in told.open_longest
    ]
    columns = [words(N_("Step")), words(N_("Days"))]
    note = words(N_("Contracts with a secrecy mark are not named here."))
    return Table("longest", words(N_("Open the longest")), words(N_("Contract")), columns, lines, note=note)


def _by_name(rows: Sequence[Row], kind: str) -> dict[str, Row]:
    return {row["name"]: row for row in rows if row["kind"] == kind}


def _days(row: Row | None) -> tuple[Cell, Cell]:
    return (row["days"][0], row["days"][1]) if row else ("–", "–")


def _drawn(row: Row | None, longest: int) -> Sequence[float]:
    if row is None or not longest:
        return ()
    half, nine = row["days"]
    return per_cent(half, longest), per_cent(nine - half, longest)


def _missed(row: Mapping[str, Any], words: Words) -> str:
    missed = row["late"] + row["not_done"]
    ended = missed + row["in_time"]
    return words(N_("{number} of {all}"), number=missed, all=ended) if ended else "–"
