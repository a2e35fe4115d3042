"""The concluded contracts of an eForms notice: who won which lots, and what is told about it.

Field ids (BT, OPT) and paths: the eForms SDK's fields.json.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import NamedTuple, TypeVar

from lxml import etree

from domain.facts import Amendment, Consortium, ContractFacts, Money, Organisation, Source
from exchange.amendments import AmendmentOf
from exchange.bounds import MAX_CONTRACTS, beyond_bounds, within_bounds
from exchange.eforms_lots import CPV, NUTS, PROJECT, TITLE, LotTold
from exchange.notice_xml import NAMESPACES, by_id, codes, day, flag, in_swedish_if_told, money, required, text

_PRIVACY = "efac:FieldsPrivacy/efbc:FieldIdentifierCode"  # BT-195
Found = TypeVar("Found")


class _Tender(NamedTuple):
    value: Money | None
    parties: tuple[str, ...]
    withheld: tuple[str, ...]


class _Party(NamedTuple):
    members: tuple[Organisation, ...]
    consortium: Consortium | None


class _LotResult(NamedTuple):
    """`tender`: of a result with one contract and one tender, that tender: which of several won is not told."""

    lots: tuple[str, ...]
    tender: tuple[str, ...]
    withheld: tuple[str, ...]


class Contracts:
    """A notice's result, with its tables of what refers to what: each part is read once, however many contracts
    it belongs to."""

    def __init__(
        self,
        root: etree._Element,
        result: etree._Element,
        lots: dict[str, LotTold],
        organisations: dict[str, Organisation],
    ) -> None:
        self.root = root
        self.result = result
        self.lots = lots
        self.organisations = organisations
        self.settled = result.findall("efac:SettledContract", NAMESPACES)
        self.lot_results = _lot_results_by_contract(result)
        self.tenders = {
            reference: _tender(element)
            for reference, element in by_id(result.iterfind("efac:LotTender", NAMESPACES)).items()
        }
        self.parties = {
            reference: self._party(element)
            for reference, element in by_id(result.iterfind("efac:TenderingParty", NAMESPACES)).items()
        }

    def read(
        self, source: Source, buyers: tuple[Organisation, ...], amendments: list[AmendmentOf]
    ) -> Iterator[ContractFacts]:
        """Raises Refusal when a contract has no id, or more parts than one can have."""
        if len(self.settled) > MAX_CONTRACTS:
            raise beyond_bounds(source.notice_id, "contracts")
        for settled in self.settled:
            reference = required(settled, "cbc:ID", "OPT-316")
            of_it = source.model_copy(update={"contract_ref": reference})
            with within_bounds(reference):
                yield self._contract(settled, of_it, buyers, amendments)

    def _contract(
        self,
        settled: etree._Element,
        source: Source,
        buyers: tuple[Organisation, ...],
        amendments: list[AmendmentOf],
    ) -> ContractFacts:
        results = self.lot_results[source.contract_ref]
        lots = _found(_each_once(result.lots for result in results), self.lots)
        named = codes([settled], "efac:LotTender/cbc:ID")
        tenders = _found(named or _each_once(result.tender for result in results), self.tenders)
        parties = _found(_each_once(tender.parties for tender in tenders), self.parties)
        number = text(settled, "efac:ContractReference/cbc:ID")  # BT-150
        return ContractFacts(
            source=source,
            contract_number=number,
            title=self._title(settled, lots),
            procurement_title=in_swedish_if_told(self.root, TITLE),
            diarienummer=text(self.root, PROJECT + "cbc:ID"),  # BT-22
            buyers=buyers,
            suppliers=tuple(dict.fromkeys(member for party in parties for member in party.members)),
            lots=tuple(told.lot for told in lots),
            awarded_on=day(settled, "cbc:AwardDate"),  # BT-1451
            signed_on=day(settled, "cbc:IssueDate"),  # BT-145
            starts_on=_when_all_tell(min, [told.lot.starts_on for told in lots]),
            ends_on=_when_all_tell(max, [told.lot.ends_on for told in lots]),
            value=self._value(tenders),
            cpv=_each_once(told.cpv for told in lots) or self._cpv,
            nuts=_each_once(told.nuts for told in lots) or self._nuts,
            social_objectives=_each_once(told.lot.social_objectives for told in lots),
            consortia=tuple(party.consortium for party in parties if party.consortium),
            framework=flag(settled, "efbc:ContractFrameworkIndicator"),  # BT-768
            withheld=self._withheld(settled, results, tenders),
            languages=self._languages,
            amendments=self._amendments(amendments, source.contract_ref, number),
        )

    def _title(self, settled: etree._Element, lots: list[LotTold]) -> str:
        """A notice without any title, as when all of them are masked, is called by its contract's own reference."""
        of_lots = "; ".join(dict.fromkeys(told.lot.title for told in lots if told.lot.title))
        return (
            in_swedish_if_told(settled, "cbc:Title")  # BT-721
            or of_lots[:500]
            or in_swedish_if_told(self.root, TITLE)
        )

    def _organisations(self, nodes: list[etree._Element], path: str) -> tuple[Organisation, ...]:
        return tuple(dict.fromkeys(_found(codes(nodes, path), self.organisations)))

    def _party(self, party: etree._Element) -> _Party:
        members = self._organisations([party], "efac:Tenderer/cbc:ID")
        subcontractors = self._organisations([party], "efac:SubContractor/cbc:ID")
        if len(members) < 2 and not subcontractors:
            return _Party(members, None)
        tenderers = party.findall("efac:Tenderer", NAMESPACES)
        leads = [t for t in tenderers if flag(t, "efbc:GroupLeadIndicator")]  # OPT-170
        with within_bounds(text(party, "cbc:ID")):
            consortium = Consortium(
                name=in_swedish_if_told(party, "cbc:Name"),  # OPT-211
                members=members,
                leader=next(iter(self._organisations(leads, "cbc:ID")), None),
                subcontractors=subcontractors,
            )
        return _Party(members, consortium)

    def _value(self, tenders: list[_Tender]) -> Money | None:
        """The sum of its tenders (BT-720). The notice's total (BT-161) is that of its only contract."""
        amounts = [tender.value for tender in tenders if tender.value]
        if not amounts and len(self.settled) == 1:
            return money(self.result, "cbc:TotalAmount", "not-val")
        currencies = {amount.currency for amount in amounts}
        if len(amounts) < len(tenders) or len(currencies) != 1:
            return None
        return Money(amount=sum(amount.amount for amount in amounts), currency=currencies.pop())

    def _withheld(
        self, settled: etree._Element, results: list[_LotResult], tenders: list[_Tender]
    ) -> tuple[str, ...]:
        own = (codes([self.result], _PRIVACY), codes([settled], ".//" + _PRIVACY))
        of_parts = (*(result.withheld for result in results), *(tender.withheld for tender in tenders))
        return _each_once((*own, *of_parts))

    def _amendments(
        self, amendments: list[AmendmentOf], reference: str, number: str
    ) -> tuple[Amendment, ...]:
        return tuple(it.amendment for it in amendments if it.concerns(reference, number, self._named))

    @cached_property
    def _named(self) -> set[str]:
        """What an amendment can call a contract of this notice by."""
        return {*codes(self.settled, "cbc:ID"), *codes(self.settled, "efac:ContractReference/cbc:ID")}

    @cached_property
    def _cpv(self) -> tuple[str, ...]:
        return codes([self.root], CPV)

    @cached_property
    def _nuts(self) -> tuple[str, ...]:
        return codes([self.root], NUTS)

    @cached_property
    def _languages(self) -> tuple[str, ...]:
        paths = ("cbc:NoticeLanguageCode", "cac:AdditionalNoticeLanguage/cbc:ID")  # BT-702
        return tuple(dict.fromkeys(code for path in paths for code in codes([self.root], path)))


