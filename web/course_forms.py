"""Forms of what turns a contract from its straight course."""

from domain.words import N_
from web.form_parts import REASON, CommandForm, Field

WHY = Field("reason", "area", N_("Why?"), hint=REASON.hint)

COURSE_FORMS: dict[str, CommandForm] = {
    "waive_standstill": CommandForm(
        N_("No standstill is needed"),
        N_("Save the ground"),
        N_("It is saved that no standstill is needed."),
        (Field("ground", "text", N_("On what ground?"), hint=N_("For example a call-off (LOU 20:2).")),),
    ),
    "record_appeal": CommandForm(
        N_("The award is appealed"),
        N_("Save the appeal"),
        N_("The appeal is saved. Nothing is signed until the court has decided."),
        (
            Field("filed_on", "date", N_("The appeal was filed on")),
            Field("case_number", "text", N_("The court's case number"), optional=True),
        ),
    ),
    "record_court_decision": CommandForm(
        N_("The court has decided"),
        N_("Save the decision"),
        N_("The court's decision is saved."),
        (
            Field("decided_on", "date", N_("Day of the decision")),
            Field(
                "stands",
                "check",
                N_("The award stands"),
                hint=N_("Then ten days remain (LOU 20:10). Otherwise the award is made anew, or cancelled."),
            ),
        ),
    ),
    "cancel_award": CommandForm(
        N_("Cancel the award"), N_("Cancel the award"), N_("The award is cancelled."), (WHY,)
    ),
    "report_absence": CommandForm(
        N_("The supplier did not come"),
        N_("Save the absence"),
        N_("The absence is saved. The dialogue still has to be held."),
        (Field("absent_on", "date", N_("Day of the meeting")),),
    ),
    "withdraw_commitment": CommandForm(
        N_("Withdraw a commitment"),
        N_("Withdraw the commitment"),
        N_("The commitment is withdrawn."),
        (Field("commitment", "select", N_("Commitment")), WHY),
    ),
    "interrupt_placement": CommandForm(
        N_("A placement was interrupted"),
        N_("Save the interruption"),
        N_("The interruption is saved. The promised place is free again."),
        (
            Field("placement", "select", N_("Placement")),
            Field("interrupted_on", "date", N_("Interrupted on")),
            WHY,
        ),
    ),
    "reject_follow_up": CommandForm(
        N_("Reject the report and ask for a new one"),
        N_("Reject and ask again"),
        N_("A new report is asked for."),
        (WHY,),
    ),
    "terminate_contract": CommandForm(
        N_("The contract is terminated"),
        N_("Save the termination"),
        N_("The termination is saved. What was done is now evaluated."),
        (Field("terminated_on", "date", N_("Terminated on")), WHY),
    ),
    "strike_off": CommandForm(
        N_("Strike off: registered by mistake"), N_("Strike off"), N_("The contract is struck off."), (WHY,)
    ),
}
