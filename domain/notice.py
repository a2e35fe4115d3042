"""What a person is told by mail: contract, step and date; never a candidate, never a note."""

from datetime import date
from typing import NamedTuple

THE_SUPPLIER = "supplier"  # as a recipient: the contacts that a person has confirmed
ONE_CONTACT = "contact:"  # and a contact's number: one of them


def the_contact(number: int) -> str:
    """As a recipient, and as who did something: somebody at the supplier, by a number that says nothing of who."""
    return f"{ONE_CONTACT}{number}"


PLACEHOLDERS = (
    "contract",
    "step",
    "form",
    "number",
    "due",
    "last_day",
    "meeting",
    "was",
)  # that a mail fills


class Letter(NamedTuple):
    """A kind of notice: its name in lists, and its mail's subject and first line."""

    kind: str
    title: str
    subject: str
    line: str


class Notice(NamedTuple):
    """`recipient`: `department`, `supplier`, a role, or `person:` and an id; `departments` tells whose case
    workers are meant; `text`: one of the policy's own instead of the kind's, by its name."""

    kind: str
    recipient: str
    departments: tuple[str, ...] = ()
    step: str | None = None
    due: date | None = None
    number: int | None = None
    form: str = ""
    was: date | None = None  # the last day before it moved
    text: str = ""
