"""Registration: the contract on record, what its notice lacked, and whom to mail at the supplier."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from domain.command import ChosenFrom, Command, Shown, Wording
from domain.context import Context
from domain.contract import Contract, changed
from domain.facts import ContractFacts, Line, Organisation, Word, named
from domain.free_text import MAIL_ADDRESS, FreeText
from domain.guards import must_be_running
from domain.happened import Happened, evolve
from domain.notice import Letter, Notice, the_contact
from domain.numbers import is_an_organisations, looks_like_an_organisations
from domain.policy import Policy
from domain.refusal import Refusal
from domain.taking_back import may_come_again
from domain.triage_by_rule import by_rule
from domain.words import N_

CONTACT_INVITED = Letter(
    "contact_invited",
    N_("Invitation to the supplier's page"),
    N_("You are invited to your contract's page, {contract}"),
    N_(
        "You are a contact for this contract. On its page you see what is asked of you, and answer in a few minutes. "
        "There is no password: open the page, write this address of yours, and a code comes by mail. "
        "Is it not for you? Sign in, pass it on to a colleague, and leave."
    ),
)
LETTERS = (CONTACT_INVITED,)


class ContractRegistered(Happened):
    says: ClassVar[str] = N_("The contract was put on record.")
    correctable: ClassVar[bool] = False
    type: Literal["ContractRegistered"] = "ContractRegistered"
    facts: ContractFacts

    def evolve(self, state: Contract) -> Contract:
        return with_facts(Contract() if may_come_again(state) else state, self.facts)


class DetailsSupplied(Happened):
    """What a notice lacked, told by a person. `changed`: which of the facts were told, so that what somebody
    else had told, and is struck, does not stay with them; empty in older events: all."""

    says: ClassVar[str] = N_("Missing details were supplied.")
    type: Literal["DetailsSupplied"] = "DetailsSupplied"
    facts: ContractFacts
    changed: tuple[Word, ...] = ()

    def evolve(self, state: Contract) -> Contract:
        if not self.changed or state.facts is None:
            return with_facts(state, self.facts)
        return with_facts(state, state.facts.model_copy(update=named(self.facts, self.changed)))


class SupplierContactConfirmed(Happened):
    says: ClassVar[str] = N_("Contact {contact} at the supplier was confirmed.")
    type: Literal["SupplierContactConfirmed"] = "SupplierContactConfirmed"
    contact: int
    name: FreeText
    address: FreeText

    def evolve(self, state: Contract) -> Contract:
        return changed(state, contacts=state.contacts | {self.contact}, contacts_known=self.contact)

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        yield Notice(CONTACT_INVITED.kind, the_contact(self.contact))


def must_have_right_numbers(organisations: tuple[Organisation, ...]) -> None:
    """Of Swedish organisations, that is; without a country, of those whose number has the Swedish form."""
    for told in organisations:
        swedish = told.country == "SWE" or (not told.country and looks_like_an_organisations(told.number))
        if told.number and swedish and not is_an_organisations(told.number):
            raise Refusal(
                "wrong_organisation_number",
                N_("{number} is not a Swedish organisation number. Look at the digits: one may be wrong."),
                number=told.number,
            )


def must_have_possible_days(
    starts_on: date | None, signed_on: date | None, ends_on: date | None, context: Context
) -> None:
    """Of a contract that a person or a register tells of."""
    first = starts_on or signed_on
    if first and ends_on and ends_on < first:
        raise Refusal("ends_before_start", N_("The contract cannot end before it starts."))
    if signed_on and signed_on > context.today:
        raise Refusal(
            "signed_in_the_future", N_("{day} has not come yet. Leave the signing empty."), day=signed_on
        )


def must_be_no_other_stream(state: Contract) -> None:
    """A need's, such as docs/decisions/0011 tells of."""
    if state.version and state.facts is None:
        raise Refusal("not_a_contract", N_("This is a need, not a contract."))


class SupplierContactRemoved(Happened):
    """Nobody is mailed there any more; who it was is erased with its key, when that is asked for."""

    says: ClassVar[str] = N_("Contact {contact} at the supplier was removed.")
    type: Literal["SupplierContactRemoved"] = "SupplierContactRemoved"
    contact: int

    def rests_on(self, earlier: Happened) -> bool:
        return isinstance(earlier, SupplierContactConfirmed) and earlier.contact == self.contact

    def evolve(self, state: Contract) -> Contract:
        return changed(state, contacts=state.contacts - {self.contact})


