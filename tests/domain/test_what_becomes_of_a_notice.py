"""Which command a published notice gives to which contract, by what is on record; and when it is refused, and why."""

from uuid import UUID

import pytest

from domain.becoming import Becoming, becomes
from domain.contract import Contract
from domain.facts import Amendment, ContractFacts, Lot, Organisation, Source
from domain.happened import Happened, fold
from domain.identity import contract_id_of
from domain.process.contract_notice import JoinContractNotice
from domain.process.ending import ContractStruckOff
from domain.process.modification import RecordModification
from domain.process.notice_correction import CorrectFromNotice, NoticeCorrected
from domain.process.registration import ContractRegistered, RegisterContract
from domain.public_notice import NoticeKind, PublicNotice, Remark, keys_of
from tests.builders import facts

AWARD = Source(
    kind="eforms",
    notice_id="0b6f1c52-7f0e-4a35-9c1d-5a1e0000a001",
    notice_version="01",
    publication_number="00999901-2026",
    procedure_id="P-1",
    contract_ref="CON-0001",
)
NEXT = AWARD.model_copy(
    update={"notice_id": "0b6f1c52-7f0e-4a35-9c1d-5a1e0000a002", "publication_number": "00999977-2026"}
)
LOT = Lot(id="LOT-0001")


def told(source: Source = AWARD, **changed: object) -> ContractFacts:
    return facts().model_copy(update={"source": source, "lots": (LOT,), **changed})


def on_record(*known: ContractFacts, then: tuple[Happened, ...] = ()) -> dict[UUID, Contract]:
    return {contract_id_of(each): fold(Contract(), (ContractRegistered(facts=each), *then)) for each in known}


def notice(kind: NoticeKind, *contracts: ContractFacts, **told: object) -> PublicNotice:
    return PublicNotice(kind, contracts[0].source, contracts=contracts, **told)  # type: ignore[arg-type]


def one(notice: PublicNotice, known: dict[UUID, Contract]) -> Becoming:
    [becoming] = becomes(notice, known)
    return becoming


def refused(becoming: Becoming) -> str:
    assert becoming.command is None
    assert becoming.remark
    return becoming.remark.code


def test_an_award_is_registered() -> None:
    assert one(notice(NoticeKind.AWARD, told()), {}) == Becoming(
        "register", contract_id_of(told()), RegisterContract(facts=told()), told()
    )


def test_each_contract_of_an_award_is_one() -> None:
    other = told(AWARD.model_copy(update={"contract_ref": "CON-0002"}), contract_number="2026-0118")
    becoming = becomes(notice(NoticeKind.AWARD, told(), other), on_record(told()))
    assert [each.act for each in becoming] == ["correct", "register"]


def test_the_same_contract_number_of_the_same_procurement_is_the_same_contract() -> None:
    again = told(NEXT)
    becoming = one(notice(NoticeKind.AWARD, again), on_record(told()))
    assert becoming == Becoming("correct", contract_id_of(told()), CorrectFromNotice(facts=again), again)


@pytest.mark.parametrize("earlier", [f"{AWARD.notice_id}-01", "999901-2026"])
def test_a_notice_that_names_the_one_it_replaces_corrects_it_also_under_another_number(earlier: str) -> None:
    newer = told(NEXT, contract_number="2026-0199")
    becoming = one(notice(NoticeKind.AWARD, newer, earlier=(earlier,)), on_record(told()))
    assert (becoming.act, becoming.contract) == ("correct", contract_id_of(told()))


def test_the_third_version_is_known_by_the_second() -> None:
    second = NoticeCorrected(source=NEXT, facts=told(NEXT))
    third = told(AWARD.model_copy(update={"notice_id": "N-3"}), contract_number="2026-0199")
    becoming = one(
        notice(NoticeKind.AWARD, third, earlier=(f"{NEXT.notice_id}-01",)),
        on_record(told(), then=(second,)),
    )
    assert becoming.contract == contract_id_of(told())


def test_without_a_number_another_notices_contract_is_neither_taken_for_the_same_nor_for_a_new_one() -> None:
    nameless = told(contract_number="")
    becoming = one(notice(NoticeKind.AWARD, told(NEXT, contract_number="")), on_record(nameless))
    assert refused(becoming) == "may_be_another"


def test_an_ocds_contract_is_known_by_its_id_and_before_that_by_its_award() -> None:
    release = Source(kind="ocds", notice_id="R-1", procedure_id="ocds-1", award_ref="A-1")
    signed = release.model_copy(update={"notice_id": "R-2", "contract_ref": "C-1"})
    later = signed.model_copy(update={"notice_id": "R-3", "award_ref": ""})
    awarded = on_record(told(release, contract_number=""))
    becoming = one(notice(NoticeKind.AWARD, told(signed)), awarded)
    assert (becoming.act, becoming.contract) == ("correct", *awarded)
    contracted = on_record(told(signed, contract_number=""))
    assert one(notice(NoticeKind.AWARD, told(later, contract_number="")), contracted).act == "correct"


def test_two_awards_of_an_ocds_procedure_are_two_contracts() -> None:
    release = Source(kind="ocds", notice_id="R-1", procedure_id="ocds-1", award_ref="A-1")
    one_award, other = (
        told(release.model_copy(update={"award_ref": award}), contract_number="", lots=())
        for award in ("A-1", "A-2")
    )
    assert contract_id_of(one_award) != contract_id_of(other)
    assert one(notice(NoticeKind.AWARD, other), on_record(one_award)).act == "register"


