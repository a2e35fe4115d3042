"""A published notice as it was read, whichever standard it was written in: what it is, and what it tells."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from domain.facts import ContractFacts, Lot, Organisation, Source


class NoticeKind(StrEnum):
    AWARD = "award"
    INTENTION = "intention"  # of a direct award (VEAT): mostly before anything is signed
    MODIFICATION = "modification"  # of a contract that was awarded before
    COMPETITION = "competition"
    OTHER = "other"  # planning, completion, registration: nothing for Insats


class Remark(NamedTuple):
    """`message` is an English sentence with {placeholders}, as a Refusal's; the edges translate it."""

    code: str
    message: str
    params: Mapping[str, object] = {}


@dataclass(frozen=True)
class PublicNotice:
    """`source` is without `contract_ref`. `earlier`: the notices that it changes, by id or publication number.

    `contracts`: one a concluded contract (of a modification: as it is after the change). `lots`: all of the notice's.
    `unfit`: why nothing can come of it, whatever is on record.
    """

    kind: NoticeKind
    source: Source
    title: str = ""
    buyers: tuple[Organisation, ...] = ()
    lots: tuple[Lot, ...] = ()
    contracts: tuple[ContractFacts, ...] = ()
    earlier: tuple[str, ...] = ()
    change_reasons: tuple[str, ...] = ()  # BT-140, of a change notice
    warnings: tuple[Remark, ...] = ()
    unfit: Remark | None = None

    @property
    def keys(self) -> frozenset[str]:
        """What a contract on record that it concerns can be found by; see `keys_of`."""
        return keys_of(self.source) | self.replaces

    @property
    def replaces(self) -> frozenset[str]:
        return frozenset(filter(None, map(_key, self.earlier)))


def keys_of(source: Source) -> frozenset[str]:
    """Its procedure, its notice and its publication number, each written in one way."""
    told = (source.procedure_id, source.notice_id, source.publication_number)
    return frozenset(filter(None, map(_key, told)))


def is_same_notice(one: Source, other: Source) -> bool:
    """A converter to OCDS keeps the notice's id; one to eForms may give every notice the same, and then their
    publication numbers differ."""
    if not one.notice_id or one.notice_id != other.notice_id:
        return False
    if one.kind != other.kind:
        return _UUID.fullmatch(one.notice_id.lower()) is not None
    published = {one.publication_number, other.publication_number} - {""}
    return one.notice_version == other.notice_version and len(published) < 2


def is_version_of(one: Source, other: Source) -> bool:
    return one.notice_id == other.notice_id and (
        one.notice_version != other.notice_version or is_same_notice(one, other)
    )


def is_older(one: Source, other: Source) -> bool:
    """Of two notices about the same: by version where it is the same notice, otherwise by the day it was sent."""
    if one.notice_id == other.notice_id:
        return one.notice_version < other.notice_version
    return bool(one.dispatched_on and other.dispatched_on and one.dispatched_on < other.dispatched_on)


_PUBLISHED = re.compile(r"0*(\d{1,8})-(\d{4})", re.ASCII)  # 00497414-2024
_PUBLISHED_BEFORE = re.compile(r"(\d{4})/S \d{3}-0*(\d{1,8})", re.ASCII)  # 2022/S 033-083421
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_VERSION = re.compile(rf"({_UUID.pattern})-\d{{2}}", re.ASCII)  # of a notice: its id, -01


def _key(told: str) -> str:
    told = told.strip().lower()
    if found := _PUBLISHED.fullmatch(told):
        return f"{found[1]}-{found[2]}"
    if found := _PUBLISHED_BEFORE.fullmatch(told.upper()):
        return f"{found[2]}-{found[1]}"
    return found[1] if (found := _VERSION.fullmatch(told)) else told
