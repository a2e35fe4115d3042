"""A contact whose entry was wrong is none any more, and somebody else may be invited."""

from uuid import uuid4

from command_handler import CommandHandler, Envelope
from domain.process.correction import StrikeEntry
from domain.process.registration import ConfirmSupplierContact, RegisterContract
from projections.contacts import contact_address
from tests.builders import facts


def by() -> Envelope:
    return Envelope(uuid4(), "p-01", "coordinator")


async def test_a_struck_contact_is_not_mailed_and_another_can_be_invited(handler: CommandHandler) -> None:
    contract = uuid4()
    await handler.handle(contract, RegisterContract(facts=facts()), by())
    wrong = ConfirmSupplierContact(name="Fel", address="fel@lev.example")
    entry = (await handler.handle(contract, wrong, by())).recorded[0].version
    await handler.handle(contract, StrikeEntry(entry=entry, reason="Fel person."), by())
    assert await contact_address(handler.pool, contract, "contact:1") == ""
    right = ConfirmSupplierContact(name="Rätt", address="ratt@lev.example")
    await handler.handle(contract, right, by())
    assert (
        await contact_address(handler.pool, contract, "contact:1") == ""
    )  # by which the first may be signed in
    assert await contact_address(handler.pool, contract, "contact:2") == "ratt@lev.example"
