"""Looking at a policy file before it is used (no running system is needed), and at what another one would move."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from cli.client import Api, language
from cli.contracts import AsJson
from cli.installation import HERE, Data, chosen
from cli.showing import at
from domain.words import N_
from embedded.data_folder import DataFolder
from policy.load import PolicyError, load_policy, read_policy_file

app = typer.Typer(help="Kommunens regler / the municipality's policy", no_args_is_help=True)

File = Annotated[
    Path | None, typer.Argument(help="Policyfil (TOML); annars installationens / else the installation's")
]
Why = Annotated[str, typer.Option("--reason", help="Varför; står i varje flytt / why; told with each move")]


@app.callback()
def policy() -> None:
    """Kommunens regler. / The municipality's policy."""


@app.command()
def check(file: File = None) -> None:
    """Kontrollerar en policyfil: varje fel med rad och råd. / Checks a policy file: each fault, line, remedy."""
    path, words = file or chosen(), language()
    found = _without_faults(path)
    counts = {"departments": len(found.departments), "people": len(found.people)}
    without_fault = N_("{file}: no faults. {municipality}, {departments} departments, {people} people.")
    typer.echo(words(without_fault, file=path, municipality=found.municipality, **counts))


@app.command()
def plan(file: File = None, data: Data = HERE, as_json: AsJson = False) -> None:
    """Vilka sista dagar skulle flyttas? Inget ändras. / Which last days would move? Nothing is changed."""
    planned = Api(DataFolder(data)).post("/policy/plan", json=_told(file))
    if as_json:
        typer.echo(json.dumps(planned, ensure_ascii=False))
        return
    _show(planned)


@app.command()
def apply(reason: Why, file: File = None, data: Data = HERE) -> None:
    """Tar policyn i bruk och flyttar sista dagar. / Adopts the policy and moves last days."""
    api, told, words = Api(DataFolder(data)), _told(file), language()
    planned = api.post("/policy/plan", json=told)
    _show(planned)
    body = told | {"replaces": planned["replaces"], "reason": reason, "command_id": str(uuid4())}
    adopted = api.post("/policy/versions", json=body)
    says = N_("In force since {at}: {version} with the calendar {calendar}.")
    typer.echo(words(says, at=at(adopted["adopted_at"]), **{k: adopted[k] for k in ("version", "calendar")}))
    _move(api, adopted["waiting"])


@app.command()
def show(
    version: Annotated[str, typer.Argument(help="Namn eller nummer / name or number")] = "",
    data: Data = HERE,
    as_json: AsJson = False,
) -> None:
    """En antagen policy, ord för ord; annars den som gäller. / One that was adopted, to the letter."""
    api = Api(DataFolder(data))
    found = api.get(f"/policy/versions/{version}" if version else "/policy")
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    typer.echo(f"# {found['version']} · {found['calendar']}\n# {_by(found)}\n", err=True)
    typer.echo(found["text"], nl=False)


@app.command()
def history(data: Data = HERE, as_json: AsJson = False) -> None:
    """Vilka som har gällt, nyast först. / Which have been in force, newest first."""
    words, found = language(), Api(DataFolder(data)).get("/policy/versions")
    if as_json:
        for each in found:
            typer.echo(json.dumps(each, ensure_ascii=False))
        return
    titles = (N_("Adopted"), N_("Policy"), N_("Calendar"), N_("By"), N_("Why"))
    table = Table("#", *(words(title) for title in titles))
    for each in found:
        told = (each["version"], each["calendar"], each["adopted_by"], words(each["reason"]))
        table.add_row(str(each["number"]), at(each["adopted_at"]), *told)
    Console().print(table)


def _told(file: Path | None) -> dict[str, Any]:
    """Without a file the installation reads its own, where it runs."""
    if file is None:
        return {}
    _without_faults(file)
    return {"text": read_policy_file(file), "name": file.stem}


def _without_faults(file: Path) -> Any:
    try:
        return load_policy(file)
    except PolicyError as error:
        for fault in error.told(language()):
            typer.echo(fault)
        raise typer.Exit(1) from None


def _by(adopted: Mapping[str, Any]) -> str:
    says = N_("Adopted {at} by {who}: {reason}")
    reason = language()(adopted["reason"])
    return language()(says, at=at(adopted["adopted_at"]), who=adopted["adopted_by"], reason=reason)


def _show(planned: Mapping[str, Any]) -> None:
    words = language()
    if planned["same"]:
        says = N_("{version} with the calendar {calendar} is what is in force already.")
        typer.echo(words(says, version=planned["version"], calendar=planned["calendar"]))
    moves = [move for move in planned["moves"] if not move["stays"]]
    stay = [move for move in planned["moves"] if move["stays"]]
    for move in (*moves, *stay):
        typer.echo(_line(move))
    for limit in planned["limits"]:
        says = N_("{step}: the time limit was {was} and is {now}, for last days that are set from now on.")
        none = words(N_("none"))
        told = {"step": words.name(limit["step"]), "was": limit["was"] or none, "now": limit["now"] or none}
        typer.echo(words(says, **told))
    says = N_("Last days that move: {moves}. That stay: {stay}.")
    typer.echo(words(says, moves=len(moves), stay=len(stay)))


def _line(move: Mapping[str, Any]) -> str:
    words = language()
    about = f"  {move['number'] or move['title']}  {words.name(move['step'])}: {move['was']} → {move['due']}"
    why = "; ".join(_day(each) for each in move["why"])
    told = f"{about}  ({why})" if why else about
    return f"{told}  {words(N_('It stays: {why}.'), why=move['stays'])}" if move["stays"] else told


def _day(each: Mapping[str, Any]) -> str:
    is_off = N_("{day} {name} is a day off") if each["off"] else N_("{day} {name} is no longer a day off")
    return language()(is_off, day=each["day"], name=each["name"])


def _move(api: Api, waiting: int) -> None:
    """Who breaks it off here loses nothing: the sweep goes on."""
    words, left = language(), waiting
    with Progress(transient=True, disable=not sys.stdout.isatty()) as progress:
        task = progress.add_task(words(N_("Contracts looked at")), total=waiting or 1)
        while left:
            left = api.post("/policy/moves")["left"]
            progress.update(task, completed=waiting - left)
    typer.echo(words(N_("All contracts have been looked at: {number}."), number=waiting))
