"""What leaves the installation about one contract: read by a lawyer, checked by anybody, without us."""

import asyncio
import stat
import sys
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from audit import verify
from domain.vocabulary import Form
from embedded.data_folder import DataFolder
from embedded.environment import inherited
from tests.engine.test_whole_contract import answers
from tests.served import Served
from web.dossier import Section
from web.dossier_pdf import pdf

SAID = "Leverantören vill börja i mars #strong[fet] *så*"


@pytest.fixture
async def contract(served: Served, sealer_process: DataFolder) -> str:
    """Its dialogue held, confirmed by both, and a place promised; its number."""
    number = f"DOS-{uuid4().hex[:6]}"
    contract, today = await served.signed_contract(number), await served.today()
    await _in_full(served, contract, today)
    return number


async def _in_full(served: Served, contract: UUID, today: date) -> None:
    day = today.isoformat()
    later = (today + timedelta(days=90)).isoformat()
    record = {"held_on": day, "participants": ["klk", "supplier"], "answers": answers(Form.INTERNSHIP)}
    for command, told in (
        ("record_dialogue", {**record, "note": SAID}),
        ("confirm_record", {"party": "municipality"}),
        ("confirm_record", {"party": "supplier"}),
        ("agree_commitment", {"form": "internship", "places": 2, "starts_on": day, "ends_on": later}),
    ):
        answer = await served.do(contract, command, **told)
        assert answer.status_code == 201, answer.text


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
    code, said = await insats(data, *arguments, "--out", str(folder))
    assert code == 0, said
    return [Path(line) for line in said.splitlines()]


def words_of(file: Path, name: str) -> str:
    with ZipFile(file) as zipped:
        pages = PdfReader(BytesIO(zipped.read(name))).pages
    return " ".join("".join(page.extract_text() for page in pages).replace("\u200b", "").split())


def is_tagged(read: PdfReader) -> bool:
    return "/StructTreeRoot" in read.root_object and "/MarkInfo" in read.root_object


def kept(data: DataFolder) -> list[str]:
    return ["--checkpoint", str(data.sealer / "checkpoint")]


