"""Bad input: one clear reason a file, at once, in bounded memory; and never anything but a Refusal is raised."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from exchange.template import template
from tests.exchange.hostile import all_measured, broken_tables, measured, mutations
from tests.exchange.hostile_tables import as_text, with_all_kinds_of_cells

REPOSITORY = Path(__file__).parents[2]
NOTICES = Path(os.environ.get("INSATS_NOTICES", REPOSITORY.parent / "shared" / "notices"))
MUTATIONS = int(os.environ.get("INSATS_MUTATIONS", "300"))
MEGABYTES = 256.0  # above idle
SECONDS = float(os.environ.get("INSATS_SECONDS", "20"))  # of processor: `make prove-hostile` asks for two
READ = {  # what is odd in them does no harm
    "an inclusion", "a style sheet", "one text of ten megabytes", "ten thousand comments", "as many tags as may be",
    "five thousand lots in one contract", "three hundred contracts over three hundred results",
    "UTF-16 without a mark", "a number beyond all", "an amount beyond all", "not a number", "half a sign",
    "a zero sign", "keys told twice", "ten thousand columns", "as many objects as may be", "records that are none",
    "everything a list", "a thousand contracts with a thousand suppliers", "a personal number as an organisation's",
    "xlsx: a formula that calls a program", "csv: a personal number",
}  # fmt: skip


@pytest.mark.timeout(600)
def test_a_hostile_file_is_refused_at_once_and_in_bounded_memory(
    record_property: Callable[[str, object], None],
) -> None:
    came = list(all_measured())
    record_property("hostile_files", len(came))
    record_property("slowest_seconds", round(max(one.seconds for one in came), 2))
    record_property("most_megabytes_above_idle", round(max(one.megabytes for one in came)))
    assert [one for one in came if "traceback" in one.outcome] == []
    assert {one.name for one in came if one.outcome.startswith("read")} == READ
    assert [one for one in came if one.seconds > SECONDS or one.megabytes > MEGABYTES] == []


@pytest.mark.timeout(3600)
def test_broken_notices_are_read_or_refused(record_property: Callable[[str, object], None]) -> None:
    """Published ones where there are any, our own otherwise."""
    files = [
        path
        for path in NOTICES.glob("*/**/*")
        if path.suffix in (".xml", ".json") and "codelists" not in path.parts
    ]
    files = sorted(files) or sorted((REPOSITORY / "examples").glob("*.[xj]*"))
    seeds = [path.read_bytes() for path in files]
    idle = measured("idle", str).megabytes
    one = measured("mutations", lambda: mutations(seeds, MUTATIONS))
    assert "traceback" not in one.outcome, one.outcome
    came = json.loads(one.outcome)
    assert came["read"] + came["refused"] == MUTATIONS
    assert came["read"] > MUTATIONS // 20
    record_property("mutations", MUTATIONS)
    record_property("of_them", came)
    record_property("their_megabytes_above_idle", round(one.megabytes - idle))
    assert one.megabytes - idle < MEGABYTES


@pytest.mark.timeout(3600)
def test_broken_spreadsheets_are_read_or_refused(record_property: Callable[[str, object], None]) -> None:
    """Our template, a register by Excel's rules with days and numbers as such, and one as text."""
    seeds = [("avtal.xlsx", template()), ("avtal.xlsx", with_all_kinds_of_cells()), ("avtal.csv", as_text())]
    idle = measured("idle", str).megabytes
    one = measured("tables", lambda: broken_tables(seeds, MUTATIONS))
    assert "traceback" not in one.outcome, one.outcome
    came = json.loads(one.outcome)
    assert came["read"] > MUTATIONS // 20
    record_property("broken_spreadsheets", came)
    assert one.megabytes - idle < MEGABYTES
