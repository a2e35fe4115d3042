"""The contracts of an OCDS release; where it has none, the awards that are decided, each a contract to be signed."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from domain.facts import ContractFacts, Lot, Money, Organisation, Source
from exchange.bounds import within_bounds
from exchange.json_values import NOTHING, Node, day, money, node, nodes, text, texts
from exchange.ocds_changes import amendments_of, milestones_of
from exchange.ocds_lots import lots_of
from exchange.ocds_parties import Parties
from exchange.texts import MAX_LINE

_NUTS = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}", re.ASCII)
UNDECIDED, FAILED = {"pending"}, {"unsuccessful", "cancelled"}


class Contracts:
    def __init__(self, release: Node, source: Source) -> None:
        self.release = release
        self.source = source
        self.tender = node(release, "tender")
        self.parties = Parties(release)
        self.buyers = self.parties.buyers()
        self.lots = lots_of(release)
        self.items = list(nodes(self.tender, "items"))
        self.awards = {ref: award for award in nodes(release, "awards") if (ref := text(award, "id"))}
        self.contracts = list(nodes(release, "contracts"))
        self.awards_of = {text(each, "id"): _award_ids(each) for each in self.contracts}
        self.of_award = Counter(award for told in self.awards_of.values() for award in told)

    def read(self) -> Iterator[ContractFacts]:
        """Raises Refusal when one has more parts than a contract can have."""
        for contract, awards in self._pairs():
            reference = text(contract, "id") or text(awards[0], "id")
            with within_bounds(reference):
                yield self._contract(contract, awards)

    def _pairs(self) -> Iterator[tuple[Node, list[Node]]]:
        """Each contract with its awards, and each award that no contract is told of yet: it is to be signed."""
        for contract in self.contracts:
            if text(contract, "status") != "cancelled" and (reference := text(contract, "id")):
                yield (
                    contract,
                    [self.awards[each] for each in self.awards_of[reference] if each in self.awards],
                )
        if all(self.awards_of.values()):  # or it could be any award's
            for reference, award in self.awards.items():
                if reference not in self.of_award and self._is_decided(award):
                    yield NOTHING, [award]

    def _is_decided(self, award: Node) -> bool:
        return text(award, "status") not in UNDECIDED | FAILED and bool(award.get("suppliers"))

    def _contract(self, contract: Node, awards: list[Node]) -> ContractFacts:
        bids = [
            bid for each in texts(contract, "relatedBids") if (bid := self.parties.bids.get(each, NOTHING))
        ]
        lots = self._lots(contract, awards, bids)
        periods = [own] if (own := node(contract, "period")) else [node(a, "contractPeriod") for a in awards]
        starts, ends = (
            [day(each, "startDate") for each in periods],
            [day(each, "endDate") for each in periods],
        )
        return ContractFacts(
            source=self._source(contract, awards),
            contract_number=next(iter(_ids(contract)), ""),
            title=self._title(contract, awards, lots),
            procurement_title=text(self.tender, "title"),
            diarienummer=next(iter(_ids(self.tender, "internal")), ""),
            buyers=self.buyers,
            suppliers=self._suppliers(contract, awards, bids),
            lots=tuple(lots),
            awarded_on=_when_all_tell(max, [day(award, "date") for award in awards]),
            signed_on=day(contract, "dateSigned"),
            starts_on=_when_all_tell(min, starts) or _when_all_tell(min, [lot.starts_on for lot in lots]),
            ends_on=_when_all_tell(max, ends) or _when_all_tell(max, [lot.ends_on for lot in lots]),
            value=self._value(contract, awards, bids),
            cpv=self._cpv(contract, awards, lots),
            nuts=self._nuts(contract, awards, lots),
            social_objectives=tuple(dict.fromkeys(goal for lot in lots for goal in lot.social_objectives)),
            consortia=tuple(filter(None, map(self.parties.consortium, bids))),
            withheld=_each_once(text(each, "field") for each in nodes(self.release, "withheldInformation"))[
                :50
            ],
            languages=_each_once([text(self.release, "language")]),
            amendments=tuple(amendments_of(contract)),
            milestones=tuple(milestones_of(contract)),
        )

    def _source(self, contract: Node, awards: list[Node]) -> Source:
        """An award that the release itself does not hold is known by its id."""
        reference = text(contract, "id")
        told = self.awards_of.get(reference) or [text(award, "id") for award in awards]
        named = {
            "contract_ref": reference,
            "award_ref": next(iter(told), ""),
            "more_awards": tuple(told[1:51]),
        }
        return self.source.model_copy(update=named)

    def _title(self, contract: Node, awards: list[Node], lots: list[Lot]) -> str:
        of_lots = "; ".join(dict.fromkeys(lot.title for lot in lots if lot.title))
        of_awards = "; ".join(dict.fromkeys(filter(None, (text(award, "title") for award in awards))))
        titled = text(contract, "title") or of_awards[:MAX_LINE] or of_lots[:MAX_LINE]
        items = (item for award in awards for item in nodes(award, "items"))
        described = (text(each, "description") for each in (contract, *awards, self.tender, *items))
        return titled or text(self.tender, "title") or next(filter(None, described), "")

    def _lots(self, contract: Node, awards: list[Node], bids: list[Node]) -> list[Lot]:
        """A contract's own, otherwise its tenders', otherwise its awards'."""
        told = (
            texts(contract, "relatedLots")
            or _each_once(lot for bid in bids for lot in texts(bid, "relatedLots"))
            or _each_once(lot for award in awards for lot in texts(award, "relatedLots"))
        )
        return [self.lots[each] for each in told if each in self.lots]

    def _suppliers(self, contract: Node, awards: list[Node], bids: list[Node]) -> tuple[Organisation, ...]:
        """The awards', of which several contracts may each have one: then their tenders tell which."""
        own = self.parties.these(nodes(contract, "suppliers"))
        of_bids = self.parties.these(tenderer for bid in bids for tenderer in nodes(bid, "tenderers"))
        of_awards = (supplier for award in awards for supplier in nodes(award, "suppliers"))
        return own or of_bids or self.parties.these(of_awards)

    def _value(self, contract: Node, awards: list[Node], bids: list[Node]) -> Money | None:
        """An award's is its contract's where it has only one."""
        if told := money(contract, "value"):
            return told
        of_bids = [money(bid, "value") for bid in bids]
        if any(of_bids):
            return _together(of_bids)
        is_whole = all(self.of_award[text(award, "id")] <= 1 for award in awards)
        return _together([money(award, "value") for award in awards]) if is_whole else None

    def _cpv(self, contract: Node, awards: list[Node], lots: list[Lot]) -> tuple[str, ...]:
        items = self._items_of(contract, awards, lots)
        of_items = _each_once(_cpv_of(node(item, "classification")) for item in items)
        return of_items or _each_once([_cpv_of(node(self.tender, "classification"))])

    def _nuts(self, contract: Node, awards: list[Node], lots: list[Lot]) -> tuple[str, ...]:
        told = (place for item in self._items_of(contract, awards, lots) for place in _places(item))
        return _each_once(told) or _each_once(_places(self.tender))

    def _items_of(self, contract: Node, awards: list[Node], lots: list[Lot]) -> list[Node]:
        own = [*nodes(contract, "items"), *(item for award in awards for item in nodes(award, "items"))]
        ids = {lot.id for lot in lots}
        of_lots = [item for item in self.items if not ids or text(item, "relatedLot") in ids]
        return [*own, *(of_lots or self.items)]


