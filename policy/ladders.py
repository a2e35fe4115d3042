"""Faults of the ladders: rungs out of order, repeats into the next rung, a text or a deputy that is not there."""

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any

from domain.policy import ITS_DEPUTY
from domain.words import N_
from policy.fault import Fault, unknown
from policy.lines import Place
from policy.places import EACH, at, words_at


def faults_of_ladders(table: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _order(table)
    yield from _windows(table)
    yield from _texts(table)
    yield from _deputies(table)


def _order(table: Mapping[str, Any]) -> Iterator[Fault]:
    for place, ladder in at(table, "steps", EACH, "ladder"):
        highest = 0
        for rung, told in at(ladder, EACH, place=place):
            days = told.get("working_days_after") if isinstance(told, dict) else None
            if not isinstance(days, int):
                continue
            if days <= highest:
                what = N_(
                    "the rungs of a ladder lie at least one working day apart, in order, repeats included."
                )
                at_days = (*rung, "working_days_after")
                yield Fault(at_days, what, N_("Write at least {least}."), {"least": highest + 1})
            highest = max(highest, days + _lasts(told.get("repeat")))


def _lasts(repeat: Any) -> int:
    """Working days from the first time to the last."""
    told = repeat if isinstance(repeat, dict) else {}
    every, at_most = told.get("every"), told.get("at_most")
    return every * (at_most - 1) if isinstance(every, int) and isinstance(at_most, int) else 0


def _windows(table: Mapping[str, Any]) -> Iterator[Fault]:
    opens, closes = table.get("office_opens"), table.get("office_closes")
    for place, window in at(table, "steps", EACH, "window"):
        told = window if isinstance(window, dict) else {}
        first, last = told.get("opens"), told.get("closes")
        if isinstance(first, time) and isinstance(last, time):
            yield from _window(place, (first, last), (opens, closes))


def _window(place: Place, window: tuple[time, time], office: tuple[Any, Any]) -> Iterator[Fault]:
    (first, last), (opens, closes) = window, office
    if first >= last:
        yield Fault((*place, "closes"), N_("the window closes before it opens."), N_("Write a later closes."))
    elif isinstance(opens, time) and isinstance(closes, time) and (first < opens or last > closes):
        yield Fault(
            place,
            N_("the window is wider than the office's hours."),
            N_("Keep it between {opens} and {closes}."),
            {"opens": opens.isoformat("minutes"), "closes": closes.isoformat("minutes")},
        )


def _texts(table: Mapping[str, Any]) -> Iterator[Fault]:
    written = [str(place[-1]) for place, _ in at(table, "texts", EACH)]
    for place, name in words_at(table, "steps", EACH, "ladder", EACH, "text"):
        if name not in written:
            what, remedy = N_("there is no text {word}."), N_("Add [texts.{word}].")
            yield (
                unknown(place, what, name, written) if written else Fault(place, what, remedy, {"word": name})
            )


def _deputies(table: Mapping[str, Any]) -> Iterator[Fault]:
    people = [name for _, name in words_at(table, "people", EACH, "id")]
    having = set()
    for place, name in words_at(table, "departments", EACH, "deputy"):
        having |= {name for _, name in words_at(_around(table, place), "id")}
        if name not in people:
            yield unknown(place, N_("there is nobody with the id {word}."), name, people)
    for place, word in words_at(table, "steps", EACH, "ladder", EACH, "to", EACH):
        department = table["steps"][place[1]].get("department")
        if word == ITS_DEPUTY and department not in having:
            yield Fault(
                place,
                N_("the department {department} has no deputy to tell."),
                N_("Give it one: deputy = the id of a person."),
                {"department": department},
            )


def _around(table: Mapping[str, Any], place: Place) -> Mapping[str, Any]:
    """What stands around the last part of a place."""
    around: Any = table
    for part in place[:-1]:
        around = around[part]
    return around  # type: ignore[no-any-return]
