"""The lots of an OCDS release, in the words of eForms (the EU profile's mapping from eForms, read backwards)."""

from collections.abc import Iterator
from typing import Final

from domain.facts import Duration, Lot
from exchange.json_values import Node, day, flag, free_text, node, nodes, text, texts, whole_number

_GOALS: Final = {  # sustainability goal → BT-775; the guidance and the code list spell the third in two ways
    "social.accessibility": "acc-all",
    "social.ethnicEquality": "et-eq",
    "social.genderEquality": "gen-eq",
    "social.humanRightsInSupplyChain": "hum-right",
    "social.humanRightsInSupplyChains": "hum-right",
    "social.disadvantagedEmploymentOpportunities": "opp",
    "social.laborRightsPromotion": "work-cond",
    "social": "other",
}
_STRATEGIC: Final = {  # → BT-06
    "social": "soc-obj",
    "environmental": "env-imp",
    "economic.innovativePurchase": "inn-pur",
}
_RESERVED: Final = {
    "shelteredWorkshop": "res-ws",
    "publicServiceMissionOrganization": "res-pub-ser",
}  # → BT-71
_FRAMEWORK: Final = {  # → BT-765
    "withReopeningCompetition": "fa-w-rc",
    "withoutReopeningCompetition": "fa-wo-rc",
    "withAndWithoutReopeningCompetition": "fa-mix",
}


def lots_of(release: Node) -> dict[str, Lot]:
    return {
        reference: _lot(told, reference)
        for told in nodes(node(release, "tender"), "lots")
        if (reference := text(told, "id")) and len(reference) <= 200
    }


def _lot(told: Node, reference: str) -> Lot:
    goals = tuple(dict.fromkeys(text(each, "goal") for each in nodes(told, "sustainability")))
    terms, period, renewal = (node(told, name) for name in ("contractTerms", "contractPeriod", "renewal"))
    reserved = texts(node(told, "otherRequirements"), "reservedParticipation")
    return Lot(
        id=reference,
        title=text(told, "title"),
        social_objectives=_each_once(_GOALS.get(goal, "other") for goal in goals if _is_social(goal)),
        strategic=_each_once(_STRATEGIC[goal] for goal in goals if goal in _STRATEGIC),
        strategic_text=_all(nodes(told, "sustainability"), "description"),
        performance_terms=free_text(terms, "performanceTerms"),
        reserved_execution={True: "yes", False: "no", None: ""}[flag(terms, "reservedExecution")],
        reserved_participation=tuple(_RESERVED[each] for each in reserved if each in _RESERVED),
        framework=_framework(node(told, "techniques")),
        starts_on=day(period, "startDate"),
        ends_on=day(period, "endDate"),
        duration=_duration(period),
        renewals_max=whole_number(renewal, "maximumRenewals"),
        renewal_text=free_text(renewal, "description"),
        options_text=free_text(node(told, "options"), "description"),
    )


def _is_social(goal: str) -> bool:
    return goal == "social" or goal.startswith("social.")


def _each_once(codes: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))


def _all(told: Iterator[Node], name: str) -> str | None:
    found = dict.fromkeys(filter(None, (free_text(each, name) for each in told)))
    return "\n".join(found)[:8000].strip() or None


def _framework(techniques: Node) -> str:
    if flag(techniques, "hasFrameworkAgreement") is False:
        return "none"
    return _FRAMEWORK.get(text(node(techniques, "frameworkAgreement"), "method"), "")


def _duration(period: Node) -> Duration | None:
    days = whole_number(period, "durationInDays")
    return None if days is None else Duration(number=days, unit="DAY")
