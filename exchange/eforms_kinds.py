"""What kind of notice an eForms file is: by its root element and form type (BT-03), never by its subtype's number,
for E4 and N29 are awards too."""

from lxml import etree

from domain.public_notice import NoticeKind, Remark
from domain.refusal import Refusal
from domain.words import N_
from exchange.notice_xml import NAMESPACES

_AWARD, _CALL, _PRIOR = (
    f"{{urn:oasis:names:specification:ubl:schema:xsd:{name}-2}}{name}"
    for name in ("ContractAwardNotice", "ContractNotice", "PriorInformationNotice")
)
_KINDS = {
    (_AWARD, "result"): NoticeKind.AWARD,
    (_AWARD, "dir-awa-pre"): NoticeKind.INTENTION,
    (_AWARD, "cont-modif"): NoticeKind.MODIFICATION,
    (_CALL, "competition"): NoticeKind.COMPETITION,
    (_PRIOR, "competition"): NoticeKind.COMPETITION,
}
_OTHERS = {
    "planning": N_("This is a planning notice, not an award notice; import the award."),
    "consultation": N_("This is a notice of a market consultation; import the award when there is one."),
    "completion": N_("This notice says that a contract is completed; conclude the contract by hand."),
    "bri": N_("This is a company's registration, not a notice of a procurement."),
}
_ANOTHER = N_("This notice is not an award notice; import the award.")


def kind_of(root: etree._Element) -> tuple[NoticeKind, Remark | None]:
    """With why nothing comes of it, of what Insats has no use for. Raises Refusal for what is no eForms notice."""
    notice_type = root.find("cbc:NoticeTypeCode", NAMESPACES)
    if notice_type is None:
        raise _not_eforms(root)
    form_type = notice_type.get("listName", "")
    if kind := _KINDS.get((root.tag, form_type)):
        return kind, None
    return NoticeKind.OTHER, Remark("not_an_award", _OTHERS.get(form_type, _ANOTHER))


def _not_eforms(root: etree._Element) -> Refusal:
    if etree.QName(root).localname == "TED_EXPORT":
        return Refusal(
            "old_ted_schema",
            N_("This notice is in TED's old format, from before eForms. Register its contracts by hand."),
        )
    return Refusal(
        "not_eforms",
        N_(
            "This file is not an eForms notice. Download the notice as eForms, or register its contracts by hand."
        ),
    )
