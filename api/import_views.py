"""What the API answers about an import."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.once import command_id
from domain.free_text import FreeText
from domain.importing import Outcome
from domain.words import N_
from language.words import Words
from projections.import_work import File
from projections.reading import Row


class ImportedContract(BaseModel):
    id: UUID
    contract_number: str
    title: str
    suppliers: list[str]
    missing: list[str]
    phase: str = ""
    changed: list[str] = []


class LineOut(BaseModel):
    """`row`: of a spreadsheet; 0: the whole file. Of a contract, `missing`: what a person has to tell; `phase`: where
    it stands, or would; `changed`, before it is read in: facts that would be told otherwise."""

    file: str
    row: int = 0
    outcome: Outcome
    contracts: list[ImportedContract] = []
    winners: list[str] = []
    reason: str = ""

    @classmethod
    def of(cls, row: Row, words: Words) -> Self:
        told = json.loads(row["told"]).get("contracts") or json.loads(row["known"])
        contracts = [_contract(each) for each in told]
        reason = json.loads(row["reason"]) if row["reason"] else None
        return cls(
            file=row["file_name"],
            row=row["row"],
            outcome=row["outcome"],
            contracts=contracts,
            winners=list(dict.fromkeys(name for each in contracts for name in each.suppliers)),
            reason=words(reason["message"], **reason["params"]) if reason else "",
        )


class StaysOut(BaseModel):
    """A contract that stays as it is when its import is taken back; `reason` in English, as `missing` of a line."""

    id: UUID
    contract_number: str
    title: str
    suppliers: str
    reason: str


STAYS: Mapping[str, str] = {
    "worked_with": N_("Somebody has worked with it since."),
    "read_since": N_("Another source has told something else of it since. Take that back first."),
    "others_rest_on_it": N_("Something that was entered since rests on what the import told."),
}


class ImportOut(BaseModel):
    """`rows`: how many lines there will be, as far as is known; `done`: how many are read. `trouble`: why it waits.
    `stays`: of one that was taken back, the contracts that stay as they are."""

    model_config = ConfigDict(extra="ignore")

    id: UUID
    state: str
    by_person: str
    begun_at: datetime
    reason: str
    totals: dict[Outcome, int]
    rows: int
    done: int
    trouble: str
    stays: list[StaysOut]

    @classmethod
    def of(cls, row: Row) -> Self:
        stays = [_stays(each) for each in json.loads(row["left_as_they_are"])]
        return cls.model_validate({**row, "totals": json.loads(row["totals"]), "stays": stays})


class LinesOut(BaseModel):
    """`next` goes into `after` to read on; null at the end."""

    items: list[LineOut]
    next: str | None


class Undoing(BaseModel):
    reason: FreeText
    command_id: UUID = Field(default_factory=command_id)


class FileOut(BaseModel):
    """`known`: our fields that its columns hold; `unknown`: headings that nobody has said anything about."""

    number: int
    name: str
    size: int
    known: list[str]
    unknown: list[str]

    @classmethod
    def of(cls, file: File) -> Self:
        told = file.headings or {}
        columns = {"known": told.get("known", []), "unknown": told.get("unknown", [])}
        return cls(number=file.number, name=file.name, size=file.size, **columns)


class OneFile(LineOut):
    """`id`: of the import; `state` is `ended` when all is read."""

    id: UUID
    state: str


def _stays(told: Mapping[str, Any]) -> StaysOut:
    return StaysOut(
        id=told["id"],
        contract_number=told["number"],
        title=told["title"],
        suppliers=told["suppliers"],
        reason=STAYS.get(told["why"], STAYS["worked_with"]),
    )


def _contract(told: Mapping[str, Any]) -> ImportedContract:
    return ImportedContract(
        id=told["id"],
        contract_number=told["number"],
        title=told["title"],
        suppliers=told["suppliers"],
        missing=missing(told),
        phase=told.get("phase", ""),
        changed=told.get("changed", []),
    )


def missing(told: Mapping[str, Any]) -> list[str]:
    """What a person has to tell; nothing is guessed."""
    asked = {
        N_("contract number"): told["number"],
        N_("supplier"): told["suppliers"],
        N_("signing date"): told["signed_on"],
        N_("end date"): told["ends_on"],
    }
    return [name for name, value in asked.items() if not value]
