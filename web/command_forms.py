"""Each command as a form: its fields, and what its buttons and receipts say."""

from collections.abc import Sequence

from domain.contract import Contract
from domain.process import places_left
from domain.vocabulary import Clause, Form, Party, Step
from domain.words import N_
from web.course_forms import COURSE_FORMS
from web.dates import Dates
from web.form_parts import REASON, CommandForm, Field
from web.timeline import places

# Steps whose time limit a contract's own clause may set.
LIMITED = (Step.INVITE, Step.HOLD, Step.CONFIRM, Step.AGREE, Step.FOLLOW_UP, Step.EVALUATE)


FORMS: dict[str, CommandForm] = {
    "triage_clause": CommandForm(
        N_("Decide about the clause"),
        N_("Save the decision"),
        N_("The decision about the clause is saved."),
        (
            Field("clause", "radio", N_("Social clause")),
            Field("reason", "area", N_("Why?"), optional=True, hint=N_("Needed when there is no clause.")),
            Field(
                "count_from",
                "date",
                N_("Count time limits from"),
                optional=True,
                hint=N_("Needed when the contract was signed before today."),
            ),
            Field("time_limits", "limits", N_("Time limits of the contract's own clause"), optional=True),
        ),
    ),
    "notify_award": CommandForm(
        N_("Say when the award decision was sent"),
        N_("Save the day"),
        N_("The day of the award decision is saved. The standstill counts from it."),
        (
            Field("sent_on", "date", N_("The award decision was sent on")),
            Field(
                "electronically",
                "check",
                N_("It was sent electronically"),
                hint=N_("Then the standstill is 10 days, otherwise 15 (LOU 20:1)."),
            ),
        ),
    ),
    "sign_contract": CommandForm(
        N_("Say when the contract was signed"),
        N_("Save the day"),
        N_("The contract is signed."),
        (Field("signed_on", "date", N_("The contract was signed on")),),
    ),
    "invite_to_dialogue": CommandForm(
        N_("Invite to the dialogue"),
        N_("Invite the supplier"),
        N_("The supplier is invited. Confirmed contacts get a mail."),
        (Field("meeting_on", "date", N_("Day of the meeting"), optional=True),),
    ),
    "record_dialogue": CommandForm(
        N_("Record the dialogue"),
        N_("Write the record"),
        N_("The record is saved. Now both parties confirm it."),
    ),
    "confirm_record": CommandForm(
        N_("Confirm the record"),
        "",
        N_("The confirmation is saved."),
        (Field("party", "buttons", N_("Who confirms?")),),
    ),
    "agree_commitment": CommandForm(
        N_("Add a commitment"),
        N_("Save the commitment"),
        N_("The commitment is saved."),
        (
            Field("form", "select", N_("Form")),
            Field("places", "number", N_("Number of places")),
            Field("starts_on", "date", N_("From")),
            Field("ends_on", "date", N_("To and including")),
        ),
    ),
    "conclude_commitments": CommandForm(
        N_("Nothing more will be promised now"),
        N_("Conclude the commitments"),
        N_("The commitments are concluded."),
        (
            Field(
                "reason",
                "area",
                N_("Why?"),
                optional=True,
                hint=N_("Needed when nothing was possible. One sentence is enough."),
            ),
        ),
    ),
    "start_placement": CommandForm(
        N_("A placement has started"),
        N_("Save the start"),
        N_("The placement has started."),
        (Field("commitment", "select", N_("Commitment")), Field("started_on", "date", N_("Started on"))),
    ),
    "complete_placement": CommandForm(
        N_("A placement is completed"),
        N_("Save the completion"),
        N_("The placement is completed."),
        (Field("placement", "select", N_("Placement")), Field("completed_on", "date", N_("Completed on"))),
    ),
    "conclude_delivery": CommandForm(
        N_("End the placements although some did not come"),
        N_("End the placements"),
        N_("The placements are ended."),
        (Field("reason", "area", N_("Why?"), hint=REASON.hint),),
    ),
    "report_follow_up": CommandForm(
        N_("Report the follow-up"),
        N_("Hand in the report"),
        N_("The report is handed in."),
        (
            Field(
                "report",
                "area",
                N_("What came of it?"),
                hint=N_("Write nothing about people who may get a place."),
            ),
        ),
    ),
    "approve_follow_up": CommandForm(
        N_("Approve the follow-up"), N_("Approve"), N_("The follow-up is approved.")
    ),
    "evaluate_contract": CommandForm(
        N_("Evaluate the contract"),
        N_("Save and close the contract"),
        N_("The evaluation is saved and the contract is closed."),
        (
            Field(
                "assessment",
                "area",
                N_("What did the clause lead to?"),
                hint=N_("Write nothing about people who may get a place."),
            ),
        ),
    ),
    "supply_details": CommandForm(
        N_("Supply details"),
        N_("Save the details"),
        N_("The details are saved."),
        (
            Field("contract_number", "text", N_("Contract number"), optional=True),
            Field("diarienummer", "text", N_("Registry number"), optional=True),
            Field("supplier_name", "text", N_("The supplier's name"), optional=True),
            Field("supplier_number", "text", N_("The supplier's organisation number"), optional=True),
            Field("starts_on", "date", N_("The contract starts on"), optional=True),
            Field("ends_on", "date", N_("The contract ends on"), optional=True),
        ),
    ),
    "confirm_supplier_contact": CommandForm(
        N_("Confirm a contact at the supplier"),
        N_("Confirm the contact"),
        N_("The contact is confirmed and may be mailed."),
        (
            Field("name", "text", N_("Name")),
            Field("address", "email", N_("E-mail address"), hint=N_("Only confirmed contacts are mailed.")),
        ),
    ),
}

FORMS |= COURSE_FORMS


def choices(command: str, field: str, state: Contract, dates: Dates) -> Sequence[tuple[str, str]]:
    """What can be chosen, and how it is called."""
    words = dates.words
    match command, field:
        case "triage_clause", "time_limits":
            return [(step, words.name(step)) for step in LIMITED]
        case "triage_clause", "clause":
            return [(clause, words.name(clause)) for clause in Clause]
        case "agree_commitment", "form":
            return [(form, words.name(form)) for form in Form]
        case "confirm_record", "party":
            buttons = {
                Party.MUNICIPALITY: N_("Confirm for the municipality"),
                Party.SUPPLIER: N_("The supplier has confirmed"),
            }
            return [
                (party, words(text)) for party, text in buttons.items() if party not in state.confirmed_by
            ]
        case "withdraw_commitment", "commitment":
            return [(str(number), _with_room(number, state, dates)) for number in state.commitments]
        case "start_placement", "commitment":
            return [
                (str(number), _with_room(number, state, dates))
                for number in state.commitments
                if places_left(state, number) > 0
            ]
        case "complete_placement" | "interrupt_placement", "placement":
            return [(str(number), _running(number, state, dates)) for number in state.running_placements]
        case _:
            return []


def _with_room(number: int, state: Contract, dates: Dates) -> str:
    left = places(places_left(state, number), dates.words)
    form = state.commitments[number].form
    return dates.words(N_("{number}. {form}, {places} left"), number=number, form=form, places=left)


def _running(number: int, state: Contract, dates: Dates) -> str:
    placement = state.placements[number]
    form, day = placement.form, dates.short(placement.started_on)
    return dates.words(N_("{number}. {form}, started {day}"), number=number, form=form, day=day)
