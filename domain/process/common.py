"""Fields that many commands ask for, with their words."""

from typing import Annotated

from pydantic import Field

from domain.command import ChosenFrom, Shown
from domain.facts import RecruitmentNeed
from domain.free_text import FreeText
from domain.phase import places_left
from domain.words import N_

NOBODY = N_("One sentence is enough. Write nothing about people who may get a place.")

Why = Annotated[FreeText, Field(title=N_("Why?"), description=NOBODY)]
Ordinal = Annotated[int, Field(ge=1)]

Places = Annotated[int, Field(ge=1, le=10_000, title=N_("Number of places"))]
Quantity = Annotated[
    int,
    Field(
        ge=1,
        le=100_000,
        title=N_("How much in all"),
        description=N_("Only when weeks or months are promised: all places together."),
    ),
]

Commitment = Annotated[
    int,
    Field(ge=1, title=N_("Commitment")),
    ChosenFrom("commitment", lambda state: state.commitments),
]
CommitmentWithRoom = Annotated[
    int,
    Field(ge=1, title=N_("Commitment")),
    ChosenFrom("commitment", lambda state: [n for n in state.commitments if places_left(state, n) > 0]),
]
RunningPlacement = Annotated[
    int,
    Field(ge=1, title=N_("Placement")),
    ChosenFrom("placement", lambda state: state.running_placements),
]

Needs = Annotated[
    tuple[RecruitmentNeed, ...],
    Field(
        max_length=20,
        title=N_("Recruitment needs"),
        description=N_("Whom the supplier needs to hire: an occupation, or its SSYK code."),
    ),
    Shown("needs"),
]
AddsDuty = Annotated[
    bool,
    Field(
        title=N_("The record adds a duty or a payment that the contract's clause does not hold"),
        description=N_(
            "Then the procurement officer and the coordinator are told: it may be a change of the contract "
            "(LOU 17:8–14). Nothing is stopped."
        ),
    ),
]
