"""What somebody does on a day of the demo's story, and the common course of a contract."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from domain.calendar import DAY, Calendar, local
from domain.command import Command
from domain.facts import ContractFacts, FormAnswer, Lot, Money, Organisation, Source
from domain.process.award import NotifyAward, SignContract
from domain.process.commitment import AgreeCommitment, ConcludeCommitments
from domain.process.confirming import ConfirmRecord
from domain.process.dialogue import RecordDialogue
from domain.process.invitation import InviteToDialogue
from domain.process.registration import ConfirmSupplierContact, RegisterContract
from domain.process.triage import TriageClause
from domain.vocabulary import Answer, Chapter, Clause, Form, Party, Role, Sanction

DEMO = UUID("9d2c8a55-2a53-5f0c-8d0e-5a2f51c3d7aa")
TEN = time(10)
BUYER = Organisation(name="Karlstads kommun (demo)", number="212000-1850", country="SWE")
OFFICE = ("klk", "jobbcenter", "skola", "supplier")


@dataclass(frozen=True)
class Act:
    at: datetime
    contract: UUID
    number: str
    command: Command
    actor: str = "p-01"
    role: str = Role.COORDINATOR
    occurred_on: date | None = None


@dataclass
class Tale:
    """One contract's acts, in days after the story's beginning; what falls on a day off waits for the next day.

    `runs`: how many days after the signing the contract ends.
    """

    beginning: date
    calendar: Calendar
    number: str
    supplier: Organisation
    procurement: str
    title: str
    runs: int = 730
    acts: list[Act] = field(default_factory=list)

    def day(self, after: int) -> date:
        return self.calendar.on_or_after(self.beginning + DAY * after)

    def on(self, after: int, *commands: Command, occurred_on: date | None = None, by: str = "p-01") -> None:
        """One minute after another, from ten o'clock or from the last act of that day."""
        day = self.day(after)
        same_day = [act.at for act in self.acts if act.at >= local(day, TEN)]
        first = max(same_day, default=local(day, TEN)) + timedelta(minutes=1)
        for minutes, command in enumerate(commands):
            at = first + timedelta(minutes=minutes)
            self.acts.append(
                Act(at, uuid5(DEMO, self.number), self.number, command, by, ROLES[by], occurred_on)
            )

    def awarded(self, after: int, sanctions: tuple[Sanction, ...] = ()) -> None:
        """On record, its clause decided, the award sent: then the standstill runs."""
        day = self.day(after)
        ends_on = day + DAY * (self.runs + 14)
        facts = ContractFacts(
            source=Source(procedure_id=self.procurement),
            contract_number=self.number,
            title=self.title,
            procurement_title=self.procurement,
            diarienummer=f"KS-{day.year}-{self.number[-3:]}",
            buyers=(BUYER,),
            suppliers=(self.supplier,),
            lots=(Lot(id="LOT-0001", title=self.title),),
            awarded_on=day,
            starts_on=day + DAY * 14,
            ends_on=ends_on,
            value=Money.model_validate({"amount": 4_800_000, "currency": "SEK"}),
            cpv=("45000000",),
            nuts=("SE311",),
        )
        triage = TriageClause(
            clause=Clause.DIALOGUE,
            sanctions=sanctions,
            chapter=Chapter.ABOVE_THRESHOLD,
        )
        self.on(after, RegisterContract(facts=facts), triage, NotifyAward(sent_on=day), by="p-02")

    def signed(self, after: int) -> None:
        self.on(after, SignContract(signed_on=self.day(after)), by="p-02")

    def invited(self, after: int, meeting: int) -> None:
        contact = ConfirmSupplierContact(
            name="Platschefen", address=f"avtal-{self.number[-3:]}@leverantor.example"
        )
        invitation = InviteToDialogue(
            meeting_on=self.day(meeting), starts_at=time(13), place="Stadshuset, rum 3"
        )
        self.on(after, contact, invitation)

    def held(self, after: int, possible: dict[Form, int], *, confirmed: int) -> None:
        """The dialogue; both confirm it on the day `confirmed`."""
        record = RecordDialogue(
            held_on=self.day(after),
            participants=OFFICE,
            answers=answers(possible),
            note="Gott samtal på plats.",
        )
        self.on(after, record)
        self.on(confirmed, *(ConfirmRecord(party=party) for party in Party))

    def promised(
        self, after: int, promises: Sequence[tuple[Form, int, int, int]], reason: str | None = None
    ) -> None:
        """Form, places, from and until (days after the beginning)."""
        agreed = (
            AgreeCommitment(form=form, places=places, starts_on=self.day(start), ends_on=self.day(end))
            for form, places, start, end in promises
        )
        self.on(after, *agreed, ConcludeCommitments(reason=reason))


def answers(possible: dict[Form, int]) -> tuple[FormAnswer, ...]:
    return tuple(
        FormAnswer(form=form, answer=Answer.POSSIBLE, number=possible[form])
        if form in possible
        else FormAnswer(form=form, answer=Answer.NOT_POSSIBLE, reason="Verksamheten är för liten just nu.")
        for form in Form
    )


ROLES = {
    "p-01": Role.COORDINATOR,
    "p-02": Role.PROCUREMENT_OFFICER,
    "p-03": Role.CASE_WORKER,
    "p-04": Role.CASE_WORKER,
}
