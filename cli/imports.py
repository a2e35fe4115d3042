"""What was read in, and what became of it; an import stopped, resumed, taken back."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Column, Table

from cli.client import Api, fail, language
from cli.contracts import AsJson
from cli.installation import HERE, Data
from cli.showing import at
from domain.words import N_
from embedded.data_folder import DataFolder
from language.words import Words
from web.fact_names import NAMES

app = typer.Typer(help="Inläsningar / imports", no_args_is_help=True)
Import = Annotated[str, typer.Argument(help="Inläsningens id / the import's id")]
LOOK_EVERY = 0.2  # s
SHOWN = 200  # lines of a table
WIDTH = 160  # signs, where no terminal tells
OUTCOMES = {
    "imported": N_("read in"),
    "changed": N_("changed"),
    "joined": N_("joined"),
    "unchanged": N_("already there"),
    "refused": N_("refused"),
}


def wait(api: Api, importing: str) -> None:
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=None)
        while (standing := api.get(f"/imports/{importing}"))["state"] in ("looking", "running", "undoing"):
            progress.update(task, total=standing["rows"] or None, completed=standing["done"])
            if standing["trouble"]:
                raise fail(
                    N_("The import waits: {why}. See it with insats imports show."), why=standing["trouble"]
                )
            time.sleep(LOOK_EVERY)


def lines_of(api: Api, importing: str) -> Iterator[dict[str, Any]]:
    after = ""
    while True:
        page = api.get(f"/imports/{importing}/lines", after=after)
        yield from page["items"]
        if not (after := page["next"] or ""):
            return


def show_lines(lines: Sequence[dict[str, Any]], importing: str, *, as_json: bool) -> None:
    """As a table, the refused first; with `--json` all of them, an object a line, in the order of the files: `row`
    only of a row of a spreadsheet, or of a notice among several in a file."""
    if as_json:
        for line in lines:
            told = {name: value for name, value in line.items() if name != "row" or value}
            typer.echo(json.dumps(told, ensure_ascii=False))
        return
    words = language()
    width = None if sys.stdout.isatty() else WIDTH
    Console(width=width).print(
        _table(sorted(lines, key=lambda line: line["outcome"] != "refused")[:SHOWN], words)
    )
    if (more := len(lines) - SHOWN) > 0:
        typer.echo(words(N_("{number} more: --json shows all."), number=more))
    totals = {name: sum(line["outcome"] == name for line in lines) for name in OUTCOMES}
    typer.echo(", ".join(f"{number} {words(OUTCOMES[name])}" for name, number in totals.items() if number))
    if importing:
        typer.echo(words(N_("To take it back: insats imports undo {id}"), id=importing[:8]))


def _table(lines: Sequence[dict[str, Any]], words: Words) -> Table:
    titles = (N_("File"), N_("Outcome"), N_("Contract"), N_("Supplier"), N_("Phase"), N_("Why"))
    table = Table(*(Column(words(title), overflow="fold") for title in titles))
    for line in lines:
        where = words(N_("{file}, row {row}"), **line) if line["row"] else line["file"]
        phases = dict.fromkeys(words.name(contract["phase"]) for contract in line["contracts"])
        table.add_row(
            where,
            words(OUTCOMES[line["outcome"]]),
            _called(line["contracts"]),
            "\n".join(line["winners"]),
            "\n".join(phases),
            "\n".join(_said(line, words)),
        )
    return table


def _said(line: dict[str, Any], words: Words) -> Iterator[str]:
    if line["reason"]:
        yield line["reason"]
    if changed := _of_all(line, "changed"):
        yield words(N_("would be changed: {what}"), what=[words(NAMES.get(each, each)) for each in changed])
    if missing := _of_all(line, "missing"):
        yield words(N_("missing: {what}"), what=[words(each) for each in missing])


def _of_all(line: dict[str, Any], what: str) -> list[str]:
    return list(dict.fromkeys(each for contract in line["contracts"] for each in contract[what]))


def _called(contracts: Sequence[dict[str, Any]]) -> str:
    return "\n".join(each["contract_number"] or each["id"][:8] for each in contracts)


@app.callback()
def imports() -> None:
    """Vad som har lästs in. / What was read in."""


@app.command("list")
def listed(data: Data = HERE, as_json: AsJson = False) -> None:
    """De senaste inläsningarna. / The latest imports."""
    words, rows = language(), Api(DataFolder(data)).get("/imports")
    if as_json:
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False))
        return
    table = Table(*(words(title) for title in ("Id", N_("Begun"), N_("State"), N_("Read"), N_("Outcome"))))
    for row in rows:
        totals = ", ".join(f"{number} {words(OUTCOMES[name])}" for name, number in row["totals"].items())
        read = f"{row['done']}/{row['rows']}"
        table.add_row(row["id"][:8], at(row["begun_at"]), words(STATES[row["state"]]), read, totals)
    Console().print(table)


STATES = {
    "offered": N_("not begun"),
    "looking": N_("being looked at"),
    "looked": N_("looked at, not begun"),
    "running": N_("going on"),
    "stopped": N_("stopped"),
    "ended": N_("done"),
    "undoing": N_("being taken back"),
    "undone": N_("taken back"),
}


@app.command()
def show(importing: Import, data: Data = HERE, as_json: AsJson = False) -> None:
    """Vad det blev av varje fil och rad. / What came of each file and row."""
    api = Api(DataFolder(data))
    show_lines(list(lines_of(api, _one(api, importing))), "", as_json=as_json)


@app.command()
def stop(importing: Import, data: Data = HERE) -> None:
    """Stannar en inläsning; det som är läst är läst. / Stops an import; what is read is read."""
    _do(importing, "stop", data)


@app.command()
def resume(importing: Import, data: Data = HERE) -> None:
    """Går vidare där den stannade. / Goes on where it stopped."""
    _do(importing, "resume", data)


@app.command()
def undo(
    importing: Import,
    reason: Annotated[str, typer.Option("--reason", help="Varför / why")],
    data: Data = HERE,
) -> None:
    """Tar tillbaka en inläsning: avtalen stryks. / Takes an import back: its contracts are struck off."""
    words = language()
    for contract in _do(importing, "undo", data, {"reason": reason})["stays"]:
        called = contract["contract_number"] or contract["id"]
        typer.echo(f"  {called}  {contract['suppliers']}: {words(contract['reason'])}")


def _do(importing: str, what: str, data: Path, body: dict[str, str] | None = None) -> dict[str, Any]:
    api, words = Api(DataFolder(data)), language()
    found = _one(api, importing)
    api.post(f"/imports/{found}/{what}", json=body)
    if what != "stop":
        wait(api, found)
    standing: dict[str, Any] = api.get(f"/imports/{found}")
    typer.echo(words(STATES[standing["state"]]))
    return standing


def _one(api: Api, beginning: str) -> str:
    found = [row["id"] for row in api.get("/imports") if row["id"].startswith(beginning)]
    if len(found) != 1:
        raise fail(N_("No import, or more than one, begins with {text}."), text=beginning)
    return str(found[0])
