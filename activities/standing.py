"""What a workflow learns when it asks the store: the one value that crosses between them."""

from dataclasses import field
from datetime import timedelta
from uuid import UUID

from pydantic.dataclasses import dataclass  # its validator is built once, not anew for each that crosses

from domain.vocabulary import Phase


@dataclass(frozen=True)
class Standing:
    """`wait`: until time has something to do; None when only people have. `at_once`: how many of the notices are told
    side by side. `summary`: for Temporal's own pages."""

    phase: Phase
    open_steps: list[str]
    wait: timedelta | None
    notices: list[UUID] = field(default_factory=list)
    at_once: int = 1
    summary: str = ""
    next_due: str = ""
    departments: list[str] = field(default_factory=list)

    @property
    def shown(self) -> tuple[object, ...]:
        """In Temporal's own pages."""
        return self.phase, self.summary, self.next_due, self.departments