class RegisterContract(Command):
    """Put a contract on record. Registering the same contract of the same notice again changes nothing."""

    type: Literal["register_contract"] = "register_contract"
    facts: ContractFacts

    @staticmethod
    def may(state: Contract) -> None:
        must_be_no_other_stream(state)

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        """A published notice is taken at its word, and a rule may answer; what a person types is checked."""
        if state.facts is not None and not may_come_again(state):
            return
        if self.facts.source.kind == "manual":
            must_have_right_numbers((*self.facts.buyers, *self.facts.suppliers))
        registered = ContractRegistered(facts=self.facts)
        yield registered
        if self.facts.source.kind != "manual":
            yield from by_rule(evolve(state, registered), context)


class SupplyDetails(Command):
    """Tell what the notice lacked. Only the fields given are changed."""

    wording: ClassVar[Wording] = Wording(
        N_("Supply details"), N_("Save the details"), N_("The details are saved.")
    )
    type: Literal["supply_details"] = "supply_details"
    contract_number: Annotated[Line | None, Field(title=N_("Contract number"))] = None
    diarienummer: Annotated[Line | None, Field(title=N_("Registry number"))] = None
    suppliers: Annotated[
        tuple[Organisation, ...] | None,
        Field(max_length=200, title=N_("The supplier's name")),
        Shown("organisation"),
    ] = None
    starts_on: Annotated[date | None, Field(title=N_("The contract starts on"))] = None
    ends_on: Annotated[date | None, Field(title=N_("The contract ends on"))] = None

    @staticmethod
    def may(state: Contract) -> None:
        must_be_running(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        if state.facts is None:
            return
        must_have_right_numbers(self.suppliers or ())
        told = {name: value for name, value in self if name != "type" and value is not None}
        facts = state.facts.model_copy(update=told)
        first = facts.starts_on or state.signed_on
        if first and facts.ends_on and facts.ends_on < first:
            raise Refusal("ends_before_start", N_("The contract cannot end before it starts."))
        changed = tuple(name for name in told if told[name] != getattr(state.facts, name))
        if changed:
            yield DetailsSupplied(facts=facts, changed=changed)


class ConfirmSupplierContact(Command):
    """A person at the supplier who may be mailed and sign in. Imported addresses never are."""

    wording: ClassVar[Wording] = Wording(
        N_("Invite a contact at the supplier"),
        N_("Invite the contact"),
        N_("The contact is invited, and may sign in and be mailed."),
    )
    type: Literal["confirm_supplier_contact"] = "confirm_supplier_contact"
    name: Annotated[FreeText, Field(title=N_("Name")), Shown("text")]
    address: Annotated[
        FreeText,
        StringConstraints(pattern=MAIL_ADDRESS, max_length=254),
        Field(
            title=N_("E-mail address"),
            description=N_(
                "A mail goes there. With a code that is mailed to it, the contact sees this contract."
            ),
        ),
        Shown("email"),
    ]

    @staticmethod
    def may(state: Contract) -> None:
        must_be_running(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        """A number is not given twice, also where an entry was struck: whoever had it may still be signed in by it."""
        given = (event.contact for event in state.past if isinstance(event, SupplierContactConfirmed))
        yield SupplierContactConfirmed(
            contact=max(given, default=0) + 1, name=self.name, address=self.address
        )


class RemoveSupplierContact(Command):
    wording: ClassVar[Wording] = Wording(
        N_("Remove a contact at the supplier"),
        N_("Remove the contact"),
        N_("The contact is removed: no mail, and no access any more."),
    )
    type: Literal["remove_supplier_contact"] = "remove_supplier_contact"
    contact: Annotated[
        int, Field(ge=1, title=N_("Contact")), ChosenFrom("contact", lambda state: sorted(state.contacts))
    ]

    @staticmethod
    def may(state: Contract) -> None:
        must_be_running(state)
        if not state.contacts:
            raise Refusal("no_contact", N_("No contact at the supplier is confirmed."))

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        if self.contact not in state.contacts:
            raise Refusal("unknown_contact", N_("There is no contact {number}."), number=self.contact)
        yield SupplierContactRemoved(contact=self.contact)


def with_facts(state: Contract, facts: ContractFacts) -> Contract:
    return changed(state, facts=facts, signed_on=state.signed_on or facts.signed_on)
