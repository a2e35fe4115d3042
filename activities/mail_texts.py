"""The mails' texts, a template a kind. Contract, step, date and link; never a candidate, never a note."""

from domain.words import N_
from language.words import Words
from projections.notices import QueuedNotice

# kind → (subject, first line)
TEXTS: dict[str, tuple[str, str]] = {
    "step_opened": (N_("{contract}: {step}"), N_("Next step for you: {step}. {last_day}")),
    "reminder": (N_("Reminder, {contract}: {step}"), N_("Not done yet: {step}. {last_day}")),
    "escalation": (
        N_("Late, {contract}: {step}"),
        N_("Late: {step}. {last_day} This is step {number} of the escalation."),
    ),
    "miss_withdrawn": (
        N_("{contract}: done in time after all"),
        N_("{step} was done on {due}, in time, but recorded late. The escalation has stopped."),
    ),
    "dialogue_invitation": (
        N_("Invitation to a dialogue, {contract}"),
        N_("The municipality invites you to the dialogue that your contract provides for. {meeting}"),
    ),
    "dialogue_held": (
        N_("{contract}: the dialogue has been held"),
        N_("The dialogue was held on {due}. It concerns forms that your department answers for."),
    ),
    "commitment_agreed": (
        N_("{contract}: a new commitment"),
        N_("Promised: {form}, {number} places, until {due}. Your department answers for it."),
    ),
    "placement_started": (
        N_("{contract}: a placement has started"),
        N_("Placement {number} started on {due}."),
    ),
    "placement_completed": (
        N_("{contract}: a placement is completed"),
        N_("Placement {number} was completed on {due}."),
    ),
    "follow_up_reported": (
        N_("{contract}: a follow-up report has come"),
        N_("Read the report and approve it."),
    ),
    "placement_interrupted": (
        N_("{contract}: a placement was interrupted"),
        N_("Placement {number} was interrupted on {due}. The promised place is free again."),
    ),
    "supplier_absent": (
        N_("{contract}: the supplier did not come"),
        N_("The supplier did not come to the dialogue on {due}. It still has to be held."),
    ),
    "appeal_filed": (
        N_("{contract}: the award is appealed"),
        N_("The award was appealed on {due}. Nothing is signed until the court has decided."),
    ),
    "follow_up_rejected": (
        N_("{contract}: the follow-up report is asked for again"),
        N_("The report was not approved. Hand in a new one. {last_day}"),
    ),
    "contract_closed": (N_("{contract}: closed"), N_("The contract is closed.")),
    "undeliverable": (
        N_("{contract}: a notice did not arrive"),
        N_("A notice could not be delivered after {number} tries. See the contract's events."),
    ),
}


def subject_of(notice: QueuedNotice, words: Words) -> str:
    return words(TEXTS[notice.kind][0], **_params(notice, words))


def body_of(notice: QueuedNotice, words: Words, link: str) -> str:
    first = words(TEXTS[notice.kind][1], **_params(notice, words)).strip()
    about = words(N_("Contract: {number}"), number=_contract(notice))
    return f"{first}\n\n{about}\n{notice.title}\n{notice.supplier}\n\n{link}\n"


def _params(notice: QueuedNotice, words: Words) -> dict[str, object]:
    due = notice.due
    return {
        "contract": _contract(notice),
        "step": words.name(notice.step or ""),
        "form": words.name(notice.form),
        "number": notice.number,
        "due": due,
        "last_day": words(N_("Last day: {due}."), due=due) if due else "",
        "meeting": words(N_("Meeting: {due}."), due=due) if due else "",
    }


def _contract(notice: QueuedNotice) -> str:
    return notice.contract_number or notice.title
