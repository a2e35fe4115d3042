-- A last day that moved, or rests with its contract, ended in neither of the other ways.
ALTER TABLE deadline DROP CONSTRAINT deadline_outcome_check;
ALTER TABLE deadline ADD CONSTRAINT deadline_outcome_check
    CHECK (outcome IN ('running', 'met', 'moved', 'waived', 'missed'));
