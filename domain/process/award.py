"""The award: when its decision was sent, the standstill that counts from then, and the signature."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.calendar import date_in_stockholm
from domain.command import Command, Wording
from domain.context import Context
from domain.contract import Contract, changed
from domain.facts import AwardNotice
from domain.guards import must_be_awake, must_be_in
from domain.happened import Happened, evolve
from domain.phase import phase_of
from domain.process.standstill import by_law, standstill_ends_at, standstill_is_counted, standstill_last_day
from domain.refusal import Refusal
from domain.step import Heading, Start, Step, TimesOwn, when_opened
from domain.vocabulary import Phase
from domain.words import N_

STANDSTILL, SIGN = "standstill", "sign"


class AwardNotified(AwardNotice, Happened):
    """The award decision was sent to the bidders: day 0 of the standstill (LOU 20:1)."""

    says: ClassVar[str] = N_("The award decision was sent on {sent_on}.")
    type: Literal["AwardNotified"] = "AwardNotified"

    def evolve(self, state: Contract) -> Contract:
        return changed(state, award_notified=self)


class StandstillEnded(Happened):
    says: ClassVar[str] = N_("The standstill ended; its last day was {last_day}.")
    correctable: ClassVar[bool] = False
    type: Literal["StandstillEnded"] = "StandstillEnded"
    last_day: date

    def evolve(self, state: Contract) -> Contract:
        return changed(state, standstill_ended=True)

    def rests_on(self, earlier: Happened) -> bool:
        return isinstance(earlier, AwardNotified) or earlier.type == "CourtDecided"


class ContractSigned(Happened):
    says: ClassVar[str] = N_("The contract was signed on {signed_on}.")
    type: Literal["ContractSigned"] = "ContractSigned"
    signed_on: date

    def evolve(self, state: Contract) -> Contract:
        return changed(state, signed_on=self.signed_on)


def standstill_over(state: Contract, context: Context) -> Iterator[Happened]:
    """What follows at once when a day told now has let the standstill run out already."""
    ends = standstill_ends_at(state, context.policy)
    if phase_of(state) is Phase.AWARD and not state.standstill_ended and ends and context.now >= ends:
        yield _ended(state, context)


def may_settle_standstill(state: Contract) -> None:
    must_be_in(state, Phase.AWARD)
    must_not_be_appealed(state)
    if state.standstill_ended:
        raise Refusal("standstill_over", N_("The standstill has already run out."))


def must_not_be_appealed(state: Contract) -> None:
    if state.appealed:
        raise Refusal("appeal_pending", N_("The court has not decided yet."))


def must_have_let_the_standstill_run_out(state: Contract) -> None:
    """The supplier is not invited before nobody can stop the award any more."""
    must_be_awake(state)
    if phase_of(state) is Phase.AWARD:
        must_not_be_appealed(state)
        if not state.standstill_ended:
            raise Refusal(
                "standstill_not_over",
                N_(
                    "The standstill has not run out. The supplier is invited when it has, and the contract is signed."
                ),
            )


class NotifyAward(Command):
    """The day the award decision was sent to the bidders, and how; also of a standstill that nobody must keep, such as
    a call-off's (LOU 20:1-3)."""

    wording: ClassVar[Wording] = Wording(
        N_("Say when the award decision was sent"),
        N_("Save the day"),
        N_("The day of the award decision is saved. The standstill counts from it."),
    )
    day: ClassVar[str] = "sent_on"
    type: Literal["notify_award"] = "notify_award"
    sent_on: Annotated[date, Field(title=N_("The award decision was sent on"))]
    electronically: Annotated[
        bool,
        Field(
            title=N_("It was sent electronically"),
            description=N_("Then the standstill is 10 days, otherwise 15 (LOU 20:1)."),
        ),
    ] = True
    announced: Annotated[
        bool,
        Field(
            title=N_("It was an announcement of the intent to award without competition"),
            description=N_("Then the standstill is 10 days from its publication (LOU 20:3)."),
        ),
    ] = False
    stated_until: Annotated[
        date | None,
        Field(
            title=N_("The standstill runs until, as the decision states"),
            description=N_("Only when it states a longer one than the law's (LOU 20:1)."),
        ),
    ] = None

    @staticmethod
    def may(state: Contract) -> None:
        may_settle_standstill(state)

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        notified = AwardNotified.model_validate(self.model_dump(exclude={"type"}))
        self._check(state, by_law(notified))
        if notified != state.award_notified:
            yield notified
            yield from standstill_over(evolve(state, notified), context)

    def _check(self, state: Contract, least: date) -> None:
        awarded_on = state.facts.awarded_on if state.facts else None
        if awarded_on and self.sent_on < awarded_on:
            raise Refusal(
                "sent_before_award",
                N_("The winner was chosen on {awarded_on}; the decision cannot have been sent before that."),
                awarded_on=awarded_on,
            )
        if self.stated_until and self.stated_until < least:
            raise Refusal(
                "standstill_too_short",
                N_("By law the standstill runs at least to and including {least}; nothing shorter counts."),
                least=least,
            )


class SignContract(Command):
    wording: ClassVar[Wording] = Wording(
        N_("Say when the contract was signed"), N_("Save the day"), N_("The contract is signed.")
    )
    day: ClassVar[str] = "signed_on"
    type: Literal["sign_contract"] = "sign_contract"
    signed_on: Annotated[date, Field(title=N_("The contract was signed on"))]

    @staticmethod
    def may(state: Contract) -> None:
        must_be_in(state, Phase.AWARD)
        must_not_be_appealed(state)
        if not standstill_is_counted(state) and not state.standstill_ended:
            raise Refusal("award_not_notified", NOT_NOTIFIED)

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        """Signing before the standstill has run out can make the contract ineffective (LOU 20:13)."""
        last = standstill_last_day(state, context.policy.calendar)
        if last and self.signed_on <= last:
            raise Refusal(
                "standstill_running",
                N_(
                    "The standstill runs to and including {last_day}. The contract can be signed from the day after."
                ),
                last_day=last,
            )
        if last and not state.standstill_ended:
            yield StandstillEnded(last_day=last)
        yield ContractSigned(signed_on=self.signed_on)


NOT_NOTIFIED = N_(
    "First say when the award decision was sent: the standstill counts from that day (LOU 20:1)."
)


def _asked(state: Contract) -> str:
    if state.appealed:
        return "record_court_decision"
    return "" if standstill_is_counted(state) else "notify_award"


def _ended(state: Contract, context: Context) -> Happened:
    last = standstill_last_day(state, context.policy.calendar)
    return StandstillEnded(last_day=last or date_in_stockholm(context.now))


def _after_standstill(state: Contract, context: Context) -> Start:
    last = standstill_last_day(state, context.policy.calendar)
    return Start(last, N_("The standstill ran out")) if last else when_opened(state, context)


STEPS = (
    Step(
        STANDSTILL,
        N_("Standstill: say when the award decision was sent"),
        (Phase.AWARD,),
        Heading(N_("The standstill runs to and including {day}"), N_("When was the award decision sent?")),
        asks=_asked,
        is_open=lambda state: not state.standstill_ended,
        by_time=TimesOwn(standstill_ends_at, _ended),
        can_be_limited=False,
    ),
    Step(
        SIGN,
        N_("Sign the contract"),
        (Phase.AWARD,),
        Heading(N_("Sign the contract by {day}"), N_("When was the contract signed?")),
        asks=lambda _: "sign_contract",
        is_open=lambda state: state.standstill_ended,
        starts=_after_standstill,
        is_moot=lambda state: not state.standstill_ended,  # an appeal came after all
    ),
)
