"""`insats looks CONTRACT`: who has seen it."""

import json

import typer
from rich.console import Console
from rich.table import Table

from cli.client import Api, language
from cli.contracts import AsJson, Contract, find
from cli.installation import HERE, Data
from cli.showing import at
from domain.words import N_
from embedded.data_folder import DataFolder

WHAT = {
    "contract": N_("the contract"),
    "texts": N_("the contract with its texts"),
    "export": N_("an export"),
    "reason": N_("said why"),
}


def looks(contract: Contract, data: Data = HERE, as_json: AsJson = False) -> None:
    """Vem har sett avtalet? / Who has seen the contract?"""
    api, words = Api(DataFolder(data)), language()
    found = api.typed.looks.looks(find(api, contract)["id"])
    if as_json:
        for each in found:
            typer.echo(json.dumps(each, ensure_ascii=False))
        return
    titles = (N_("When"), N_("Who"), N_("What"), N_("How"), N_("Why"))
    table = Table(*(words(title) for title in titles))
    for each in found:
        who = f"{each['person']} ({words.name(each['role'])})"
        what = " ".join(filter(None, (words(WHAT[each["what"]]), each["about"])))
        table.add_row(at(each["looked_at"]), who, what, each["way"], each["reason"])
    Console().print(table)
