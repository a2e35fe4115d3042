"""A file taken apart into what is read in one by one: a published notice, or a row of a spreadsheet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple, overload
from uuid import UUID

from domain.command import Command
from domain.facts import ContractFacts, Organisation, Source
from domain.public_notice import NoticeKind, PublicNotice, Remark
from domain.refusal import Refusal
from domain.takeover import TakeIn
from domain.words import N_
from exchange.columns import Heading, heading_of, headings_in, must_be_usable
from exchange.reading import read_file
from exchange.register_rows import read_row
from exchange.rows import LOOKED_AT, Row
from exchange.table import is_table, tables_of

Reason = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """What is asked of one contract."""

    contract: UUID
    command: Command
    facts: ContractFacts


class Register(NamedTuple):
    """What a spreadsheet does not tell itself. `columns`: what somebody has said that a heading means."""

    source: Source
    buyer: Organisation
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Item:
    """`row`: of a spreadsheet, or which notice of a package; 0: the whole file. `reason`: why it is refused, or what
    is to be looked at. What becomes of a notice is settled when it is read in, by what is on record then."""

    row: int
    parts: tuple[Part, ...] = ()
    notice: PublicNotice | None = None
    reason: Reason | None = None


class TakenApart(NamedTuple):
    """`headings`: of a spreadsheet, which it knows and which not."""

    items: Sequence[Item]
    headings: Mapping[str, Any] = {}


def take_apart(name: str, content: bytes, register: Register) -> TakenApart:
    """Never raises: what cannot be read is one item, refused. Takes seconds for a large file."""
    try:
        return (
            _register(content, register) if is_table(content, name) else TakenApart(_notices(content, name))
        )
    except Refusal as refusal:
        return TakenApart([Item(0, reason=reason_of(refusal))])


def _notices(content: bytes, name: str) -> list[Item]:
    """What adds to an award comes after the awards, whenever it was published."""
    notices = read_file(content, name).notices
    if len(notices) == 1:
        return [Item(0, notice=notices[0])]
    items = [Item(row, notice=notice) for row, notice in enumerate(notices, 1)]
    return sorted(items, key=adds_to_an_award)


def adds_to_an_award(item: Item) -> bool:
    """To the contracts on record by then."""
    return item.notice is not None and item.notice.kind in (NoticeKind.COMPETITION, NoticeKind.MODIFICATION)


class _Sheet(NamedTuple):
    """`top`: where its headings may stand; `below`: what has not been read yet."""

    heading: Heading
    top: Sequence[Row]
    below: Iterator[Row]


def _register(content: bytes, register: Register) -> TakenApart:
    """The sheet that has most of our columns."""
    sheet = _best(content, register.columns)
    heading = sheet.heading
    told = {"known": sorted(heading.fields.values()), "unknown": list(heading.unknown)}
    try:
        must_be_usable(heading)
    except Refusal as refusal:
        return TakenApart([Item(0, reason=reason_of(refusal))], told)
    rows = [row for row in (*sheet.top, *sheet.below) if row[0] > heading.row]
    return TakenApart(_Rows(rows, heading, register), told)


def _best(content: bytes, columns: Mapping[str, str]) -> _Sheet:
    """Only the top of each is read for that. Raises Refusal."""
    found, tops = list[_Sheet](), []
    for rows in tables_of(content):
        tops.append(list(islice(rows, LOOKED_AT)))
        if heading := heading_of(tops[-1], columns):
            found.append(_Sheet(heading, tops[-1], rows))
    if found:
        return max(found, key=lambda sheet: len(sheet.heading.fields))
    if names := headings_in(tops):
        raise Refusal(
            "no_headings", N_("No row names the columns of a register. Found: {headings}."), headings=names
        )
    raise Refusal("empty", N_("The file is empty. Save or download it anew."))


@dataclass(frozen=True)
class _Rows(Sequence[Item]):
    """Each is read when it is asked for: a hundred thousand contracts do not stand in memory together."""

    rows: Sequence[Row]
    heading: Heading
    register: Register

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> list[Item]: ...
    def __getitem__(self, place: int | slice) -> Item | list[Item]:
        if isinstance(place, slice):
            return [_row(row, self.heading, self.register) for row in self.rows[place]]
        return _row(self.rows[place], self.heading, self.register)


def _row(row: Row, heading: Heading, register: Register) -> Item:
    try:
        told = read_row(row, heading, register.source, register.buyer)
    except Refusal as refusal:
        return Item(row[0], reason=reason_of(refusal))
    command = TakeIn(facts=told.facts, history=told.history)
    return Item(row[0], (Part(told.contract, command, told.facts),))


def reason_of(refusal: Refusal | Remark) -> Reason:
    params = {name: _as_told(value) for name, value in refusal.params.items()}
    return {"code": refusal.code, "message": refusal.message, "params": params}


def _as_told(value: object) -> object:
    return [str(each) for each in value] if isinstance(value, tuple | list) else str(value)
