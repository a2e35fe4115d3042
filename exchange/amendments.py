"""What a modification notice says has changed in a contract, and in which one (BT-1501, BT-200, BT-201, BT-202)."""

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from domain.facts import Amendment
from exchange.notice_xml import EXTENSION, NAMESPACES, codes, free_text, text
from exchange.texts import MAX_LINE


class AmendmentOf(NamedTuple):
    """`sections`: the parts of the notice that it names: CON-0001, or RESULT for the whole result."""

    amendment: Amendment
    sections: tuple[str, ...]

    def concerns(self, contract_ref: str, contract_number: str, others: set[str]) -> bool:
        """Of a notice with several contracts it may name one; what names none concerns each."""
        named = {self.amendment.contract_ref, *self.sections} & others
        return not named or bool(named & {contract_ref, contract_number})


def amendments_of(root: etree._Element, notice: str) -> list[AmendmentOf]:
    modifications = root.iterfind(EXTENSION + "efac:ContractModification", NAMESPACES)
    return list(_amendments(modifications, notice))


def _amendments(modifications: Iterator[etree._Element], notice: str) -> Iterator[AmendmentOf]:
    for number, element in enumerate(modifications, 1):
        yield AmendmentOf(
            Amendment(
                id=f"{notice[: MAX_LINE - 10]}#{number}",
                reasons=codes([element], "efac:ChangeReason/cbc:ReasonCode")[:50],
                why=free_text([element], "efac:ChangeReason/efbc:ReasonDescription"),
                what=free_text([element], "efac:Change/efbc:ChangeDescription"),
                notice=text(element, "efbc:ChangedNoticeIdentifier"),
                contract_ref=text(element, "efbc:ModifiedContractIdentifier"),
            ),
            codes([element], "efac:Change/efac:ChangedSection/efbc:ChangedSectionIdentifier"),
        )