def _tender(tender: etree._Element) -> _Tender:
    return _Tender(
        money(tender, "cac:LegalMonetaryTotal/cbc:PayableAmount", "win-ten-val"),
        codes([tender], "efac:TenderingParty/cbc:ID"),
        codes([tender], ".//" + _PRIVACY),
    )


def _lot_results_by_contract(result: etree._Element) -> defaultdict[str, list[_LotResult]]:
    table = defaultdict(list)
    for element in result.iterfind("efac:LotResult", NAMESPACES):
        contracts = codes([element], "efac:SettledContract/cbc:ID")
        read = _lot_result(element)
        for reference in contracts:
            table[reference].append(read)
    return table


def _lot_result(element: etree._Element) -> _LotResult:
    """A lot's result names losing tenders too."""
    parts = ("efac:SettledContract", "efac:LotTender")
    is_plain = all(len(element.findall(part, NAMESPACES)) == 1 for part in parts)
    return _LotResult(
        codes([element], "efac:TenderLot/cbc:ID"),
        codes([element], "efac:LotTender/cbc:ID") if is_plain else (),
        codes([element], ".//" + _PRIVACY),
    )


def _found(ids: Iterable[str], table: dict[str, Found]) -> list[Found]:
    return [table[reference] for reference in ids if reference in table]


def _each_once(codes_of: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for codes in codes_of for code in codes))


def _when_all_tell(choose: Callable[[list[date]], date], told: list[date | None]) -> date | None:
    """The first start or the last end of several lots is known only when each tells its own."""
    known = [day for day in told if day]
    return choose(known) if known and len(known) == len(told) else None
