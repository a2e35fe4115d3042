"""What an OCDS release tells of a contract while it runs: how it was changed, and what is to be done by when."""

from collections.abc import Iterator

from domain.facts import Amendment, Milestone
from exchange.json_values import Node, day, free_text, node, nodes, text


def amendments_of(contract: Node) -> Iterator[Amendment]:
    """One without an id is called by its place: amendments are only ever added to a contract."""
    for number, told in enumerate((*nodes(contract, "amendments"), node(contract, "amendment")), 1):
        if told:
            reasons = (text(each, "id") for each in nodes(told, "rationaleClassifications"))
            yield Amendment(
                id=text(told, "id") or f"#{number}",
                on=day(told, "date"),
                reasons=tuple(dict.fromkeys(each for each in reasons if each and len(each) <= 200))[:50],
                why=free_text(told, "rationale"),
                what=free_text(told, "description") or _fields(told),
                notice=text(told, "amendsReleaseID"),
            )


def _fields(told: Node) -> str | None:
    """OCDS 1.0 tells which fields were changed, and what stood there."""
    changed = (text(each, "property") for each in nodes(told, "changes"))
    return ", ".join(dict.fromkeys(filter(None, changed)))[:8000] or None


def milestones_of(contract: Node) -> Iterator[Milestone]:
    """Of the contract and of its carrying out; the same one told in both is one."""
    both = (*nodes(contract, "milestones"), *nodes(node(contract, "implementation"), "milestones"))
    milestones = (
        Milestone(
            id=text(told, "id"),
            title=free_text(told, "title") or free_text(told, "description"),
            due_on=day(told, "dueDate"),
            met_on=day(told, "dateMet"),
            status=text(told, "status"),
        )
        for told in both
    )
    yield from dict.fromkeys(milestones)
