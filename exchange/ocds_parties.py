"""Who takes part in an OCDS release. Only organisations: no contact point or beneficial owner is read."""

from collections.abc import Iterable

from domain.facts import Consortium, Organisation
from exchange.countries import three_letters
from exchange.json_values import Node, node, nodes, text
from exchange.organisations import organisation


class Parties:
    """By the id that the release's other parts refer to."""

    def __init__(self, release: Node) -> None:
        self.release = release
        self.told = {text(party, "id"): party for party in nodes(release, "parties")}
        self.bids = {text(bid, "id"): bid for bid in nodes(node(release, "bids"), "details")}

    def buyers(self) -> tuple[Organisation, ...]:
        """The buyer that is named, and others with that role; otherwise who carries out the procurement."""
        by_role = [party for party in self.told.values() if "buyer" in _roles(party)]
        told = self.these([node(self.release, "buyer"), *by_role])
        return told or self.these([node(node(self.release, "tender"), "procuringEntity")])

    def these(self, references: Iterable[Node]) -> tuple[Organisation, ...]:
        """A reference may carry the name itself, or all that is known, as in OCDS 1.0."""
        found = (self._organisation(each) for each in references)
        return tuple(dict.fromkeys(each for each in found if each))

    def _organisation(self, reference: Node) -> Organisation | None:
        party = self.told.get(text(reference, "id"), reference)
        identifiers = (node(party, "identifier"), *nodes(party, "additionalIdentifiers"))
        identifier = next((each for each in identifiers if text(each, "id")), {})
        return organisation(
            text(party, "name") or text(reference, "name") or text(identifier, "legalName"),
            text(identifier, "id"),
            _country(party, identifier),
        )

    def consortium(self, bid: Node) -> Consortium | None:
        """Where several tendered together, or named subcontractors."""
        members = self.these(nodes(bid, "tenderers"))
        subcontracts = nodes(node(bid, "subcontracting"), "subcontracts")
        subcontractors = self.these(node(each, "subcontractor") for each in subcontracts)
        if len(members) < 2 and not subcontractors:
            return None
        return Consortium(members=members, subcontractors=subcontractors)


def _roles(party: Node) -> list[object]:
    roles = party.get("roles")
    return roles if isinstance(roles, list) else []


def _country(party: Node, identifier: Node) -> str:
    """A Swedish organisation number's register (SE-ON) tells where no address does."""
    address = node(party, "address")
    told = three_letters(text(address, "country")) or three_letters(text(address, "countryName"))
    return told or ("SWE" if text(identifier, "scheme").startswith("SE-") else "")
