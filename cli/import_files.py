"""Reading files in from the command line."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import typer

from cli.client import Api, fail, language
from cli.contracts import AsJson
from cli.imports import lines_of, show_lines, wait
from cli.installation import HERE, Data
from domain.words import N_
from embedded.data_folder import DataFolder
from exchange.bounds import MAX_BYTES
from exchange.template import template

Files = Annotated[
    list[Path] | None,
    typer.Argument(help="Annonser (XML, JSON), kalkylblad (xlsx, csv) eller mappar / files or folders"),
]
READ = (".xml", ".json", ".xlsx", ".csv")


def import_files(
    files: Files = None,
    data: Data = HERE,
    as_json: AsJson = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Visar vad som skulle hända / shows what would happen")
    ] = False,
    write_template: Annotated[
        Path | None, typer.Option("--template", help="Skriver en mall (xlsx) / writes a template")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(help="'Deras rubrik=number': sparas / remembered; - hoppar över / skips"),
    ] = None,
) -> None:
    """Läser in annonser och kalkylblad. / Reads notices and spreadsheets in."""
    if write_template:
        write_template.write_bytes(template())
        typer.echo(language()(N_("{file} is written."), file=write_template))
        return
    if column:
        _say_columns(Api(DataFolder(data)), column)
    found, refused = _found(files or [])
    if not found and not refused:
        raise fail(N_("Name at least one file or folder with notices or spreadsheets."))
    api, importing = Api(DataFolder(data)), str(uuid4())
    sent = _send(api, importing, found, refused)
    lines = _read(api, importing, dry_run=dry_run) if sent else []
    show_lines([*lines, *refused], importing if sent and not dry_run else "", as_json=as_json)
    if any(line["outcome"] == "refused" for line in (*lines, *refused)):
        raise typer.Exit(1)


def _send(api: Api, importing: str, found: Sequence[Path], refused: list[dict[str, Any]]) -> int:
    """How many could be read from the disk; those that could not are added to `refused`."""
    sent = 0
    for file in found:
        try:
            content = _content(file)
        except OSError as error:
            refused.append(
                _unread(file, language()(N_("The file cannot be read: {why}."), why=error.strerror))
            )
            continue
        sent += 1
        api.put(f"/imports/{importing}/files/{sent}", content, name=file.name)
    return sent


def _read(api: Api, importing: str, *, dry_run: bool) -> list[dict[str, Any]]:
    api.post(f"/imports/{importing}/{'preview' if dry_run else 'start'}")
    wait(api, importing)
    lines = list(lines_of(api, importing))
    _tell_what_was_not_read(api, importing)
    if dry_run:
        api.delete(f"/imports/{importing}")
    return lines


def _tell_what_was_not_read(api: Api, importing: str) -> None:
    """Beside the table: what reads the output is not disturbed."""
    files = api.get(f"/imports/{importing}/files")
    if headings := list(dict.fromkeys(heading for file in files for heading in file["unknown"])):
        typer.echo(language()(NOT_READ, headings=headings), err=True)


NOT_READ = N_(
    "Columns that are not known and were not read: {headings}. Say what they are with "
    "--column 'heading=field', or --column 'heading=-' to pass over them."
)


def _say_columns(api: Api, told: Sequence[str]) -> None:
    pairs = [each.rpartition("=") for each in told]
    if wrong := [
        each for each, (heading, _, field) in zip(told, pairs, strict=True) if not heading or not field
    ]:
        raise fail(N_("Write a column as 'Their heading=our field'; “{told}” is not so."), told=wrong[0])
    api.put("/imports/columns", json={heading: field for heading, _, field in pairs})


def _found(files: Sequence[Path]) -> tuple[list[Path], list[dict[str, Any]]]:
    """What is to be read, folders gone through; and what is not there."""
    found: list[Path] = []
    refused = []
    for each in files:
        if each.is_dir():
            found += sorted(
                path for path in each.rglob("*") if path.suffix.lower() in READ and path.is_file()
            )
        elif each.exists():
            found.append(each)
        else:
            refused.append(_unread(each, language()(N_("There is no such file."))))
    return found, refused


def _content(file: Path) -> bytes:
    """One byte more than is read is enough to be told that it is too much."""
    with file.open("rb") as opened:
        return opened.read(MAX_BYTES + 1)


def _unread(file: Path, reason: str) -> dict[str, Any]:
    told = {"file": file.name, "row": 0, "outcome": "refused"}
    return told | {"contracts": [], "winners": [], "reason": reason}
