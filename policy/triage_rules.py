"""Faults of the rules that answer whether a contract carries a clause: one that asks for nothing answers for all."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.words import N_
from policy.fault import Fault
from policy.places import EACH, at

CONDITIONS = ("buyer_unit", "cpv", "text", "value_from", "value_below")


def faults_of_triage(table: Mapping[str, Any]) -> Iterator[Fault]:
    seen = set()
    for place, rule in at(table, "triage", EACH):
        if not isinstance(rule, dict):
            continue
        if not any(rule.get(name) not in (None, []) for name in CONDITIONS):
            what = N_("the rule asks for nothing, so it answers for every contract.")
            yield Fault(place, what, N_("Add one of: {known}."), {"known": ", ".join(CONDITIONS)})
        if (name := rule.get("name")) in seen:
            yield Fault(
                (*place, "name"),
                N_("two rules are called {word}."),
                N_("Give each a name of its own."),
                {"word": name},
            )
        seen.add(name)
        least, most = rule.get("value_from"), rule.get("value_below")
        if isinstance(least, int | float) and isinstance(most, int | float) and least >= most:
            yield Fault(
                (*place, "value_below"), N_("no value is that."), N_("Write more than value_from."), {}
            )
