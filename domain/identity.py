"""Which stream a contract of a notice is: the same contract read twice is the same stream."""

from uuid import UUID, uuid5

from domain.facts import ContractFacts

NOTICES = UUID("6b1f3f0e-9d0c-5c60-9d53-0c6f0f2c7b11")


def contract_id_of(facts: ContractFacts) -> UUID:
    """By procedure, contract number, lots and the notice's own reference: CON-0001 alone recurs in a procedure. What is
    an award so far, by that: a procedure may have several without lots."""
    source = facts.source
    lots = ",".join(sorted(lot.id for lot in facts.lots))
    named = (source.procedure_id, facts.contract_number, source.contract_ref, lots)
    award = () if source.contract_ref or not source.award_ref else (source.award_ref,)
    return uuid5(NOTICES, "|".join((*named, *award)))
