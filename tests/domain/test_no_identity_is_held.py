"""No event can hold who a candidate is: each text in it is encrypted, a closed word, a day, or on the list below."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from domain.events import EVENTS
from domain.happened import Happened
from event_store.envelope import shape_of

OURS = "the opaque id of somebody of the installation, who must be in the policy"
DEPARTMENTS = "ids of the policy's departments"
OCCUPATION = "in which many are looked for, told before there is any candidate; searched and added up"
STEP = "the name of a step of the process"
CODES = ("^[A-Z]{3}$", "^([A-Z]{3})?$")  # of a currency, of a country
CODES_OF_A_NOTICE = "codes of a published notice"
PLACE_IN_NOTICE = "a published notice's own reference, never about a person"

# What stands in clear, by the class that has the field, and why it says nothing about any candidate.
FIELDS = "names of the event's own fields"
IN_CLEAR: Mapping[str, str] = {
    "ContractFacts.contract_number": "the municipality's number of the contract",
    "ContractFacts.cpv": "what is bought, by the common vocabulary",
    "ContractFacts.buyer_unit": "a unit of the municipality",
    "ContractFacts.diarienummer": "the municipality's number of the matter, which is public",
    "ContractFacts.nuts": "where, by the statistical regions",
    "ContractFacts.procurement_title": "what is bought, as published",
    "Amendment.contract_ref": PLACE_IN_NOTICE,
    "Amendment.id": PLACE_IN_NOTICE,
    "Amendment.notice": PLACE_IN_NOTICE,
    "Amendment.reasons": CODES_OF_A_NOTICE,
    "Consortium.name": "of companies that tendered together, as published",
    "ContractFacts.languages": CODES_OF_A_NOTICE,
    "ContractFacts.social_objectives": CODES_OF_A_NOTICE,
    "ContractFacts.title": "what is bought, as published",
    "ContractFacts.withheld": CODES_OF_A_NOTICE,
    "Lot.framework": CODES_OF_A_NOTICE,
    "Lot.id": PLACE_IN_NOTICE,
    "Lot.reserved_execution": CODES_OF_A_NOTICE,
    "Lot.reserved_participation": CODES_OF_A_NOTICE,
    "Lot.social_objectives": CODES_OF_A_NOTICE,
    "Lot.strategic": CODES_OF_A_NOTICE,
    "Lot.title": "what is bought, as published",
    "Milestone.id": PLACE_IN_NOTICE,
    "Milestone.status": CODES_OF_A_NOTICE,
    "Money.amount": "a number, kept as text",
    "Organisation.name": "a buyer or a supplier; natural persons are not read in",
    "Organisation.number": "an organisation's; one shaped like a person's is refused",
    "Source.award_ref": PLACE_IN_NOTICE,
    "Source.more_awards": PLACE_IN_NOTICE,
    "Source.contract_ref": PLACE_IN_NOTICE,
    "Source.notice_id": PLACE_IN_NOTICE,
    "Source.notice_version": PLACE_IN_NOTICE,
    "Source.procedure_id": PLACE_IN_NOTICE,
    "Source.publication_number": PLACE_IN_NOTICE,
    "StepLimit.clause_text": "the words of a public contract's clause",
    "StepLimit.clause_point": "where in the contract the clause stands",
    "StepLimit.step": STEP,
    "AttachedFile.digest": "SHA-256 of an encrypted file",
    "AppealFiled.case_number": "the court's number of the procurement case, which is public",
    "CandidateProposed.reference": "refused unless only its owner can look it up: domain/process/candidates.py",
    "CommitmentAgreed.departments": DEPARTMENTS,
    "CommitmentAgreed.occupation": OCCUPATION,
    "CommitmentRevised.changed": FIELDS,
    "CommitmentRevised.departments": DEPARTMENTS,
    "CommitmentRevised.occupation": OCCUPATION,
    "ClauseTriaged.rule": "the name of one of the policy's triage rules",
    "ContractJoined.number": "the municipality's number of the contract, which is public",
    "DetailsJoined.changed": FIELDS,
    "DetailsRead.changed": FIELDS,
    "DetailsSupplied.changed": FIELDS,
    "FileTaken.digest": "SHA-256 of a file",
    "ModificationPublished.changed": FIELDS,
    "NoticeCorrected.changed": FIELDS,
    "NoticeCorrected.left": FIELDS,
    "EntriesErased.decision": "the municipality's number of the decision, which is public",
    "ErasedEntry.field": FIELDS,
    "LogBegunAnew.ended": "the name under which a log was signed",
    "LogBegunAnew.root": "SHA-256 of a tree",
    "NeedRegistered.department": "id of one of the policy's departments",
    "NeedRegistered.occupation": OCCUPATION,
    "NeedRevised.department": "id of one of the policy's departments",
    "NeedRevised.occupation": OCCUPATION,
    "PlaceOpened.departments": DEPARTMENTS,
    "ProposedTime.starts_at": "a time of day",
    "PolicyAdopted.calendar": "version of the calendar",
    "PolicyAdopted.digest": "SHA-256 of the text",
    "PolicyAdopted.version": "version of the policy",
    "SupportPromised.departments": DEPARTMENTS,
    "EvidenceSubmitted.diarienummer": "the municipality's number of the document, which is public",
    "DeadlinePaused.step": STEP,
    "DeadlineMoved.policy": "version of the policy",
    "DeadlineMoved.step": STEP,
    "ContractOwnerNamed.person": OURS,
    "DelegationGiven.person": OURS,
    "DelegationGiven.deputy": OURS,
    "DeputyNamed.person": OURS,
    "DeputyNamed.step": STEP,
    "StepAcknowledged.person": OURS,
    "StepAcknowledged.step": STEP,
    "StepAssigned.person": OURS,
    "StepAssigned.step": STEP,
    "StepPassedOn.department": "id of one of the policy's departments",
    "StepPassedOn.person": OURS,
    "StepPassedOn.step": STEP,
    "StandstillWaived.ground": "which framework agreement or the like, shown on the timeline",
    "StepOpened.departments": "ids of the policy's departments",
    "StepOpened.step": STEP,
    "DeadlineSet.step": STEP,
    "DeadlineMet.step": STEP,
    "DeadlineWaived.step": STEP,
    "DeadlineMissed.step": STEP,
    "DoneAfterDeadline.step": STEP,
    "LadderRests.step": STEP,
    "LastDayExtended.step": STEP,
    "ImportUndone.why": "a code for why a contract stays",
    "MissWithdrawn.step": STEP,
    "MissWithdrawn.told": "roles",
    "StepReminded.step": STEP,
    "StepEscalated.step": STEP,
    "StepEscalated.recipients": "roles",
    "Rung.recipients": "roles",
    "Rung.text": "the name of one of the policy's texts",
    "Derivation.calendar": "version of the calendar",
    "Derivation.clause": "the words of a public contract's clause",
    "Derivation.policy": "version of the policy",
    "DerivationLine.basis": "a law, or a point of the clause",
    "DerivationLine.sign": "a sign of arithmetic",
    "DerivationLine.what": "a sentence of the code",
    "SkippedDay.why": "the name of a public holiday",
    "NoticeUndeliverable.kind": "a kind of letter",
    "NoticeUndeliverable.reason": "our mail client's error and the server's code, without its text",
    "NoticeUndeliverable.recipient": "the opaque id of somebody of the installation, or contact:N",
}


def texts_in_clear(event: type[Happened]) -> Iterator[str]:
    """Class and field of each, as the event's JSON schema has them."""
    schema = event.model_json_schema(mode="serialization")
    return _of(schema, schema.get("$defs", {}), shape_of(event), event.__name__)


