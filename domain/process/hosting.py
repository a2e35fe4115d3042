"""Where a placement is: the supplier itself unless a subcontractor is named, and each change of it (LOU 17:7)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Shown, Wording
from domain.context import Context
from domain.contract import Contract
from domain.facts import Organisation
from domain.happened import Happened
from domain.process.common import RunningPlacement
from domain.process.placement import PlacementStarted
from domain.process.running import may_end
from domain.refusal import Refusal
from domain.words import N_


@dataclass(frozen=True)
class Hosts:
    """By the placement's number."""

    named: Mapping[int, Organisation] = field(default_factory=dict)


class HostNamed(Happened):
    says: ClassVar[str] = N_("Placement {placement} is at {host}.")
    type: Literal["HostNamed"] = "HostNamed"
    placement: int
    host: Organisation

    def rests_on(self, earlier: Happened) -> bool:
        return isinstance(earlier, PlacementStarted) and earlier.placement == self.placement

    def evolve(self, state: Contract) -> Contract:
        hosts = state.of(Hosts)
        return state.having(replace(hosts, named={**hosts.named, self.placement: self.host}))


class NameHost(Command):
    """The subcontractor whose workplace it is; named again when it changes."""

    wording: ClassVar[Wording] = Wording(
        N_("Say at which subcontractor a placement is"),
        N_("Save the workplace"),
        N_("The workplace is saved."),
    )
    type: Literal["name_host"] = "name_host"
    placement: RunningPlacement
    host: Annotated[Organisation, Field(title=N_("Subcontractor")), Shown("organisation")]

    @staticmethod
    def may(state: Contract) -> None:
        may_end(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        if self.placement not in state.running_placements:
            raise Refusal(
                "placement_not_running", N_("Placement {number} is not running."), number=self.placement
            )
        if state.of(Hosts).named.get(self.placement) != self.host:
            yield HostNamed(placement=self.placement, host=self.host)
