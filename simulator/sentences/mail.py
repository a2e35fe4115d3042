"""Of notices and mail: none without its event, no event without its mail, doubled only by a crash after the 250."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from uuid import UUID

from activities.notify import IN_ONE_MAIL
from domain.calendar import date_in_stockholm
from domain.contract import Contract
from domain.happened import fold
from domain.notices import notices_for
from domain.step_events import StepEscalated
from simulator.reading import Reading
from simulator.sentences.sentence import Where, sentence
from tests.domain.reference.almanac import ONE, at, off


@sentence
def every_event_tells_those_whom_it_concerns(reading: Reading) -> Iterator[Where]:
    """By the rules' own word, in the policy of its time, worked out anew from the whole stream."""
    told = {
        (row["contract_id"], row["version"], row["kind"], role)
        for row in reading.notices
        for role in row["roles"]
    }
    for contract, stream in reading.streams.items():
        state = Contract()
        for decision in reading.decisions(stream):
            state = fold(state, [record.event for record in decision])
            for record in decision:
                policy = reading.policy_at(record)
                for notice in notices_for(record.event, state, policy):
                    somebody = policy.people_for(notice.recipient, notice.departments)
                    if somebody and (contract, record.version, notice.kind, notice.recipient) not in told:
                        yield contract, f"{record.version}: {notice.recipient} has no {notice.kind}"


@sentence
def every_rung_reaches_all_whom_it_names(reading: Reading) -> Iterator[Where]:
    roles: dict[tuple[UUID, int], set[str]] = {}
    for row in reading.notices:
        roles.setdefault((row["contract_id"], row["version"]), set()).update(row["roles"])
    for record in reading.recorded:
        if isinstance(record.event, StepEscalated):
            there = {each for person in reading.policy_at(record).people for each in person.roles}
            wanted = {each for each in record.event.recipients if each in there or each == "department"}
            if missing := wanted - roles.get((record.stream, record.version), set()):
                yield record.stream, f"{record.version}: {missing} were not told"


@sentence
def no_notice_without_its_event(reading: Reading) -> Iterator[Where]:
    on_record = {(record.stream, record.version) for record in reading.recorded}
    for row in reading.notices:
        if (row["contract_id"], row["version"]) not in on_record:
            yield row["contract_id"], f"{row['kind']} of {row['version']}"


@sentence
def every_notice_arrives_or_is_given_up_and_then_its_contract_says_so(reading: Reading) -> Iterator[Where]:
    arrived = {mail.message_id for mail in reading.arrived}
    given_up = Counter(
        (record.stream, getattr(record.event, "kind", ""), getattr(record.event, "recipient", ""))
        for record in reading.recorded
        if record.event.type == "NoticeUndeliverable"
    )
    for row in reading.notices:
        about = f"{row['kind']} of {row['version']} to {row['recipient']}"
        if row["sent_at"]:
            if row["message_id"] not in arrived and row["reply"] != IN_ONE_MAIL:
                yield row["contract_id"], f"{about} is said to be sent, and did not arrive"
        elif row["waits"] or row["next_try_at"]:
            if not _is_for_the_next_digest(row, reading):
                yield row["contract_id"], f"{about} still waits"
        elif not given_up[row["contract_id"], row["kind"], row["recipient"]]:
            yield row["contract_id"], f"{about} was given up, and nobody was told"


def _is_for_the_next_digest(row: Any, reading: Reading) -> bool:
    """Queued after the last time at which digests were made."""
    if not row["waits"] or row["digest_id"]:
        return False
    policy = reading.policies[-1][1]
    day = date_in_stockholm(reading.now)
    while off(policy, day) or at(day, policy.digest_at) > reading.now:
        day -= ONE
    return bool(row["queued_at"] > at(day, policy.digest_at))


@sentence
def a_mail_comes_twice_only_when_its_answer_was_lost(reading: Reading) -> Iterator[Where]:
    """The sender died, or its line to PostgreSQL or to the mail server broke, between the 250 and our commit."""
    copies: dict[str, list[Any]] = {}
    for mail in reading.arrived:
        copies.setdefault(mail.message_id, []).append(mail)
    excuses = [*reading.interrupted, *(mail.at for mail in reading.lost_answers)]
    for message_id, mails in copies.items():
        for first, second in pairwise(mails):
            if not any(first.at <= when <= second.at for when in excuses):
                yield None, f"{message_id} at {first.at}, and again at {second.at}"


@sentence
def nothing_is_told_under_two_message_ids(reading: Reading) -> Iterator[Where]:
    """Alone, or in the day's one mail: never both."""
    arrived = {mail.message_id for mail in reading.arrived}
    for row in reading.notices:
        if row["digest_id"] and f"<{row['id']}@insats>" in arrived:
            yield row["contract_id"], f"{row['kind']} of {row['version']} came alone and in the day's mail"


SENTENCES = (
    every_event_tells_those_whom_it_concerns,
    every_rung_reaches_all_whom_it_names,
    no_notice_without_its_event,
    every_notice_arrives_or_is_given_up_and_then_its_contract_says_so,
    a_mail_comes_twice_only_when_its_answer_was_lost,
    nothing_is_told_under_two_message_ids,
)
