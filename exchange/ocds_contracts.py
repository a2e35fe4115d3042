"""The contracts of an OCDS release; where it has none, the awards that are decided, each a contract to be signed."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from domain.facts import Amendment, ContractFacts, Lot, Milestone, Money, Organisation, Source
from exchange.bounds import within_bounds
from exchange.json_values import NOTHING, Node, day, free_text, money, node, nodes, text, texts
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
        self.of_award = Counter(text(contract, "awardID") for contract in self.contracts)

    def read(self) -> Iterator[ContractFacts]:
        """Raises Refusal when one has more parts than a contract can have."""
        for contract, award in self._pairs():
            reference = text(contract, "id") or text(award, "id")
            with within_bounds(reference):
                yield self._contract(contract, award)

    def _pairs(self) -> Iterator[tuple[Node, Node]]:
        for contract in self.contracts:
            if text(contract, "status") != "cancelled" and text(contract, "id"):
                yield contract, self.awards.get(text(contract, "awardID"), NOTHING)
        if not self.contracts:
            for award in self.awards.values():
                if text(award, "status") not in UNDECIDED | FAILED and award.get("suppliers"):
                    yield NOTHING, award

    def _contract(self, contract: Node, award: Node) -> ContractFacts:
        bids = [
            bid for each in texts(contract, "relatedBids") if (bid := self.parties.bids.get(each, NOTHING))
        ]
        lots = self._lots(contract, award, bids)
        period = node(contract, "period") or node(award, "contractPeriod")
        return ContractFacts(
            source=self._source(contract, award),
            contract_number=next(iter(_ids(contract)), ""),
            title=self._title(contract, award, lots),
            procurement_title=text(self.tender, "title"),
            diarienummer=next(iter(_ids(self.tender, "internal")), ""),
            buyers=self.buyers,
            suppliers=self._suppliers(contract, award, bids),
            lots=tuple(lots),
            awarded_on=day(award, "date"),
            signed_on=day(contract, "dateSigned"),
            starts_on=day(period, "startDate") or _when_all_tell(min, [lot.starts_on for lot in lots]),
            ends_on=day(period, "endDate") or _when_all_tell(max, [lot.ends_on for lot in lots]),
            value=self._value(contract, award, bids),
            cpv=self._cpv(contract, award, lots),
            nuts=self._nuts(contract, award, lots),
            social_objectives=tuple(dict.fromkeys(goal for lot in lots for goal in lot.social_objectives)),
            consortia=tuple(filter(None, map(self.parties.consortium, bids))),
            withheld=_each_once(text(each, "field") for each in nodes(self.release, "withheldInformation"))[
                :50
            ],
            languages=_each_once([text(self.release, "language")]),
            amendments=tuple(_amendments(contract)),
            milestones=tuple(_milestones(contract)),
        )

    def _source(self, contract: Node, award: Node) -> Source:
        references = {"contract_ref": text(contract, "id"), "award_ref": text(award, "id")}
        return self.source.model_copy(update=references)

    def _title(self, contract: Node, award: Node, lots: list[Lot]) -> str:
        of_lots = "; ".join(dict.fromkeys(lot.title for lot in lots if lot.title))
        titled = text(contract, "title") or text(award, "title") or of_lots[:MAX_LINE]
        told = (contract, award, self.tender, *nodes(award, "items"))
        described = (text(each, "description") for each in told)
        return titled or text(self.tender, "title") or next(filter(None, described), "")

    def _lots(self, contract: Node, award: Node, bids: list[Node]) -> list[Lot]:
        """A contract's own, otherwise its tenders', otherwise its award's."""
        told = (
            texts(contract, "relatedLots")
            or _each_once(lot for bid in bids for lot in texts(bid, "relatedLots"))
            or texts(award, "relatedLots")
        )
        return [self.lots[each] for each in told if each in self.lots]

    def _suppliers(self, contract: Node, award: Node, bids: list[Node]) -> tuple[Organisation, ...]:
        """The award's, of which several contracts may each have one: then their tenders tell which."""
        own = self.parties.these(nodes(contract, "suppliers"))
        of_bids = self.parties.these(tenderer for bid in bids for tenderer in nodes(bid, "tenderers"))
        return own or of_bids or self.parties.these(nodes(award, "suppliers"))

    def _value(self, contract: Node, award: Node, bids: list[Node]) -> Money | None:
        if told := money(contract, "value"):
            return told
        amounts = [money(bid, "value") for bid in bids]
        known = [amount for amount in amounts if amount]
        if known and len(known) == len(amounts) and len({amount.currency for amount in known}) == 1:
            return Money(amount=sum(amount.amount for amount in known), currency=known[0].currency)
        is_whole = self.of_award[text(award, "id")] <= 1 and not known
        return money(award, "value") if is_whole else None

    def _cpv(self, contract: Node, award: Node, lots: list[Lot]) -> tuple[str, ...]:
        items = self._items_of(contract, award, lots)
        of_items = _each_once(_cpv_of(node(item, "classification")) for item in items)
        return of_items or _each_once([_cpv_of(node(self.tender, "classification"))])

    def _nuts(self, contract: Node, award: Node, lots: list[Lot]) -> tuple[str, ...]:
        told = (place for item in self._items_of(contract, award, lots) for place in _places(item))
        return _each_once(told) or _each_once(_places(self.tender))

    def _items_of(self, contract: Node, award: Node, lots: list[Lot]) -> list[Node]:
        own = [*nodes(contract, "items"), *nodes(award, "items")]
        ids = {lot.id for lot in lots}
        of_lots = [item for item in self.items if not ids or text(item, "relatedLot") in ids]
        return [*own, *(of_lots or self.items)]


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


def _amendments(contract: Node) -> Iterator[Amendment]:
    """One without an id is called by its place: amendments are only ever added to a contract."""
    for number, told in enumerate((*nodes(contract, "amendments"), node(contract, "amendment")), 1):
        if told:
            reasons = (text(each, "id") for each in nodes(told, "rationaleClassifications"))
            yield Amendment(
                id=text(told, "id") or f"#{number}",
                on=day(told, "date"),
                reasons=_each_once(reasons)[:50],
                why=free_text(told, "rationale"),
                what=free_text(told, "description"),
                notice=text(told, "amendsReleaseID"),
            )


def _milestones(contract: Node) -> Iterator[Milestone]:
    for told in (*nodes(contract, "milestones"), *nodes(node(contract, "implementation"), "milestones")):
        yield Milestone(
            id=text(told, "id"),
            title=free_text(told, "title"),
            due_on=day(told, "dueDate"),
            met_on=day(told, "dateMet"),
            status=text(told, "status"),
        )
