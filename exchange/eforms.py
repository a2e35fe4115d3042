"""Reads an eForms award notice (XML, SDK 1.3-1.15) into what it tells about each concluded contract.

Field ids (BT, OPT) and paths: the eForms SDK's fields.json.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from lxml import etree

from domain.facts import ContractFacts, Lot, Money, Organisation, Source
from domain.refusal import Refusal
from domain.words import N_
from exchange.notice_xml import NAMESPACES, by_id, codes, day, in_swedish_if_told, money, parse, text
from exchange.organisations import organisations_by_id

_AWARD = "{urn:oasis:names:specification:ubl:schema:xsd:ContractAwardNotice-2}ContractAwardNotice"
_EXTENSION = "ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/efext:EformsExtension/"
_PROJECT = "cac:ProcurementProject/"  # of the procedure and, by the same path, of a lot

_PUBLICATION_NUMBER = (  # OPP-010
    _EXTENSION + "efac:Publication/efbc:NoticePublicationID[@schemeName='ojs-notice-id']"
)
_SOCIAL_OBJECTIVE = (  # BT-775
    _PROJECT + "cac:ProcurementAdditionalType/cbc:ProcurementTypeCode[@listName='social-objective']"
)
Found = TypeVar("Found")

_NOT_AN_AWARD = {  # by form type (BT-03)
    "competition": N_("This is a contract notice, not an award notice; import the award."),
    "planning": N_("This is a planning notice, not an award notice; import the award."),
    "dir-awa-pre": N_(
        "This notice announces an intended direct award; import the award when it is published."
    ),
    "cont-modif": N_("This notice changes a contract that was awarded before; import the award."),
}


def read_award(content: bytes) -> list[ContractFacts]:
    """One entry per concluded contract, in the order of the notice; lots without a winner give none.

    Raises Refusal, with what to do instead, for anything else than an award notice.
    """
    root = parse(content)
    _refuse_other_notices(root)
    result = root.find(_EXTENSION + "efac:NoticeResult", NAMESPACES)
    if result is None or result.find("efac:SettledContract", NAMESPACES) is None:
        raise Refusal("no_contract", N_("The notice announces no concluded contract."))
    return _Award(root, result).contracts()


def _refuse_other_notices(root: etree._Element) -> None:
    # The subtype number is no guide: E4 and N29 are awards too.
    notice_type = root.find("cbc:NoticeTypeCode", NAMESPACES)
    if notice_type is None:
        raise Refusal("not_eforms", N_("This file is not an eForms notice."))
    form_type = notice_type.get("listName", "")
    if (root.tag, form_type) != (_AWARD, "result"):
        other = N_("This notice is not an award notice; import the award.")
        raise Refusal("not_an_award", _NOT_AN_AWARD.get(form_type, other))


def _required(node: etree._Element, path: str, field: str) -> str:
    if told := text(node, path):
        return told
    raise Refusal(
        "incomplete", N_("The notice is incomplete: it lacks an identifier ({field})."), field=field
    )


class _Award:
    """One notice, with its tables of what refers to what."""

    def __init__(self, root: etree._Element, result: etree._Element) -> None:
        self.root = root
        self.result = result
        self.settled = result.findall("efac:SettledContract", NAMESPACES)
        self.lot_results = _lot_results_by_contract(result)
        self.tenders = by_id(result.iterfind("efac:LotTender", NAMESPACES))
        self.parties = by_id(result.iterfind("efac:TenderingParty", NAMESPACES))
        self.lots = by_id(root.iterfind("cac:ProcurementProjectLot", NAMESPACES))
        self.organisations = organisations_by_id(root)

    def contracts(self) -> list[ContractFacts]:
        buyers = self._organisations(
            [self.root], "cac:ContractingParty/cac:Party/cac:PartyIdentification/cbc:ID"
        )
        if not buyers:
            raise Refusal("no_buyer", N_("The notice names no buyer."))
        return [self._contract(settled, buyers) for settled in self.settled]

    def _contract(self, settled: etree._Element, buyers: tuple[Organisation, ...]) -> ContractFacts:
        source = self._source(settled)
        results = self.lot_results[source.contract_ref]
        lots = _found(codes(results, "efac:TenderLot/cbc:ID"), self.lots)
        tenders = _found(_tender_ids(settled, results), self.tenders)
        parties = _found(codes(tenders, "efac:TenderingParty/cbc:ID"), self.parties)
        return ContractFacts(
            source=source,
            contract_number=text(settled, "efac:ContractReference/cbc:ID"),  # BT-150
            title=self._contract_title(settled, lots),
            procurement_title=_title(self.root),
            diarienummer=text(self.root, _PROJECT + "cbc:ID"),  # BT-22
            buyers=buyers,
            suppliers=self._organisations(parties, "efac:Tenderer/cbc:ID"),
            lots=tuple(Lot(id=text(lot, "cbc:ID"), title=_title(lot)) for lot in lots),
            awarded_on=day(settled, "cbc:AwardDate"),  # BT-1451
            signed_on=day(settled, "cbc:IssueDate"),  # BT-145
            starts_on=_when_all_tell(min, lots, "cbc:StartDate"),  # BT-536
            ends_on=_when_all_tell(max, lots, "cbc:EndDate"),  # BT-537
            value=self._value(tenders),
            cpv=self._codes(lots, "cac:MainCommodityClassification/cbc:ItemClassificationCode"),  # BT-262
            nuts=self._codes(lots, "cac:RealizedLocation/cac:Address/cbc:CountrySubentityCode"),  # BT-5071
            social_objectives=codes(lots, _SOCIAL_OBJECTIVE),
        )

    def _source(self, settled: etree._Element) -> Source:
        return Source(
            kind="eforms",
            notice_id=_required(self.root, "cbc:ID", "BT-701"),
            notice_version=text(self.root, "cbc:VersionID"),
            publication_number=text(self.root, _PUBLICATION_NUMBER),
            procedure_id=_required(self.root, "cbc:ContractFolderID", "BT-04"),
            contract_ref=_required(settled, "cbc:ID", "OPT-316"),
        )

    def _organisations(self, nodes: list[etree._Element], path: str) -> tuple[Organisation, ...]:
        return tuple(dict.fromkeys(_found(codes(nodes, path), self.organisations)))

    def _contract_title(self, settled: etree._Element, lots: list[etree._Element]) -> str:
        of_lots = "; ".join(dict.fromkeys(filter(None, map(_title, lots))))
        return in_swedish_if_told(settled, "cbc:Title") or of_lots[:500] or _title(self.root)  # BT-721

    def _codes(self, lots: list[etree._Element], path: str) -> tuple[str, ...]:
        return codes(lots, _PROJECT + path) or codes([self.root], _PROJECT + path)

    def _value(self, tenders: list[etree._Element]) -> Money | None:
        """The sum of its tenders (BT-720). The notice's total (BT-161) is that of its only contract."""
        told = [
            money(tender, "cac:LegalMonetaryTotal/cbc:PayableAmount", "win-ten-val") for tender in tenders
        ]
        amounts = [amount for amount in told if amount]
        if not amounts and len(self.settled) == 1:
            return money(self.result, "cbc:TotalAmount", "not-val")
        currencies = {amount.currency for amount in amounts}
        if len(amounts) < len(told) or len(currencies) != 1:
            return None
        return Money(amount=sum(amount.amount for amount in amounts), currency=currencies.pop())


