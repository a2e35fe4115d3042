"""What the words of domain.vocabulary are called; docs/glossary.md has their sources."""

from domain.process import STEPS
from domain.words import N_

NAMES: dict[str, str] = {
    # phases
    "triage": N_("Decide about the clause"),
    "award": N_("Award"),
    "dialogue": N_("Dialogue"),
    "commitment": N_("Commitment"),
    "delivery": N_("Placement and follow-up"),
    "evaluation": N_("Evaluation"),
    "closed": N_("Closed"),
    # forms of contribution
    "study_visit": N_("Study visit"),
    "internship": N_("Internship"),
    "employment": N_("Employment"),
    "apprenticeship": N_("Apprenticeship"),
    "language_training": N_("Language-training place"),
    "workplace_education": N_("Workplace-based education"),
    # what a promise is counted in, and for whom
    "places": N_("places"),
    "weeks": N_("weeks"),
    "full_time_months": N_("months of full time"),
    "any_group": N_("Anyone"),
    "young": N_("Young people"),
    "newly_arrived": N_("Newly arrived"),
    "long_term_unemployed": N_("Long-term unemployed"),
    # clauses
    "no_clause": N_("No social clause"),
    "dialogue_clause": N_("Duty to take part in a dialogue"),
    "employment_clause": N_("Employment requirement"),
    "bonus_clause": N_("Bonus for further employment"),
    # what a deficiency leads to
    "no_sanction": N_("Rectified, no sanction"),
    "more_time": N_("More time to rectify"),
    "fine": N_("Fine"),
    "exclusion": N_("Shut out from call-offs"),
    "termination": N_("Termination of the contract"),
    # the rules a contract was procured under
    "above_threshold": N_("LOU chapter 17, above the threshold"),
    "below_threshold": N_("LOU chapter 19, below the threshold"),
    "other_law": N_("Another procurement act"),
    # why no standstill is needed
    "call_off": N_("Call-off from a framework agreement (LOU 20:2)"),
    "dynamic_purchasing": N_("Dynamic purchasing system (LOU 20:2)"),
    "without_notice": N_("Negotiated without prior advertising (LOU 20:2)"),
    "direct_award": N_("Direct award (LOU chapter 19 a)"),
    # answers
    "possible": N_("Possible"),
    "later": N_("Later"),
    "not_possible": N_("Not possible right now"),
    "accepted": N_("Accepted"),
    "declined": N_("Declined"),
    # parties and roles
    "municipality": N_("The municipality"),
    "supplier": N_("The supplier"),
    "right_to_erasure": N_("The right to erasure (GDPR 17:1)"),
    "unlawfully_recorded": N_("Should never have been recorded (GDPR 17:1 d)"),
    "dialogue_records": N_("Texts of dialogue records"),
    "supplier_contacts": N_("The supplier's contacts"),
    "follow_up_texts": N_("Texts of follow-up, evidence and deficiencies"),
    "reasons": N_("Reasons and other notes"),
    "looks": N_("Who has looked"),
    "retention_plan": N_("Retention plan (Archives Act, section 10)"),
    "coordinator": N_("Coordinator"),
    "case_worker": N_("Case worker"),
    "procurement_officer": N_("Procurement officer"),
    "head_of_unit": N_("Head of unit"),
    "administrator": N_("Administrator"),
    "reader": N_("Reader"),
    "auditor": N_("Auditor"),
    "service_account": N_("Service account"),
    "department": N_("Responsible department"),
    "deputy": N_("The department's deputy"),
    "contract_owner": N_("The contract's owner"),
    "clock": N_("The clock"),
    "import": N_("Import"),
    # social objectives, by the notices' own codes (BT-775)
    "acc-all": N_("Accessibility for all"),
    "et-eq": N_("Ethnic equality"),
    "gen-eq": N_("Gender equality"),
    "hum-right": N_("Human rights in global supply chains"),
    "opp": N_("Employment for the long-term unemployed, disadvantaged or disabled"),
    "other": N_("Another social goal"),
    "work-cond": N_("Fair working conditions"),
}

NAMES |= {step.name: step.label for step in STEPS.values()}
