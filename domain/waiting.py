"""Who has to act before an open step can be taken: one of the municipality's, or somebody that one waits for."""

from enum import StrEnum

from domain.contract import Contract
from domain.process.award import STANDSTILL
from domain.process.confirming import CONFIRM
from domain.process.deficiency import RECTIFY
from domain.process.follow_up_plan import FOLLOW_UP
from domain.process.standstill import standstill_is_counted
from domain.vocabulary import Party


class WaitsFor(StrEnum):
    NOBODY = ""
    SUPPLIER = "supplier"
    COURT = "court"
    TIME = "time"


def waits_for(step: str, state: Contract) -> WaitsFor:
    match step:
        case _ if step == STANDSTILL and state.appealed:
            return WaitsFor.COURT
        case _ if step == STANDSTILL and standstill_is_counted(state):
            return WaitsFor.TIME
        case _ if step == CONFIRM and state.confirmed_by == {Party.MUNICIPALITY}:
            return WaitsFor.SUPPLIER
        case _ if step == FOLLOW_UP and not state.report_waits:
            return WaitsFor.SUPPLIER
        case _ if step == RECTIFY:
            return WaitsFor.SUPPLIER
        case _:
            return WaitsFor.NOBODY