def _of(schema: Mapping[str, Any], known: Mapping[str, Any], shape: Any, name: str) -> Iterator[str]:
    if reference := schema.get("$ref"):
        schema = known[reference.rsplit("/", maxsplit=1)[-1]]
    for other in schema.get("anyOf", ()):
        yield from _of(other, known, shape, name)
    for field, told in schema.get("properties", {}).items():
        under = shape.get(field) if isinstance(shape, Mapping) else None
        yield from _of(told, known, under, f"{schema['title']}.{field}")
    if inner := schema.get("items") or schema.get("additionalProperties"):
        yield from _of(inner, known, shape, name)
    if _is_any_text(schema) and shape is not True:
        yield name


def _is_any_text(schema: Mapping[str, Any]) -> bool:
    """Not one of a closed list, not a day, not a code of three letters; what may be anything may be a text."""
    closed = {"enum", "const", "format"} & schema.keys() or schema.get("pattern") in CODES
    may_be_anything = not {"type", "anyOf", "enum", "const"} & schema.keys()
    return may_be_anything or (schema.get("type") == "string" and not closed)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_no_field_of_an_event_can_hold_who_somebody_is(event: type[Happened]) -> None:
    unlisted = sorted(set(texts_in_clear(event)) - IN_CLEAR.keys())
    assert unlisted == [], (
        f"{', '.join(unlisted)}: any text can stand here in clear, for ever. Make it FreeText (encrypted), a closed "
        "list of domain/vocabulary.py, or a date; or, if it is never about a person, put it into IN_CLEAR and say why."
    )


def test_the_list_names_nothing_that_is_gone() -> None:
    assert {name for event in EVENTS for name in texts_in_clear(event)} == IN_CLEAR.keys()


class Candidate(Happened):
    type: str = "Candidate"
    name: str | None = None


def test_a_new_text_in_clear_is_found() -> None:
    assert list(texts_in_clear(Candidate)) == ["Candidate.type", "Candidate.name"]
