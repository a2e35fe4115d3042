"""Contracts that wait for a decision about their clause, from the command line: listed, and decided many at a time."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from cli.client import Api, fail, language
from cli.contracts import AsJson, find
from cli.installation import HERE, Data
from domain.words import N_
from embedded.data_folder import DataFolder

FILTERS = ("text", "cpv", "buyer_unit")

app = typer.Typer(
    help="Avtal som väntar på att klausulen avgörs / contracts to be triaged", no_args_is_help=True
)

Contracts = Annotated[list[str] | None, typer.Argument(help="Nummer eller id / numbers or ids")]
Where = Annotated[
    list[str] | None,
    typer.Option(help="text=ord, cpv=909 eller buyer_unit=enhet: bara de avtalen / only those contracts"),
]
All = Annotated[
    bool, typer.Option("--all", help="Alla som filtren släpper igenom / all that the filters let through")
]


@app.callback()
def triage() -> None:
    """Har avtalet en social klausul? / Does the contract carry a social clause?"""


@app.command("list")
def listed(where: Where = None, data: Data = HERE, as_json: AsJson = False) -> None:
    """De som väntar, med vad källorna säger. / Those that wait, with what the sources say."""
    words, rows = language(), _waiting(Api(DataFolder(data)), where)
    if as_json:
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False))
        return
    titles = (
        N_("Number"),
        N_("Supplier"),
        N_("What it is about"),
        N_("Unit"),
        "CPV",
        N_("Value"),
        N_("Signed"),
    )
    table = Table(*(words(title) for title in titles))
    for row in rows:
        value = f"{float(row['amount']):,.0f} {row['currency']}".replace(",", " ") if row["amount"] else ""
        table.add_row(
            row["number"] or row["id"][:8],
            ", ".join(row["suppliers"]),
            row["title"],
            row["buyer_unit"],
            " ".join(row["cpv"][:3]),
            value,
            row["signed_on"] or "",
        )
    Console().print(table)
    typer.echo(words(N_("{number} contracts wait for a decision about the clause."), number=len(rows)))


@app.command()
def decide(
    contracts: Contracts = None,
    clause: Annotated[
        str, typer.Option(help="dialogue_clause, employment_clause, bonus_clause, no_clause")
    ] = "",
    reason: Annotated[str, typer.Option(help="Varför / why")] = "",
    count_from: Annotated[str, typer.Option(help="Räkna tider från / count from, ÅÅÅÅ-MM-DD")] = "",
    where: Where = None,
    everyone: All = False,
    data: Data = HERE,
) -> None:
    """Avgör klausulen för flera avtal. / Decides about the clause of many contracts."""
    api = Api(DataFolder(data))
    told = {"clause": clause, "reason": reason, "count_from": count_from}
    command = {"type": "triage_clause"} | {name: value for name, value in told.items() if value}
    ids = _ids(api, contracts or [], where, everyone=everyone)
    _show(_ask(api, "/triage", ids, command=command))


@app.command()
def rules(
    contracts: Contracts = None,
    where: Where = None,
    everyone: All = False,
    data: Data = HERE,
) -> None:
    """Låter policyns regler svara. / Lets the policy's rules answer."""
    api = Api(DataFolder(data))
    _show(_ask(api, "/triage/rules", _ids(api, contracts or [], where, everyone=everyone)))


def _waiting(api: Api, where: Sequence[str] | None) -> list[dict[str, Any]]:
    filters = dict(_filter(each) for each in where or ())
    rows: list[dict[str, Any]] = []
    after = ""
    while True:
        page = api.get("/triage", limit=500, after=after, **filters)
        rows += page["items"]
        if not (after := page["next"] or ""):
            return rows


def _filter(told: str) -> tuple[str, str]:
    name, _, value = told.partition("=")
    if name not in FILTERS or not value:
        raise fail(N_("Write a filter as name=value. There are: {known}."), known=FILTERS)
    return name, value


def _ids(api: Api, contracts: Sequence[str], where: Sequence[str] | None, *, everyone: bool) -> list[str]:
    if contracts:
        return [find(api, contract)["id"] for contract in contracts]
    if not (everyone or where):
        raise fail(N_("Name contracts, a filter, or --all."))
    return [row["id"] for row in _waiting(api, where)]


def _ask(api: Api, path: str, ids: Sequence[str], **more: Any) -> list[dict[str, Any]]:
    done: list[dict[str, Any]] = []
    for start in range(0, len(ids), 100):
        done += api.post(path, json={"contracts": ids[start : start + 100], **more})
    return done


def _show(outcomes: Sequence[dict[str, Any]]) -> None:
    words = language()
    done = sum(each["done"] for each in outcomes)
    for each in outcomes:
        if each["reason"]:
            typer.echo(f"  {each['number'] or each['contract'][:8]}: {each['reason']}")
    typer.echo(words(N_("{done} decided, {left} not."), done=done, left=len(outcomes) - done))
    if any(each["reason"] for each in outcomes):
        raise typer.Exit(1)
