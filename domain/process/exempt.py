"""An award of which the law asks for no standstill: a call-off, a direct award and so on (LOU 20:2, 19 a kap.)."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Shown, Wording
from domain.context import Context
from domain.contract import Contract, changed
from domain.facts import Line
from domain.happened import Happened
from domain.process.award import may_settle_standstill
from domain.vocabulary import Exemption
from domain.words import N_


class StandstillWaived(Happened):
    """The law asks for no standstill here. `exemption`: None in older events; `ground`: what more there is to say."""

    says: ClassVar[str] = N_("No standstill is needed. {exemption} {ground}")
    type: Literal["StandstillWaived"] = "StandstillWaived"
    exemption: Exemption | None = None
    ground: Line = ""

    def evolve(self, state: Contract) -> Contract:
        return changed(state, standstill_ended=True, standstill_waived=True)


class WaiveStandstill(Command):
    """Say that the law asks for no standstill, and on what ground (LOU 20:2)."""

    wording: ClassVar[Wording] = Wording(
        N_("No standstill is needed"), N_("Save the ground"), N_("It is saved that no standstill is needed.")
    )
    type: Literal["waive_standstill"] = "waive_standstill"
    exemption: Annotated[Exemption, Field(title=N_("On what ground?")), Shown("radio")]
    ground: Annotated[
        Line, Field(title=N_("More about it"), description=N_("For example which framework agreement."))
    ] = ""

    @staticmethod
    def may(state: Contract) -> None:
        may_settle_standstill(state)

    def decide(self, _state: Contract, _: Context) -> Iterator[Happened]:
        yield StandstillWaived(exemption=self.exemption, ground=self.ground)