def test_an_ocds_contract_over_several_awards_says_that_the_others_are_to_be_joined_with_it() -> None:
    release = Source(kind="ocds", notice_id="R-1", procedure_id="ocds-1")
    awards = [
        told(release.model_copy(update={"award_ref": award}), contract_number="") for award in ("A-1", "A-2")
    ]
    both = {"notice_id": "R-2", "contract_ref": "C-1", "award_ref": "A-1", "more_awards": ("A-2",)}
    becoming = one(notice(NoticeKind.AWARD, told(release.model_copy(update=both))), on_record(*awards))
    assert becoming.act == "correct"
    assert becoming.remark
    assert becoming.remark.code == "several_are_one"
    alone = one(notice(NoticeKind.AWARD, told(release.model_copy(update=both))), on_record(awards[1]))
    assert (alone.act, alone.contract, alone.remark) == ("correct", contract_id_of(awards[1]), None)


def test_the_same_notice_in_another_standard_is_no_other_contract() -> None:
    converted = Source(kind="ocds", notice_id=AWARD.notice_id, procedure_id="ocds-1", contract_ref="CON-0001")
    becoming = one(notice(NoticeKind.AWARD, told(converted)), on_record(told()))
    assert (becoming.act, becoming.contract) == ("correct", contract_id_of(told()))


def test_ids_that_a_converter_gives_every_notice_do_not_make_them_one() -> None:
    nameless = told(contract_number="")
    other = told(AWARD.model_copy(update={"publication_number": "00999977-2026"}), contract_number="")
    assert refused(one(notice(NoticeKind.AWARD, other), on_record(nameless))) == "may_be_another"


def test_a_modification_goes_to_the_contract_with_the_number_that_it_names() -> None:
    changed = told(NEXT, amendments=(Amendment(contract_ref="2026-0117"),), contract_number="")
    other = told(AWARD.model_copy(update={"contract_ref": "CON-0002"}), contract_number="2026-0118")
    becoming = one(notice(NoticeKind.MODIFICATION, changed), on_record(told(), other))
    assert becoming == Becoming("modify", contract_id_of(told()), RecordModification(facts=changed), changed)


def test_a_modification_goes_to_the_contract_of_the_notice_that_it_points_to() -> None:
    changed = told(NEXT, contract_number="tillägg 1", suppliers=())
    becoming = one(
        notice(NoticeKind.MODIFICATION, changed, earlier=("2026/S 001-999901",)), on_record(told())
    )
    assert (becoming.act, becoming.contract) == ("modify", contract_id_of(told()))


def test_a_modification_without_a_reference_goes_to_the_only_contract_with_its_supplier() -> None:
    other = Organisation(name="Nya Städ AB", number="559900-0022", country="SWE")
    theirs = told(contract_number="2026-0118", suppliers=(other,))
    changed = told(NEXT.model_copy(update={"contract_ref": "CON-0009"}), contract_number="")
    becoming = one(notice(NoticeKind.MODIFICATION, changed), on_record(told(), theirs))
    assert becoming.contract == contract_id_of(told())


def test_a_modification_of_what_is_not_on_record_is_refused() -> None:
    assert refused(one(notice(NoticeKind.MODIFICATION, told(NEXT)), {})) == "modified_not_on_record"


def test_which_of_two_contracts_with_one_supplier_is_modified_is_not_guessed() -> None:
    other = told(AWARD.model_copy(update={"contract_ref": "CON-0002"}), contract_number="2026-0118")
    changed = told(NEXT.model_copy(update={"contract_ref": "CON-0009"}), contract_number="")
    becoming = one(notice(NoticeKind.MODIFICATION, changed), on_record(told(), other))
    assert refused(becoming) == "modified_not_on_record"


def test_a_contract_notice_is_joined_to_every_contract_of_its_procurement_by_lot() -> None:
    other = told(
        AWARD.model_copy(update={"contract_ref": "CON-0002"}),
        contract_number="2026-0118",
        lots=(Lot(id="LOT-0002"),),
    )
    lots = (Lot(id="LOT-0001", reserved_execution="no"), Lot(id="LOT-0003"))
    call = PublicNotice(NoticeKind.COMPETITION, NEXT, lots=lots)
    first, second = becomes(call, on_record(told(), other))
    assert first.command == JoinContractNotice(source=NEXT, lots=lots[:1])
    assert refused(second) == "no_such_lot"


def test_a_contract_notice_before_its_award_is_refused() -> None:
    elsewhere = told(AWARD.model_copy(update={"procedure_id": "P-2"}))
    call = PublicNotice(NoticeKind.COMPETITION, NEXT, lots=(LOT,))
    assert refused(one(call, on_record(elsewhere))) == "no_contract_to_join"


def test_what_is_struck_off_is_neither_joined_nor_modified() -> None:
    struck = on_record(told(), then=(ContractStruckOff(reason="Dubblett."),))
    call = PublicNotice(NoticeKind.COMPETITION, NEXT, lots=(LOT,))
    assert refused(one(call, struck)) == "no_contract_to_join"
    assert refused(one(notice(NoticeKind.MODIFICATION, told(NEXT)), struck)) == "modified_not_on_record"


def test_an_intention_is_no_contract() -> None:
    assert refused(one(notice(NoticeKind.INTENTION, told()), {})) == "intention"


def test_what_is_unfit_is_refused_for_its_own_reason() -> None:
    planned = PublicNotice(NoticeKind.OTHER, NEXT, unfit=Remark("not_an_award", "Plan."))
    assert refused(one(planned, {})) == "not_an_award"


def test_a_notice_is_found_by_its_procedure_its_id_and_its_publication_number() -> None:
    assert keys_of(AWARD) == {"p-1", AWARD.notice_id, "999901-2026"}
    pointing = notice(NoticeKind.AWARD, told(NEXT), earlier=("2019/S 164-403922", f"{AWARD.notice_id}-02"))
    assert pointing.keys >= {"403922-2019", AWARD.notice_id}
