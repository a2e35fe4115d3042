"""Triage: does the contract carry a social clause, and which?"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Shown, Wording
from domain.context import Context
from domain.contract import Contract, changed
from domain.facts import Line, StepLimit
from domain.free_text import FreeText
from domain.guards import must_be_registered, must_be_running
from domain.happened import Happened
from domain.process.evaluation import ContractClosed
from domain.refusal import Refusal
from domain.step import Heading, Step
from domain.vocabulary import Chapter, Clause, Phase, Sanction
from domain.words import N_

TRIAGE = "triage"


class ClauseTriaged(Happened):
    """It also takes back an earlier "no clause", which had closed the contract."""

    says: ClassVar[str] = N_("The clause was decided: {clause}.")
    type: Literal["ClauseTriaged"] = "ClauseTriaged"
    clause: Clause
    reason: FreeText | None = None
    count_from: date | None = None
    time_limits: tuple[StepLimit, ...] = ()
    sanctions: tuple[Sanction, ...] = ()
    chapter: Chapter | None = None
    full_time_months: int | None = None
    reports_every: int | None = None
    rule: Line = ""  # of the policy, where no person decided

    def evolve(self, state: Contract) -> Contract:
        limits = {limit.step: limit for limit in self.time_limits}
        allowed = frozenset(self.sanctions)
        return changed(
            state,
            clause=self.clause,
            count_from=self.count_from,
            time_limits=limits,
            sanctions=allowed,
            reports_every=self.reports_every,
            closed=False,
        )


class TriageClause(Command):
    """Say whether the contract carries a social clause, and which.

    `count_from`: the day from which time limits run when the contract was signed before it was registered.
    """

    wording: ClassVar[Wording] = Wording(
        N_("Decide about the clause"), N_("Save the decision"), N_("The decision about the clause is saved.")
    )
    type: Literal["triage_clause"] = "triage_clause"
    clause: Annotated[Clause, Field(title=N_("Social clause")), Shown("radio")]
    reason: Annotated[
        FreeText | None, Field(title=N_("Why?"), description=N_("Needed when there is no clause."))
    ] = None
    count_from: Annotated[
        date | None,
        Field(
            title=N_("Count time limits from"),
            description=N_("Needed when the contract was signed before today."),
        ),
    ] = None
    time_limits: Annotated[
        tuple[StepLimit, ...], Field(title=N_("Time limits of the contract's own clause")), Shown("limits")
    ] = ()
    sanctions: Annotated[
        tuple[Sanction, ...],
        Field(
            max_length=3,
            title=N_("Sanctions that the clause allows"),
            description=N_("Nothing else can be decided when something is lacking."),
        ),
        Shown("checks"),
    ] = ()
    chapter: Annotated[Chapter | None, Field(title=N_("Procured under"))] = None
    full_time_months: Annotated[
        int | None, Field(ge=1, le=10_000, title=N_("Months of full time that the clause asks for"))
    ] = None
    reports_every: Annotated[
        int | None,
        Field(
            ge=1,
            le=60,
            title=N_("Months between the reports"),
            description=N_(
                "Leave empty where the clause says nothing. Then the municipality's own rhythm applies."
            ),
        ),
    ] = None

    @staticmethod
    def may(state: Contract) -> None:
        """Once decided it stands, except that "no clause" can be taken back. What is struck off stays so."""
        (must_be_running if state.void else must_be_registered)(state)
        if state.clause not in (None, Clause.NONE):
            raise Refusal("already_triaged", N_("It is already decided which clause the contract carries."))

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        if self.clause is Clause.NONE:
            yield from self._no_clause(state)
            return
        self._check_count_from(state, context)
        yield ClauseTriaged(
            clause=self.clause,
            reason=self.reason,
            count_from=self.count_from,
            time_limits=self.time_limits,
            sanctions=self.sanctions,
            chapter=self.chapter,
            full_time_months=self.full_time_months,
            reports_every=self.reports_every,
        )

    def _no_clause(self, state: Contract) -> Iterator[Happened]:
        if self.reason is None:
            raise Refusal("no_clause_needs_reason", N_("Say why the contract carries no social clause."))
        if state.clause is not Clause.NONE:
            yield ClauseTriaged(clause=Clause.NONE, reason=self.reason)
            yield ContractClosed()

    def _check_count_from(self, state: Contract, context: Context) -> None:
        signed_on = state.signed_on
        if signed_on and signed_on < context.today and self.count_from is None:
            raise Refusal(
                "count_from_missing",
                N_(
                    "The contract was signed on {signed_on}, before today. Say from which day the time limits count."
                ),
                signed_on=signed_on,
            )
        if self.count_from:
            must_be_possible_to_count_from(self.count_from, state)


def must_be_possible_to_count_from(day: date, state: Contract) -> None:
    if state.signed_on and day < state.signed_on:
        raise Refusal(
            "count_from_before_signing",
            N_("The time limits cannot count from before the contract was signed on {signed_on}."),
            signed_on=state.signed_on,
        )
    ends_on = state.facts.ends_on if state.facts else None
    if ends_on and day > ends_on:
        raise Refusal(
            "count_from_after_end",
            N_("The contract ends on {ends_on}; time limits cannot count from after that."),
            ends_on=ends_on,
        )


STEPS = (
    Step(
        TRIAGE,
        N_("Decide about the clause"),
        (Phase.TRIAGE,),
        Heading(N_("Decide about the clause by {day}"), N_("Which social clause does the contract carry?")),
        asks=lambda _: TriageClause.model_fields["type"].default,
        can_be_limited=False,
    ),
)
