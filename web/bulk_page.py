"""One act on many contracts: first what it asks for, then what would come of it for each, then what did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from access.asker import Asker
from access.commands import why_not
from domain.command import Command
from domain.contract import Contract
from domain.policy import Policy
from domain.process.owner import NameContractOwner
from domain.process.responsibility import PassOnStep
from domain.words import N_
from language.words import Words
from web.command_forms import FORMS
from web.dates import Dates
from web.form_views import Attempt, FieldView, fields_of

ACTS: Mapping[str, type[Command]] = {
    "name_contract_owner": NameContractOwner,
    "pass_on_step": PassOnStep,
}
OF_EACH = "step"  # not asked for: each contract's own first open step


@dataclass(frozen=True)
class Outcome:
    """Of one contract; `reason`: why nothing comes of it."""

    id: UUID
    name: str
    number: str
    step: str
    version: int = 0
    reason: str = ""


@dataclass(frozen=True)
class BulkView:
    """`outcomes`: empty until it has been looked at or `done`; `contracts`: those that were marked."""

    act: str
    title: str
    button: str
    fields: Sequence[FieldView]
    contracts: Sequence[UUID]
    filled: Mapping[str, str]
    outcomes: Sequence[Outcome] = ()
    done: bool = False
    faults: Mapping[str, str] = field(default_factory=dict)
    command_id: UUID = field(default_factory=uuid4)

    @property
    def query(self) -> str:
        """Of the list that it began in."""
        return self.filled.get("vy", "")

    @property
    def changed(self) -> Sequence[Outcome]:
        return [each for each in self.outcomes if not each.reason]

    @property
    def passed_over(self) -> Sequence[Outcome]:
        return [each for each in self.outcomes if each.reason]

    def headline(self, words: Words) -> str:
        changed, left = len(self.changed), len(self.passed_over)
        if self.done:
            return words(N_("{changed} changed, {left} passed over"), changed=changed, left=left)
        if self.outcomes:
            return words(N_("{changed} would change, {left} are passed over"), changed=changed, left=left)
        return self.title


def acts(asker: Asker, policy: Policy, words: Words) -> list[tuple[str, str]]:
    """What whoever looks at the list may do with several at once."""
    return [
        (name, words(FORMS[name].title))
        for name, command in ACTS.items()
        if command is PassOnStep or why_not(asker, command, Contract(), policy) is None
    ]


def bulk_fields(act: str, attempt: Attempt, dates: Dates, policy: Policy) -> list[FieldView]:
    return fields_of(
        [each for each in FORMS[act].fields if each.name != OF_EACH], act, attempt, dates, policy
    )
