"""What tests of award notices ask: the contracts alone."""

from domain.facts import ContractFacts
from domain.public_notice import NoticeKind
from domain.refusal import Refusal
from exchange.eforms import read_eforms


def read_award(content: bytes) -> list[ContractFacts]:
    """Raises Refusal where nothing of the notice can be taken in, for the reason that is then told."""
    notice = read_eforms(content)
    if notice.unfit:
        raise Refusal(notice.unfit.code, notice.unfit.message, **notice.unfit.params)
    assert notice.kind is NoticeKind.AWARD
    return list(notice.contracts)
