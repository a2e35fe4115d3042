"""What people type, and names of persons: marked here, encrypted by the event store, an entry a key."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import StringConstraints


@dataclass(frozen=True)
class Encrypted:
    """Marks a field whose value never stands in an event in clear."""


STORABLE = r"^[^\x00]*$"  # PostgreSQL's text has no NUL
SAYS_SOMETHING = (
    r"^[^\x00]*[^\s\x00][^\x00]*$"  # and blanks alone are none: also for who reads the description
)
# As browsers check it (HTML, input type=email), and with a dot: no sign that a mail server takes for another, nor one
# that is a blank to one reader of the pattern and none to the next.
MAIL_ADDRESS = r"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+$"

FreeText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=8000, pattern=SAYS_SOMETHING),
    Encrypted(),
]
