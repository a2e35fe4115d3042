"""`insats import`: a table or an object a line, what was not read, and whether something was refused."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any
from uuid import uuid4

from openpyxl import load_workbook

from tests.api.test_imports import EXAMPLES
from tests.served import Served

PROJECT = Path(__file__).parents[2]
UNUSED = ("OWNER_URL", "WRITER_URL", "READER_URL", "KEYS_URL", "KEY_ENCRYPTION_KEY")  # it asks over HTTP only
A_GIGABYTE = 1_000_000_000


async def insats(served: Served, *asked: str | Path) -> tuple[int, str, str]:
    """Its exit status, what it says, and what it says beside."""
    headers = await served.sign_in()
    environment = {**os.environ, **{f"INSATS_{name}": "" for name in UNUSED}, "INSATS_LANGUAGE": "sv"}
    environment |= {
        "INSATS_API_URL": served.url,
        "INSATS_TOKEN": headers["Authorization"].removeprefix("Bearer "),
    }
    command = (sys.executable, "-m", "cli.main", *map(str, asked))
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=PIPE, stderr=PIPE, cwd=PROJECT
    )
    said, beside = await process.communicate()
    return process.returncode or 0, said.decode(), beside.decode()


def objects(said: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.splitlines()]


def register(folder: Path, *rows: str) -> Path:
    file = folder / "avtal.csv"
    file.write_bytes("\r\n".join(rows).encode("cp1252"))
    return file


async def test_each_file_is_an_object_a_line_and_the_status_tells_of_a_refusal(
    served: Served, tmp_path: Path
) -> None:
    broken, empty, huge = tmp_path / "broken.xml", tmp_path / "empty.csv", tmp_path / "huge.xlsx"
    broken.write_bytes((EXAMPLES / "award-one-contract.xml").read_bytes()[:3000])
    empty.touch()
    with huge.open("wb") as file:
        file.truncate(A_GIGABYTE)
    award = EXAMPLES / "award-one-contract.xml"
    status, said, _ = await insats(
        served, "import", "--json", "--dry-run", award, broken, empty, huge, tmp_path / "absent.xml"
    )
    told = objects(said)
    assert status == 1
    assert [list(each) for each in told] == [["file", "outcome", "contracts", "winners", "reason"]] * 5
    assert [(each["file"], each["outcome"]) for each in told[1:]] == [
        (name, "refused") for name in ("broken.xml", "empty.csv", "huge.xlsx", "absent.xml")
    ]
    assert [each["reason"] for each in told[1:]] == [
        "Filen är inte XML, eller så är den avbruten. Hämta annonsen på nytt.",
        "Filen är tom. Spara eller hämta den på nytt.",
        "Filen är större än 10 MB. Dela upp den och läs in delarna.",
        "Det finns ingen sådan fil.",
    ]


async def test_nothing_refused_is_status_0_and_read_again_unchanged(served: Served, tmp_path: Path) -> None:
    mark = uuid4().hex[:6]
    file = register(tmp_path, "Avtalsnr;Benämning;Leverantör", f"K-{mark};Målning;Målarn i Åmål AB")
    status, said, beside = await insats(served, "import", "--json", file)
    (line,) = objects(said)
    assert (status, beside) == (0, "")
    assert (line["row"], line["outcome"], line["winners"]) == (2, "imported", ["Målarn i Åmål AB"])
    status, said, _ = await insats(served, "import", file)
    assert (status, "1 fanns redan" in said) == (0, True), said


async def test_what_a_column_means_is_told_once_and_what_was_not_read_is_said_beside(
    served: Served, tmp_path: Path
) -> None:
    mark = uuid4().hex[:6]
    file = register(
        tmp_path, f"Kontr {mark};Part {mark};Sak {mark};Anm {mark}", f"K-{mark};Exempelrör AB;Rör;Ring Kim"
    )
    told = (f"Kontr {mark}=number", f"Part {mark}=supplier", f"Sak {mark}=title")
    columns = [part for each in told for part in ("--column", each)]
    status, said, beside = await insats(served, "import", "--json", file, *columns)
    assert (status, [line["outcome"] for line in objects(said)]) == (0, ["imported"]), beside
    assert f"Anm {mark}" in beside
    assert "--column" in beside
    status, _, beside = await insats(served, "import", file, "--column", f"Anm {mark}=-")
    assert (status, beside) == (0, "")


async def test_our_template_is_written_to_a_file(served: Served, tmp_path: Path) -> None:
    status, _, _ = await insats(served, "import", "--template", tmp_path / "mall.xlsx")
    assert (status, load_workbook(tmp_path / "mall.xlsx").sheetnames) == (0, ["Avtal", "Så här"])
