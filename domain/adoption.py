"""The policy versions of this installation: one stream, an event each time another policy is adopted.

A stream of its own kind, as a need's (docs/decisions/0011-one-write-path-two-kinds-of-stream.md); why the whole file
stands in the event, and how everybody gets the same policy: docs/decisions/0019-the-policy-is-adopted.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from domain.command import Command
from domain.context import Context
from domain.contract import Contract
from domain.facts import Fact, Word
from domain.free_text import STORABLE, Encrypted, FreeText
from domain.happened import Happened
from domain.refusal import Refusal
from domain.words import N_

POLICY_STREAM = UUID("7d1c1f0e-51a5-4b5f-9a54-70c2d0b1a700")  # any constant: one an installation

# To the letter, with its comments; people's names and addresses stand in it.
WholeFile = Annotated[str, StringConstraints(min_length=1, max_length=200_000, pattern=STORABLE), Encrypted()]


class WrittenPolicy(Fact):
    """A policy file, and the red days that went with it: all that a Policy is made of.

    `version`: the file's name and the beginning of its digest; `red_days`: the calendar as it then was,
    by name, so that another version of the calendar changes nothing by itself. `by_itself`: the installation adopted it
    as it started; nobody has decided on it, so it moves nothing.
    """

    version: Word
    calendar: Word
    red_days: Mapping[Word, tuple[date, ...]]
    text: WholeFile
    reason: FreeText
    by_itself: Annotated[bool, Field(strict=True)] = False


@dataclass(frozen=True)
class Adopted:
    """What is in force. `number`: the how manieth; 0: none yet."""

    number: int = 0
    version: str = ""
    digest: str = ""
    calendar: str = ""
    by_itself: bool = False


class PolicyAdopted(WrittenPolicy, Happened):
    """`digest`: of the text, SHA-256 in hex; it tells one text from another also when the text is erased."""

    says: ClassVar[str] = N_("The policy {version} was adopted.")
    correctable: ClassVar[bool] = False
    type: Literal["PolicyAdopted"] = "PolicyAdopted"
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

    def evolve(self, state: Contract) -> Contract:
        return state.having(
            Adopted(state.version + 1, self.version, self.digest, self.calendar, self.by_itself)
        )


class AdoptPolicy(WrittenPolicy, Command):
    """`replaces`: the number of the one in force when it was decided to adopt this one."""

    alone: ClassVar[bool] = True
    type: Literal["adopt_policy"] = "adopt_policy"
    replaces: int

    @staticmethod
    def may(state: Contract) -> None:
        """At any time."""

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        now, digest = state.of(Adopted), sha256(self.text.encode()).hexdigest()
        decided = self.by_itself or not now.by_itself
        if decided and (now.digest, now.calendar) == (digest, self.calendar):
            return
        if self.replaces != now.number:
            raise Refusal(
                "policy_changed",
                N_(
                    "Another policy has been adopted meanwhile: {version}. Look again at what yours would change."
                ),
                version=now.version,
            )
        told = {name: value for name, value in self if name not in ("type", "replaces")}
        yield PolicyAdopted.model_validate(told | {"digest": digest})


EVENTS: tuple[type[Happened], ...] = (PolicyAdopted,)
