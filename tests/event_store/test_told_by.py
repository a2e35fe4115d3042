"""The contracts that a notice may concern are found by its procedure, its id or its publication number."""

from uuid import uuid4

from command_handler import CommandHandler, Envelope
from domain.facts import ContractFacts, Lot, Organisation, Source
from domain.process.contract_notice import JoinContractNotice
from domain.process.registration import RegisterContract
from domain.public_notice import NoticeKind, PublicNotice
from projections.told_by import told_of

PROCEDURE = str(uuid4())
AWARD = Source(
    kind="eforms", notice_id=str(uuid4()), publication_number="00777701-2026", procedure_id=PROCEDURE
)
CALL = Source(
    kind="eforms", notice_id=str(uuid4()), publication_number="00777700-2026", procedure_id=PROCEDURE
)


async def found(handler: CommandHandler, notice: PublicNotice) -> list[object]:
    async with handler.pool.acquire() as connection:
        return list(await told_of(connection, notice.keys))


async def test_a_contract_is_found_by_every_notice_that_has_told_of_it(handler: CommandHandler) -> None:
    contract = uuid4()
    buyer = Organisation(name="Exempelköpings kommun")
    facts = ContractFacts(source=AWARD, title="Städ", buyers=(buyer,), lots=(Lot(id="LOT-0001"),))
    await handler.handle(contract, RegisterContract(facts=facts), Envelope(uuid4(), "p-01", "import"))
    pointing = Source(kind="eforms", notice_id="N-77", procedure_id="another")
    by_number = PublicNotice(NoticeKind.MODIFICATION, pointing, earlier=("777701-2026",))
    by_call = PublicNotice(NoticeKind.AWARD, pointing, earlier=(f"{CALL.notice_id}-01",))
    assert await found(handler, PublicNotice(NoticeKind.COMPETITION, CALL)) == [contract]
    assert await found(handler, by_number) == [contract]
    assert await found(handler, by_call) == []
    joined = JoinContractNotice(source=CALL, lots=(Lot(id="LOT-0001", performance_terms="Dialog."),))
    await handler.handle(contract, joined, Envelope(uuid4(), "p-01", "import"))
    assert await found(handler, by_call) == [contract]
