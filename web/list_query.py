"""What the list of contracts is asked for, as it stands in its address: the address is the view."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from urllib.parse import parse_qs, urlencode

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.paging import Text, Word
from domain.words import N_
from projections.finding import Filters, Order, Sort

Day = Annotated[date | None, BeforeValidator(lambda told: told or None)]  # a field left empty
Ticked = Annotated[bool, BeforeValidator(bool)]

# In the address → of the filters; and what a chip calls it.
FILTERS: Mapping[str, tuple[str, str]] = {
    "text": ("text", N_("Words")),
    "fas": ("phase", N_("Phase")),
    "avdelning": ("department", N_("Who is next")),
    "klausul": ("clause", N_("Clause")),
    "steg": ("step", N_("Step")),
    "leverantor": ("supplier", N_("Supplier")),
    "kopare": ("buyer", N_("Buyer")),
    "forsenade": ("overdue", N_("Late")),
    "mina": ("mine", N_("My contracts")),
    "sista_fran": ("due_from", N_("Last day from")),
    "sista_till": ("due_to", N_("Last day to")),
    "tecknat_fran": ("signed_from", N_("Signed from")),
    "tecknat_till": ("signed_to", N_("Signed to")),
    "slut_fran": ("ends_from", N_("Ends from")),
    "slut_till": ("ends_to", N_("Ends to")),
}
SORTS: Mapping[str, Sort] = {
    "sista_dag": "due",
    "leverantor": "supplier",
    "nummer": "number",
    "tecknat": "signed_on",
    "slut": "ends_on",
    "andrat": "changed_at",
}
# In the order in which they stand; what sorts by them.
COLUMNS: Mapping[str, tuple[str, str]] = {
    "nummer": (N_("Number"), "nummer"),
    "fas": (N_("Phase"), ""),
    "bradskar": (N_("Urgency"), "sista_dag"),
    "sista_dag": (N_("Last day"), "sista_dag"),
    "platser": (N_("Started places"), ""),
    "avdelning": (N_("Who is next"), ""),
    "kopare": (N_("Buyer"), ""),
    "klausul": (N_("Clause"), ""),
    "tecknat": (N_("Signed"), "tecknat"),
    "slut": (N_("Ends"), "slut"),
    "andrat": (N_("Changed"), "andrat"),
}
SHOWN = ("nummer", "fas", "bradskar", "sista_dag", "platser")


class ListAsked(BaseModel):
    """`kolumn`: none for those that are shown by themselves; `efter`: where the page before ended."""

    model_config = ConfigDict(frozen=True)

    text: Text = ""
    fas: Word = ""
    avdelning: Word = ""
    klausul: Word = ""
    steg: Word = ""
    leverantor: Text = ""
    kopare: Text = ""
    forsenade: Ticked = False
    mina: Ticked = False
    sista_fran: Day = None
    sista_till: Day = None
    tecknat_fran: Day = None
    tecknat_till: Day = None
    slut_fran: Day = None
    slut_till: Day = None
    sortera: Word = ""
    kolumn: tuple[Word, ...] = ()
    efter: Annotated[str, Field(max_length=1000)] = ""

    @property
    def filters(self) -> Filters:
        return Filters(**{name: getattr(self, told) for told, (name, _) in FILTERS.items()})

    @property
    def order(self) -> Order:
        """By last day, where the address asks for what there is not."""
        wanted = SORTS.get(self.sortera.removeprefix("-"))
        return Order(wanted, self.sortera.startswith("-")) if wanted else Order()

    @property
    def begins_with_the_late(self) -> bool:
        """Then a sentence can say how much of it there is."""
        return self.order == Order() and not self.efter

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(name for name in COLUMNS if name in self.kolumn) or SHOWN

    def query(self, **changed: Any) -> str:
        """Only what says something, always in the same order; from the first page, unless `efter` is given."""
        told = self.model_dump(exclude={"efter"}) | changed
        if tuple(told["kolumn"]) == SHOWN:
            told["kolumn"] = ()
        said = {name: "1" if value is True else value for name, value in told.items() if value}
        return urlencode(said, doseq=True)

    def address(self, **changed: Any) -> str:
        query = self.query(**changed)
        return f"/avtal?{query}" if query else "/avtal"


def read_query(query: str) -> ListAsked:
    """Raises ValueError."""
    told: dict[str, Any] = {name: values[-1] for name, values in parse_qs(query).items()}
    return ListAsked(**told | {"kolumn": parse_qs(query).get("kolumn", ())})


def sorted_by(asked: ListAsked, name: str) -> str:
    """The address where the list is sorted by it; the other way round where it is already."""
    falls = asked.order == Order(SORTS[name])
    return asked.address(sortera=f"-{name}" if falls else "" if name == "sista_dag" else name)


def sort_word(order: Order) -> str:
    """For the cursor, which holds in one order alone."""
    return f"-{order.by}" if order.falling else order.by
