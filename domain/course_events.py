"""What turns a contract from its straight course: appeals, cancellations, terminations, mistakes."""

from datetime import date
from typing import Literal

from domain.facts import Line
from domain.free_text import FreeText
from domain.step_events import Happened


class StandstillWaived(Happened):
    """The law asks for no standstill here (LOU 20:2: call-offs, direct awards and so on)."""

    type: Literal["StandstillWaived"] = "StandstillWaived"
    ground: Line


class AppealFiled(Happened):
    """The standstill goes on for as long as the court examines the award (LOU 20:8)."""

    type: Literal["AppealFiled"] = "AppealFiled"
    filed_on: date
    case_number: Line = ""


class CourtDecided(Happened):
    """`stands`: the award stands, and ten days remain (LOU 20:10); else the award has to be made anew."""

    type: Literal["CourtDecided"] = "CourtDecided"
    decided_on: date
    stands: bool


class AwardCancelled(Happened):
    type: Literal["AwardCancelled"] = "AwardCancelled"
    reason: FreeText


class ContractStruckOff(Happened):
    """Registered by mistake; the trail stays."""

    type: Literal["ContractStruckOff"] = "ContractStruckOff"
    reason: FreeText


class ContractTerminated(Happened):
    """Ended before its time; what was promised and done is still evaluated."""

    type: Literal["ContractTerminated"] = "ContractTerminated"
    terminated_on: date
    reason: FreeText


class SupplierAbsent(Happened):
    """The supplier did not come to the dialogue; the duty, and its last day, remain."""

    type: Literal["SupplierAbsent"] = "SupplierAbsent"
    absent_on: date


class CommitmentWithdrawn(Happened):
    type: Literal["CommitmentWithdrawn"] = "CommitmentWithdrawn"
    commitment: int
    reason: FreeText


class PlacementInterrupted(Happened):
    """It ended before its time; the promised place is free again."""

    type: Literal["PlacementInterrupted"] = "PlacementInterrupted"
    placement: int
    interrupted_on: date
    reason: FreeText


class FollowUpRejected(Happened):
    """The report is asked for again, with the reason."""

    type: Literal["FollowUpRejected"] = "FollowUpRejected"
    reason: FreeText
