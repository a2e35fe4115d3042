"""Of absence: a mail goes to whom it is meant for, or that day to whoever stands in for them."""

from collections.abc import Iterator

from domain.delegations import DelegationGiven, DelegationWithdrawn
from domain.policy import Policy
from event_store.codec import Recorded
from simulator.post_office import Arrived
from simulator.reading import Reading
from simulator.sentences.sentence import Where, sentence


@sentence
def a_mail_goes_to_whom_it_is_meant_for_or_to_who_stands_in_that_day(reading: Reading) -> Iterator[Where]:
    alone = {row["message_id"]: row for row in reading.notices if not row["digest_id"]}
    days_mails = {row["message_id"]: row for row in reading.digests}
    told = [
        each for each in reading.recorded if isinstance(each.event, DelegationGiven | DelegationWithdrawn)
    ]
    for mail in reading.arrived:
        row = alone.get(mail.message_id) or days_mails.get(mail.message_id)
        if row is None or row["recipient"].startswith("contact:"):
            continue
        wanted = _stands_in(row["recipient"], _away(told, mail))
        if mail.to not in set(_addresses(wanted, [policy for _, policy in reading.policies])):
            yield (
                None,
                f"{mail.message_id} to {row['recipient']} came to {mail.to} on {mail.day}, not to {wanted}",
            )


def _away(told: list[Recorded], mail: Arrived) -> list[DelegationGiven]:
    """As it was told when the mail came."""
    given: dict[int, DelegationGiven] = {}
    for record in told:
        event = record.event
        if record.position <= mail.head and isinstance(event, DelegationGiven):
            given[event.delegation] = event
        elif record.position <= mail.head and isinstance(event, DelegationWithdrawn):
            given.pop(event.delegation, None)
    return [each for each in given.values() if each.first_day <= mail.day <= each.last_day]


def _stands_in(person: str, away: list[DelegationGiven]) -> str:
    """Empty: nobody does; then it is a coordinator."""
    for _in_a_row in range(6):
        deputy = next((each.deputy for each in away if each.person == person), None)
        if deputy is None:
            return person
        person = deputy
    return ""


def _addresses(person: str, policies: list[Policy]) -> Iterator[str]:
    for policy in policies:
        for each in policy.people:
            if each.id == person or (not person and "coordinator" in each.roles):
                yield each.address


SENTENCES = (a_mail_goes_to_whom_it_is_meant_for_or_to_who_stands_in_that_day,)
