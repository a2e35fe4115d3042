"""Reads an eForms notice of any kind (XML, any SDK version) into what it tells.

Field ids (BT, OPT) and paths: the eForms SDK's fields.json.
"""

from collections.abc import Iterator
from functools import cached_property

from lxml import etree

from domain.facts import ContractFacts, Organisation, Source
from domain.public_notice import NoticeKind, PublicNotice, Remark
from domain.refusal import Refusal
from domain.words import N_
from exchange.amendments import amendments_of
from exchange.bounds import within_bounds
from exchange.eforms_contracts import Contracts
from exchange.eforms_kinds import kind_of
from exchange.eforms_lots import TITLE, lots_of
from exchange.notice_xml import (
    EXTENSION,
    NAMESPACES,
    codes,
    day,
    in_swedish_if_told,
    names_a_person,
    parse,
    required,
    text,
)
from exchange.organisations import organisations_by_id

_PUBLICATION_NUMBER = (  # OPP-010
    EXTENSION + "efac:Publication/efbc:NoticePublicationID[@schemeName='ojs-notice-id']"
)
_BUYER = "cac:ContractingParty/cac:Party/cac:PartyIdentification/cbc:ID"  # OPT-300
_CHANGED = EXTENSION + "efac:Changes/efbc:ChangedNoticeIdentifier"  # BT-758
_CHANGE_REASON = EXTENSION + "efac:Changes/efac:ChangeReason/cbc:ReasonCode"  # BT-140

OF_THE_CONVERTER = ("f252f386-55ac-4fa8-9be4-9f950b9904c8", "aff2863e-b4cc-4e91-baba-b3b85f709117")
_WITHDRAWN = N_(
    "This notice withdraws one that was published before. Strike off what was registered from it."
)
_NO_CONTRACT_AT_ALL = N_("The notice announces no concluded contract.")
_NO_CONTRACT: dict[
    tuple[str, ...], str
] = {  # by whether a winner was chosen (BT-142), when that is the same for all lots
    ("clos-nw",): N_("The notice announces no concluded contract: no winner was chosen."),
    ("open-nw",): N_("The notice announces no concluded contract: the winner is not chosen yet."),
}
_PERSONAL_NUMBER = N_("A text that holds a personal identity number was left out.")


def read_eforms(content: bytes) -> PublicNotice:
    """One entry in `contracts` per concluded contract, in the order of the notice.

    Raises Refusal for what is no eForms notice, or lacks what no contract can be without.
    """
    root = parse(content)
    kind, unfit = kind_of(root)
    if kind is NoticeKind.OTHER:
        return PublicNotice(kind, _source(root), title=in_swedish_if_told(root, TITLE), unfit=unfit)
    with within_bounds(text(root, "cbc:ID")):
        return _Notice(root, kind).read()


class _Notice:
    def __init__(self, root: etree._Element, kind: NoticeKind) -> None:
        self.root = root
        self.kind = kind
        required(root, "cbc:ID", "BT-701")
        required(root, "cbc:ContractFolderID", "BT-04")
        self.source = _source(root)
        self.organisations = organisations_by_id(root)
        self.lots = lots_of(root)
        self.result = root.find(EXTENSION + "efac:NoticeResult", NAMESPACES)
        notice = f"{self.source.notice_id}-{self.source.notice_version}"
        self.amendments = amendments_of(root, notice)

    def read(self) -> PublicNotice:
        contracts = tuple(self._contracts())
        reasons = codes([self.root], _CHANGE_REASON)
        return PublicNotice(
            kind=self.kind,
            source=self.source,
            title=in_swedish_if_told(self.root, TITLE),
            buyers=self._buyers,
            lots=tuple(told.lot for told in self.lots.values()),
            contracts=contracts,
            earlier=self._earlier(),
            change_reasons=reasons,
            warnings=tuple(self._warnings(contracts)),
            unfit=self._unfit(contracts, reasons),
        )

    def _contracts(self) -> Iterator[ContractFacts]:
        if self.result is None or self.kind is NoticeKind.COMPETITION:
            return
        read = Contracts(self.root, self.result, self.lots, self.organisations)
        if read.settled and not self._buyers:
            raise Refusal("no_buyer", N_("The notice names no buyer. Register its contracts by hand."))
        yield from read.read(self.source, self._buyers, self.amendments)

    @cached_property
    def _buyers(self) -> tuple[Organisation, ...]:
        references = codes([self.root], _BUYER)
        found = (self.organisations[each] for each in references if each in self.organisations)
        return tuple(dict.fromkeys(found))

    def _earlier(self) -> tuple[str, ...]:
        modified = (it.amendment.notice for it in self.amendments)
        return tuple(dict.fromkeys(filter(None, (*codes([self.root], _CHANGED), *modified))))

    def _unfit(self, contracts: tuple[ContractFacts, ...], reasons: tuple[str, ...]) -> Remark | None:
        if "cancel" in reasons:
            return Remark("withdrawn", _WITHDRAWN)
        if contracts or self.kind in (NoticeKind.COMPETITION, NoticeKind.INTENTION):
            return None
        chosen = codes([self.root], EXTENSION + "efac:NoticeResult/efac:LotResult/cbc:TenderResultCode")
        return Remark("no_contract", _NO_CONTRACT.get(chosen, _NO_CONTRACT_AT_ALL))

    def _warnings(self, contracts: tuple[ContractFacts, ...]) -> Iterator[Remark]:
        without = self.lots.keys() - {lot.id for contract in contracts for lot in contract.lots}
        if contracts and without:
            lots = ", ".join(sorted(without))
            yield Remark("lots_without_contract", N_("No contract is concluded for {lots}."), {"lots": lots})
        if withheld := sorted({code for contract in contracts for code in contract.withheld}):
            yield Remark("withheld", N_("The notice keeps back: {fields}."), {"fields": ", ".join(withheld)})
        if names_a_person(self.root):
            yield Remark("personal_number", _PERSONAL_NUMBER)


def _source(root: etree._Element) -> Source:
    """A notice of the old format that was converted is called by its publication number: the EU's own converter
    gives each of them the same ids."""
    notice_id, procedure_id = text(root, "cbc:ID"), text(root, "cbc:ContractFolderID")
    published = text(root, _PUBLICATION_NUMBER)
    if (notice_id, procedure_id) == OF_THE_CONVERTER and published:
        notice_id = procedure_id = published
    return Source(
        kind="eforms",
        notice_id=notice_id,
        notice_version=text(root, "cbc:VersionID"),
        publication_number=published,
        procedure_id=procedure_id,
        dispatched_on=day(root, "cbc:IssueDate"),  # BT-05
    )
