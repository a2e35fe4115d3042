"""What leaves the installation about one contract: read by a lawyer, checked by anybody, without us."""

import asyncio
import stat
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from audit import verify
from audit.verify import checkpoints_in
from domain.vocabulary import Form
from embedded.data_folder import DataFolder
from embedded.environment import inherited
from tests.engine.test_whole_contract import answers
from tests.served import Served
from web.dossier import Section
from web.dossier_pdf import pdf

SAID = "Leverantören vill börja i mars #strong[fet] *så*"


async def insats(data: DataFolder, *arguments: str) -> tuple[int, str]:
    """Status and what is said, by a process of its own, as at a terminal."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "cli.main", "audit", *arguments, "--data", str(data.path)),
        env=inherited({"INSATS_LANGUAGE": "sv"}),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def exported(data: DataFolder, folder: Path, *arguments: str) -> list[Path]:
    code, said = await insats(data, *arguments, "--reason", "Prov.", "--out", str(folder))
    assert code == 0, said
    return [Path(line) for line in said.splitlines()]


@dataclass(frozen=True)
class Left:
    """What left the installation once; `kept`: the checkpoint right after, as somebody outside has it."""

    number: str
    dossier: Path
    receipts: Sequence[Path]
    kept: Path

    def verified(self, file: Path) -> int:
        return verify.main([str(file), "--checkpoint", str(self.kept)])


@pytest.fixture(scope="session")
async def left(served: Served, sealer_process: DataFolder, tmp_path_factory: pytest.TempPathFactory) -> Left:
    """Of a contract whose dialogue is held, confirmed by both, and that promises places."""
    number, folder = f"DOS-{uuid4().hex[:6]}", tmp_path_factory.mktemp("left")
    contract, today = await served.signed_contract(number), await served.today()
    day, later = today.isoformat(), (today + timedelta(days=90)).isoformat()
    record = {"held_on": day, "participants": ["klk", "supplier"], "answers": answers(Form.INTERNSHIP)}
    for command, told in (
        ("record_dialogue", {**record, "note": SAID}),
        ("confirm_record", {"party": "municipality"}),
        ("confirm_record", {"party": "supplier"}),
        ("agree_commitment", {"form": "internship", "places": 2, "starts_on": day, "ends_on": later}),
    ):
        answer = await served.do(contract, command, **told)
        assert answer.status_code == 201, answer.text
    (dossier,) = await exported(sealer_process, folder, "export", number)
    (folder / "kept").write_text(newest_in(dossier).note)
    receipts = await exported(sealer_process, folder, "receipts", number, "--since", str(folder / "kept"))
    return Left(number, dossier, receipts, folder / "kept")


def newest_in(file: Path) -> verify.Checkpoint:
    with ZipFile(file) as zipped:
        return checkpoints_in(zipped.read("checkpoints.txt").decode())[-1]


def size_and_root(file: Path) -> str:
    return ":".join(newest_in(file).note.splitlines()[1:3])


def words_of(file: Path, name: str) -> str:
    with ZipFile(file) as zipped:
        pages = PdfReader(BytesIO(zipped.read(name))).pages
    return " ".join("".join(page.extract_text() for page in pages).replace("\u200b", "").split())


def is_tagged(read: PdfReader) -> bool:
    return "/StructTreeRoot" in read.root_object and "/MarkInfo" in read.root_object


def test_a_dossier_verifies_on_its_own_and_says_how_much_of_the_contract_it_holds(
    left: Left, capsys: pytest.CaptureFixture[str]
) -> None:
    assert left.dossier.name == f"dossier-{left.number}.zip"
    assert left.verified(left.dossier) == 0
    said = capsys.readouterr().out
    with ZipFile(left.dossier) as zipped:
        number = len(zipped.read("events.txt").splitlines())
        assert len([name for name in zipped.namelist() if name.startswith("proofs/")]) == number
    assert f": 1–{number}\n" in said
    assert verify.main([str(left.dossier)]) == 3


def test_its_pdf_tells_the_dialogue_in_full_in_swedish(left: Left) -> None:
    told = words_of(left.dossier, "dossier.pdf")
    for part in (
        f"Dossier: {left.number} · Byggtjänster",
        "Björkhammar Mark AB (556000-0001)",
        "Protokoll från dialogen",
        "Inga uppdrag före hösten.",
        SAID,
        "Möjligt",
        "Åtaganden",
        "2 platser",
        "Sista dagar, och varför",
        "Allt som har hänt",
        "Samordnare",
        "Så kontrolleras detta",
    ):
        assert part in told, part


def test_its_pdf_is_tagged_archival_and_carries_size_and_root_on_every_page(left: Left) -> None:
    with ZipFile(left.dossier) as zipped:
        content = zipped.read("dossier.pdf")
    read = PdfReader(BytesIO(content))
    assert is_tagged(read)
    assert str(read.root_object["/Lang"]) == "sv"
    assert b"pdfuaid:part" in content
    assert b"pdfaid:conformance" in content
    assert len(read.pages) > 1
    assert all(size_and_root(left.dossier) in page.extract_text() for page in read.pages)


def test_what_was_said_in_confidence_stands_in_the_pdf_alone(left: Left) -> None:
    assert stat.S_IMODE(left.dossier.stat().st_mode) == 0o600
    with ZipFile(left.dossier) as zipped:
        others = [zipped.read(name) for name in zipped.namelist() if not name.endswith(".pdf")]
    # with the word before it: four letters alone could stand in base64 by chance
    assert not any(b"i mars" in each or b"uppdrag" in each for each in others)


@pytest.mark.parametrize("damage", ["edited", "dropped", "unproven", "proof of another", "doubled"])
def test_a_dossier_that_was_tampered_with_is_caught(left: Left, tmp_path: Path, damage: str) -> None:
    with ZipFile(left.dossier) as zipped:
        zipped.extractall(tmp_path)
    events, proofs = tmp_path / "events.txt", tmp_path / "proofs"
    lines = events.read_bytes().splitlines(keepends=True)
    third, fourth = (proofs / f"{line.split()[0].decode()}.tlog-proof" for line in lines[2:4])
    match damage:
        case "edited":
            position, _, body = lines[2].rstrip(b"\n").split(b" ", 2)
            body = body.replace(b'"actor":"', b'"actor":"x')
            lines[2] = b"%s %s %s\n" % (position, verify.leaf_of(body).hex().encode(), body)
        case "dropped":
            del lines[2]
        case "unproven":
            third.unlink()
        case "proof of another":
            third.write_bytes(fourth.read_bytes())
        case "doubled":
            lines.insert(2, lines[2])
    events.write_bytes(b"".join(lines))
    assert left.verified(tmp_path) == 1


async def test_a_checkpoint_that_somebody_kept_earlier_is_shown_to_be_continued(
    left: Left, served: Served, sealer_process: DataFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await served.signed_contract()
    (file,) = await exported(sealer_process, tmp_path, "export", left.number, "--since", str(left.kept))
    size = size_and_root(left.dossier).partition(":")[0]
    assert left.verified(file) == 0
    assert f"position {size}\n" in capsys.readouterr().out
    assert verify.main([str(file), "--root", f"{size}:{'A' * 43}="]) == 1
    with ZipFile(file) as zipped:
        zipped.extractall(tmp_path / "without")
    (tmp_path / "without" / "consistency" / f"{size}.txt").unlink()
    assert left.verified(tmp_path / "without") == 3  # it cannot be told: so it is not called anchored


def test_both_parties_get_a_receipt_for_the_record_and_for_each_commitment(left: Left) -> None:
    assert [file.name.split("-")[1] for file in left.receipts] == ["protokoll", "atagande"]
    assert [left.verified(file) for file in left.receipts] == [0, 0]
    record, commitment = (words_of(file, "kvitto.pdf") for file in left.receipts)
    assert "Björkhammar Mark AB" in record
    for part in (f"Kvitto: avtal {left.number}", SAID, "Bekräftat av", "Kommunen", "Leverantören"):
        assert part in record, part
    assert "2 platser" in commitment
    assert SAID not in commitment
    assert size_and_root(left.receipts[0]) in record
    assert size_and_root(left.receipts[1]) in commitment


async def test_a_record_that_only_one_has_confirmed_has_no_receipt(
    served: Served, sealer_process: DataFolder, tmp_path: Path
) -> None:
    number = f"DOS-{uuid4().hex[:6]}"
    contract, day = await served.signed_contract(number), (await served.today()).isoformat()
    record = {"held_on": day, "participants": ["klk"], "answers": answers(Form.INTERNSHIP)}
    await served.do(contract, "record_dialogue", **record)
    await served.do(contract, "confirm_record", party="supplier")
    code, said = await insats(sealer_process, "receipts", number, "--reason", "Prov.", "--out", str(tmp_path))
    assert (code, list(tmp_path.iterdir())) == (0, [])
    assert "Inget protokoll är bekräftat av båda parter ännu" in said


async def test_the_whole_log_leaves_with_its_verifier(
    left: Left, sealer_process: DataFolder, tmp_path: Path
) -> None:
    (file,) = await exported(sealer_process, tmp_path, "export", "--everything")
    assert left.verified(file) == 0


async def test_a_file_that_is_there_is_not_overwritten(left: Left, sealer_process: DataFolder) -> None:
    before = left.dossier.read_bytes()
    code, said = await insats(
        sealer_process, "export", left.number, "--reason", "Prov.", "--out", str(left.dossier.parent)
    )
    assert (code, "finns redan" in said) == (1, True)
    assert left.dossier.read_bytes() == before


@pytest.mark.parametrize(
    "text", ["åäö", "emoji 😀", "العربية", "中文", "\x07", "#panic()", "$x$ @a <b> \\ `"]
)
def test_whatever_people_have_written_is_set_and_nothing_of_it_is_markup(text: str) -> None:
    section = Section(text, pairs=[(text, text)], paragraphs=[text], header=[text], rows=[[text]])
    document = {"title": text, "language": "sv", "footer": text, "sections": [vars(section)]}
    assert is_tagged(PdfReader(BytesIO(pdf(document))))
