"""What holds of every year, a sentence a function. Each is held against what is on record, not against the rules."""

from simulator.sentences import absence, deadlines, ladders, mail, records

SENTENCES = (
    *deadlines.SENTENCES,
    *ladders.SENTENCES,
    *mail.SENTENCES,
    *absence.SENTENCES,
    *records.SENTENCES,
)
NAMES = (
    *(sentence.__name__ for sentence in SENTENCES),
    # held on the way (simulator/liveness.py, acting.py, engine.py, stepping.py, year.py)
    "what_is_due_is_done_within_two_minutes_of_all_parts_working",
    "a_contract_in_trouble_holds_up_no_other",
    "what_can_be_sent_is_sent_within_two_minutes",
    "no_mail_without_its_event",
    "the_same_command_again_changes_nothing",
    "no_workflow_fails",
    "no_work_goes_on_for_ever",
    "read_models_equal_a_rebuild",
)