def _lot_results_by_contract(result: etree._Element) -> defaultdict[str, list[etree._Element]]:
    table = defaultdict(list)
    for lot_result in result.iterfind("efac:LotResult", NAMESPACES):
        for reference in codes([lot_result], "efac:SettledContract/cbc:ID"):
            table[reference].append(lot_result)
    return table


def _tender_ids(settled: etree._Element, lot_results: list[etree._Element]) -> tuple[str, ...]:
    """Where a contract names no tender, its lot's result does, if that has one contract and one tender.

    A lot's result names losing tenders too: of several, which one won is not told.
    """
    return codes([settled], "efac:LotTender/cbc:ID") or codes(
        [result for result in lot_results if _has_one_contract_and_one_tender(result)],
        "efac:LotTender/cbc:ID",
    )


def _has_one_contract_and_one_tender(lot_result: etree._Element) -> bool:
    return all(
        len(lot_result.findall(name, NAMESPACES)) == 1 for name in ("efac:SettledContract", "efac:LotTender")
    )


def _found(ids: Iterable[str], table: dict[str, Found]) -> list[Found]:
    return [table[reference] for reference in ids if reference in table]


def _title(node: etree._Element) -> str:
    return in_swedish_if_told(node, _PROJECT + "cbc:Name")  # BT-21


def _when_all_tell(
    choose: Callable[[list[date]], date], lots: list[etree._Element], name: str
) -> date | None:
    """The first start or the last end of several lots is known only when each tells its own."""
    told = [told for lot in lots if (told := day(lot, _PROJECT + "cac:PlannedPeriod/" + name))]
    return choose(told) if told and len(told) == len(lots) else None
