"""Contracts from the command line: read in, list, show, act."""

import json
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from cli.client import Api, fail, language
from cli.installation import HERE, Data
from domain.words import N_
from embedded.data_folder import DataFolder

AsJson = Annotated[bool, typer.Option("--json", help="Ett JSON-objekt per rad / one JSON object a line")]
Contract = Annotated[str, typer.Argument(help="Nummer eller id / number or id")]


def contracts(
    text: Annotated[str, typer.Argument(help="Sök / search")] = "",
    phase: str = "",
    department: str = "",
    clause: Annotated[
        str, typer.Option(help="T.ex. no_clause: avtalen utan klausul / those without one")
    ] = "",
    data: Data = HERE,
    as_json: AsJson = False,
) -> None:
    """Avtalen, det mest brådskande först. / The contracts, the most urgent first."""
    api, words = Api(DataFolder(data)), language()
    rows = _all(api, text=text, phase=phase, department=department, clause=clause)
    if as_json:
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False))
        return
    table = Table(
        *(words(title) for title in (N_("Number"), N_("Supplier"), N_("Phase"), N_("Next"), N_("Last day")))
    )
    for row in rows:
        steps = ", ".join(words.name(step) for step in row["steps"])
        table.add_row(
            row["number"] or row["id"][:8],
            row["suppliers"],
            words.name(row["phase"]),
            steps,
            row["next_due"] or "",
        )
    if rows:
        Console().print(table)
    elif text or phase or department or clause:
        typer.echo(words(N_("No contract matches.")))
    else:
        typer.echo(words(N_("No contracts yet. Read one in: insats import FILE")))


def _all(api: Api, **filters: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    after = ""
    while True:
        page = api.get("/contracts", limit=200, after=after, **filters)
        rows += page["items"]
        if not (after := page["next"] or ""):
            return rows


def find(api: Api, contract: str) -> dict[str, Any]:
    """By id, or by a number, title or beginning of an id that only one contract has."""
    try:
        found: dict[str, Any] = api.get(f"/contracts/{UUID(contract)}")
        return found
    except ValueError:
        rows = _all(api, text=contract) or [r for r in _all(api) if r["id"].startswith(contract)]
    exact = [row for row in rows if row["number"] == contract]
    if len(rows := exact or rows) != 1:
        known = tuple(row["number"] or row["id"] for row in rows[:5])
        message = N_("Several contracts match: {known}.") if rows else N_("No contract matches “{text}”.")
        raise fail(message, known=known, text=contract)
    one: dict[str, Any] = api.get(f"/contracts/{rows[0]['id']}")
    return one


def do(
    contract: Contract,
    command: Annotated[str, typer.Argument(help="T.ex. triage_clause; se insats show / see insats show")],
    fields: Annotated[list[str] | None, typer.Argument(help="fält=värde / field=value")] = None,
    occurred_on: Annotated[str, typer.Option(help="När det hände / when it happened, ÅÅÅÅ-MM-DD")] = "",
    data: Data = HERE,
    as_json: AsJson = False,
) -> None:
    """Gör något med ett avtal. / Does something with a contract."""
    api, words = Api(DataFolder(data)), language()
    body: dict[str, Any] = {"command": {"type": command} | dict(_field(field) for field in fields or ())}
    if occurred_on:
        body["occurred_on"] = occurred_on
    found = find(api, contract)
    seen = {"If-Match": f'"{found["version"]}"'}
    answer = api.post(f"/contracts/{found['id']}/commands", json=body, headers=seen)
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    for event in answer["events"]:
        typer.echo(f"  {event['version']:>3}  {event['type']}  {event['data'].get('due', '')}")
    if not answer["events"]:
        typer.echo(words(N_("That is so already.")))


def _field(field: str) -> tuple[str, Any]:
    name, equals, value = field.partition("=")
    if not equals:
        raise fail(N_("Write fields as name=value; “{field}” has no value."), field=field)
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value
