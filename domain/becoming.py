"""What becomes of a published notice, by what is on record. Which command is given to which contract is settled here;
the command's own rules judge, and one that changes nothing makes no event."""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple
from uuid import UUID

from domain.command import Command
from domain.contract import Contract
from domain.facts import ContractFacts, Source
from domain.identity import contract_id_of
from domain.process.contract_notice import JoinContractNotice
from domain.process.modification import RecordModification
from domain.process.notice_correction import CorrectFromNotice
from domain.process.published import told_by
from domain.process.registration import RegisterContract
from domain.public_notice import NoticeKind, PublicNotice, Remark, is_same_notice, is_version_of
from domain.taking_back import may_come_again
from domain.words import N_

Known = Mapping[UUID, Contract]


class Becoming(NamedTuple):
    """`command` is None of what is refused; `remark` says why not, or what to look at."""

    act: Literal["register", "correct", "modify", "join", "refuse"]
    contract: UUID | None = None
    command: Command | None = None
    facts: ContractFacts | None = None
    remark: Remark | None = None


def becomes(notice: PublicNotice, known: Known) -> tuple[Becoming, ...]:
    """`known`: the contracts on record that the notice may concern, all that `notice.keys` finds."""
    if notice.unfit:
        return (Becoming("refuse", remark=notice.unfit),)
    match notice.kind:
        case NoticeKind.AWARD:
            return tuple(_awarded(facts, notice, known) for facts in notice.contracts)
        case NoticeKind.MODIFICATION:
            return tuple(_modified(facts, notice, known) for facts in notice.contracts)
        case NoticeKind.COMPETITION:
            return tuple(_joined(notice, known)) or (Becoming("refuse", remark=_NONE_TO_JOIN),)
        case _:
            return (Becoming("refuse", remark=_INTENTION),)


_INTENTION = Remark(
    "intention",
    N_(
        "This notice announces an intended direct award: nothing may be signed yet. "
        "Import the award when it is published."
    ),
)
_NONE_TO_JOIN = Remark(
    "no_contract_to_join",
    N_(
        "No contract of this procurement is on record. Import the award first, then this contract notice again."
    ),
)
_NO_SUCH_LOT = Remark(
    "no_such_lot", N_("The contract notice has no lot of the contract's, so none of its terms are taken in.")
)
_NOT_ON_RECORD = Remark(
    "modified_not_on_record",
    N_(
        "The notice changes a contract that is not on record, or does not tell which. "
        "Import the award first, then this notice again; or change the contract by hand."
    ),
)
_SEVERAL_ARE_ONE = Remark(
    "several_are_one",
    N_(
        "Several contracts on record were awards of this same contract. The details are in one of them: join the "
        "others with it."
    ),
)
_MAY_BE_ANOTHER = Remark(
    "may_be_another",
    N_(
        "A contract of the same procurement, lot and reference is on record from another notice. Without a contract "
        "number it cannot be told whether this is the same one: register it by hand if it is not."
    ),
)


def _awarded(facts: ContractFacts, notice: PublicNotice, known: Known) -> Becoming:
    """Without a newer notice's word which one it replaces, only the same contract number is the same contract."""
    own = contract_id_of(facts)
    all_earlier = [each for each, state in known.items() if _is_newer_of(facts, notice, state)]
    earlier = next(iter(all_earlier), None)
    contract = earlier or own
    state = known.get(contract)
    if state is None or state.facts is None or may_come_again(state):
        return Becoming("register", own, RegisterContract(facts=facts), facts)
    if earlier or facts.contract_number or is_same_notice(state.facts.source, facts.source):
        standing = [each for each in all_earlier if not known[each].void]
        remark = _SEVERAL_ARE_ONE if len(standing) > 1 else None
        return Becoming("correct", contract, CorrectFromNotice(facts=facts), facts, remark)
    return Becoming("refuse", contract, None, facts, _MAY_BE_ANOTHER)


def _is_newer_of(facts: ContractFacts, notice: PublicNotice, state: Contract) -> bool:
    """An OCDS contract's id holds within its ocid; an eForms one's within the notice and its newer versions."""
    if state.facts is None:
        return False
    was, now = state.facts.source, facts.source
    if was.kind != now.kind:
        return was.contract_ref == now.contract_ref and is_same_notice(was, now)
    if now.kind == "ocds":
        same = was.contract_ref == now.contract_ref and (was.contract_ref or was.award_ref == now.award_ref)
        return was.procedure_id == now.procedure_id and bool(same or _was_an_award_of(now, was))
    return was.contract_ref == now.contract_ref and (
        is_version_of(now, was) or bool(told_by(state) & notice.replaces)
    )


def _was_an_award_of(now: Source, was: Source) -> bool:
    """It was known by an award, while no contract was told of."""
    return not was.contract_ref and bool(was.award_ref) and was.award_ref in (now.award_ref, *now.more_awards)


def _modified(facts: ContractFacts, notice: PublicNotice, known: Known) -> Becoming:
    running = {each: state for each, state in known.items() if state.facts and not state.void}
    for is_meant in (_by_number, _by_reference, _by_supplier):
        meant = [each for each, state in running.items() if is_meant(facts, notice, state)]
        if len(meant) == 1:
            return Becoming("modify", meant[0], RecordModification(facts=facts), facts)
    return Becoming("refuse", None, None, facts, _NOT_ON_RECORD)


def _by_number(facts: ContractFacts, _: PublicNotice, state: Contract) -> bool:
    return bool(state.number) and state.number in _called(facts)


def _by_reference(facts: ContractFacts, notice: PublicNotice, state: Contract) -> bool:
    """Of the notice that it points to, or a newer version of that."""
    is_pointed_to = bool(told_by(state) & notice.replaces)
    return is_pointed_to and bool(state.facts and state.facts.source.contract_ref in _called(facts))


def _by_supplier(facts: ContractFacts, _: PublicNotice, state: Contract) -> bool:
    """It names no contract; of the procurement, the one with the same supplier."""
    own = state.facts.suppliers if state.facts else ()
    numbers = {supplier.number for supplier in facts.suppliers} - {""}
    return not numbers.isdisjoint(supplier.number for supplier in own)


def _called(facts: ContractFacts) -> set[str]:
    by_notice = {amendment.contract_ref for amendment in facts.amendments}
    return {facts.contract_number, facts.source.contract_ref, *by_notice} - {""}


def _joined(notice: PublicNotice, known: Known) -> Iterator[Becoming]:
    for contract, state in known.items():
        if state.facts is None or state.void:
            continue
        if state.facts.source.procedure_id == notice.source.procedure_id:
            yield _join(contract, state.facts, notice)


def _join(contract: UUID, facts: ContractFacts, notice: PublicNotice) -> Becoming:
    own = {lot.id for lot in facts.lots}
    lots = tuple(lot for lot in notice.lots if lot.id in own)
    if not lots:
        return Becoming("refuse", contract, None, facts, _NO_SUCH_LOT)
    return Becoming("join", contract, JoinContractNotice(source=notice.source, lots=lots), facts)