async def test_a_dossier_verifies_on_its_own_and_says_how_much_of_the_contract_it_holds(
    contract: str, sealer_process: DataFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (file,) = await exported(sealer_process, tmp_path, "export", contract)
    assert file.name == f"dossier-{contract}.zip"
    assert verify.main([str(file), *kept(sealer_process)]) == 0
    said = capsys.readouterr().out
    with ZipFile(file) as zipped:
        number = len(zipped.read("events.txt").splitlines())
        assert len([name for name in zipped.namelist() if name.startswith("proofs/")]) == number
    assert f": 1–{number}\n" in said
    assert verify.main([str(file)]) == 3


async def test_its_pdf_tells_the_dialogue_in_full_in_swedish(
    contract: str, sealer_process: DataFolder, tmp_path: Path
) -> None:
    (file,) = await exported(sealer_process, tmp_path, "export", contract)
    told = words_of(file, "dossier.pdf")
    for part in (
        f"Dossier: {contract} · Byggtjänster",
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


async def test_its_pdf_is_tagged_archival_and_carries_size_and_root_on_every_page(
    contract: str, sealer_process: DataFolder, tmp_path: Path
) -> None:
    (file,) = await exported(sealer_process, tmp_path, "export", contract)
    with ZipFile(file) as zipped:
        content = zipped.read("dossier.pdf")
    read = PdfReader(BytesIO(content))
    assert is_tagged(read)
    assert str(read.root_object["/Lang"]) == "sv"
    assert b"pdfuaid:part" in content
    assert b"pdfaid:conformance" in content
    size, root = (sealer_process.sealer / "checkpoint").read_text().splitlines()[1:3]
    assert len(read.pages) > 1
    assert all(f"{size}:{root}" in page.extract_text() for page in read.pages)


async def test_what_was_said_in_confidence_stands_in_the_pdf_alone(
    contract: str, sealer_process: DataFolder, tmp_path: Path
) -> None:
    (file,) = await exported(sealer_process, tmp_path, "export", contract)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with ZipFile(file) as zipped:
        others = [zipped.read(name) for name in zipped.namelist() if not name.endswith(".pdf")]
    assert not any(b"mars" in each or b"uppdrag" in each for each in others)


@pytest.mark.parametrize("damage", ["edited", "dropped", "unproven", "proof of another", "doubled"])
async def test_a_dossier_that_was_tampered_with_is_caught(
    contract: str, sealer_process: DataFolder, tmp_path: Path, damage: str
) -> None:
    (file,) = await exported(sealer_process, tmp_path, "export", contract)
    with ZipFile(file) as zipped:
        zipped.extractall(tmp_path / "dossier")
    events, proofs = tmp_path / "dossier" / "events.txt", tmp_path / "dossier" / "proofs"
    lines = events.read_bytes().splitlines(keepends=True)
    third = proofs / f"{lines[2].split()[0].decode()}.tlog-proof"
    match damage:
        case "edited":
            position, _, body = lines[2].rstrip(b"\n").split(b" ", 2)
            body = body.replace(b"coordinator", b"case_worker")
            lines[2] = b"%s %s %s\n" % (position, verify.leaf_of(body).hex().encode(), body)
        case "dropped":
            del lines[2]
        case "unproven":
            third.unlink()
        case "proof of another":
            other = proofs / f"{lines[3].split()[0].decode()}.tlog-proof"
            third.write_bytes(other.read_bytes())
        case "doubled":
            lines.insert(2, lines[2])
    events.write_bytes(b"".join(lines))
    assert verify.main([str(tmp_path / "dossier"), *kept(sealer_process)]) == 1


async def test_a_checkpoint_that_somebody_kept_earlier_is_shown_to_be_continued(
    contract: str,
    served: Served,
    sealer_process: DataFolder,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await exported(sealer_process, tmp_path, "export", contract)
    (tmp_path / "theirs").write_bytes((sealer_process.sealer / "checkpoint").read_bytes())
    size = (tmp_path / "theirs").read_text().splitlines()[1]
    await served.signed_contract()
    (tmp_path / "later").mkdir()
    since = ("--since", str(tmp_path / "theirs"))
    (file,) = await exported(sealer_process, tmp_path / "later", "export", contract, *since)
    assert verify.main([str(file), "--checkpoint", str(tmp_path / "theirs")]) == 0
    assert f"position {size}\n" in capsys.readouterr().out
    assert verify.main([str(file), "--root", f"{size}:{'A' * 43}="]) == 1


async def test_both_parties_get_a_receipt_for_the_record_and_for_each_commitment(
    contract: str, sealer_process: DataFolder, tmp_path: Path
) -> None:
    files = await exported(sealer_process, tmp_path, "receipts", contract)
    assert [file.name.split("-")[1] for file in files] == ["protokoll", "atagande"]
    for file in files:
        assert verify.main([str(file), *kept(sealer_process)]) == 0
    record, commitment = (words_of(file, "kvitto.pdf") for file in files)
    for part in (f"Kvitto: avtal {contract}", SAID, "Bekräftat av", "Kommunen", "Leverantören"):
        assert part in record, part
    assert "2 platser" in commitment
    assert SAID not in commitment
    size_and_root = ":".join((sealer_process.sealer / "checkpoint").read_text().splitlines()[1:3])
    assert size_and_root in record
    assert size_and_root in commitment


async def test_a_record_that_only_one_has_confirmed_has_no_receipt(
    served: Served, sealer_process: DataFolder, tmp_path: Path
) -> None:
    number = f"DOS-{uuid4().hex[:6]}"
    contract, day = await served.signed_contract(number), (await served.today()).isoformat()
    record = {"held_on": day, "participants": ["klk"], "answers": answers(Form.INTERNSHIP)}
    await served.do(contract, "record_dialogue", **record)
    await served.do(contract, "confirm_record", party="supplier")
    code, said = await insats(sealer_process, "receipts", number, "--out", str(tmp_path))
    assert (code, list(tmp_path.iterdir())) == (0, [])
    assert "Inget protokoll är bekräftat av båda parter ännu" in said


async def test_the_whole_log_leaves_with_its_verifier(
    contract: str, sealer_process: DataFolder, tmp_path: Path
) -> None:
    (file,) = await exported(sealer_process, tmp_path, "export", "--everything")
    assert verify.main([str(file), *kept(sealer_process)]) == 0


async def test_a_file_that_is_there_is_not_overwritten(
    contract: str, sealer_process: DataFolder, tmp_path: Path
) -> None:
    (tmp_path / f"dossier-{contract}.zip").write_text("mine")
    code, said = await insats(sealer_process, "export", contract, "--out", str(tmp_path))
    assert (code, "finns redan" in said) == (1, True)
    assert (tmp_path / f"dossier-{contract}.zip").read_text() == "mine"


@pytest.mark.parametrize(
    "text", ["åäö", "emoji 😀", "العربية", "中文", "\x07", "#panic()", "$x$ @a <b> \\ `"]
)
def test_whatever_people_have_written_is_set_and_nothing_of_it_is_markup(text: str) -> None:
    section = Section(text, pairs=[(text, text)], paragraphs=[text], header=[text], rows=[[text]])
    document = {"title": text, "language": "sv", "footer": text, "sections": [vars(section)]}
    assert is_tagged(PdfReader(BytesIO(pdf(document))))