def _award_ids(contract: Node) -> tuple[str, ...]:
    """One (`awardID`), or several (`awardIDs`, of the extension for that)."""
    return _each_once((text(contract, "awardID"), *texts(contract, "awardIDs")))


def _together(told: list[Money | None]) -> Money | None:
    """Where each is told, in one currency."""
    known = [amount for amount in told if amount]
    if not known or len(known) < len(told) or len({amount.currency for amount in known}) > 1:
        return None
    return Money(amount=sum(amount.amount for amount in known), currency=known[0].currency)


def _ids(told: Node, scheme: str = "") -> Iterator[str]:
    for identifier in nodes(told, "identifiers"):
        if (found := text(identifier, "id")) and scheme in ("", text(identifier, "scheme")):
            yield found


def _cpv_of(classification: Node) -> str:
    return text(classification, "id") if text(classification, "scheme") == "CPV" else ""


def _places(told: Node) -> Iterator[str]:
    for address in nodes(told, "deliveryAddresses"):
        if _NUTS.fullmatch(region := text(address, "region")):
            yield region


def _each_once(told: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in told if each and len(each) <= 200))


def _when_all_tell(choose: Callable[[list[date]], date], told: list[date | None]) -> date | None:
    known = [each for each in told if each]
    return choose(known) if known and len(known) == len(told) else None
