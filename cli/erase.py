"""`insats erase`: which texts a contract has, and destroying the keys of those that are named."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from cli.client import Api, fail, language
from cli.contracts import find
from cli.installation import HERE, Data
from domain.vocabulary import ErasureGround
from domain.words import N_
from embedded.data_folder import DataFolder
from language.words import Words

Entries = Annotated[
    list[str] | None,
    typer.Option("--entry", help="Händelsens nummer och fält, eller all / event and field: 7:note, or all"),
]


Of = Annotated[
    str,
    typer.Argument(
        help="Avtalets nummer; eller id för ett avtal, ett behov eller en inläsning / number, or an id"
    ),
]


def erase(  # noqa: PLR0913, PLR0917 - an option each
    contract: Of,
    entry: Entries = None,
    containing: Annotated[
        bool, typer.Option("--containing", help="Frågar efter hela ord / asks for whole words")
    ] = False,
    ground: Annotated[ErasureGround | None, typer.Option(help="Laglig grund / legal ground")] = None,
    decision: Annotated[
        str, typer.Option(help="Beslutets diarienummer / the decision's registry number")
    ] = "",
    destroy: Annotated[
        bool, typer.Option("--destroy", help="Gör det; utan: visa / do it; without: show")
    ] = False,
    reason: Annotated[
        str,
        typer.Option(help="Varför, om du bara sköter driften / why, if you only run the installation"),
    ] = "",
    data: Data = HERE,
) -> None:
    """Visar avtalets texter; med --destroy raderas de som nämns, för gott. / Shows a contract's texts, or erases."""
    api, words = Api(DataFolder(data)), language()
    if destroy and not (entry or containing):
        raise fail(N_("Say which: --entry 7:note, --entry all or --containing."))
    path = f"/contracts/{_stream(api, contract)}"
    # asked for, since what stands on the command line is kept in its history
    sought = typer.prompt(words(N_("Texts with these whole words"))) if containing else ""
    why = {"Insats-Reason": quote(reason)} if reason else {}
    found = api.post(f"{path}/texts", json={"containing": sought}, headers=why)
    if entry and "all" not in entry:
        found = [each for each in found if f"{each['version']}:{each['field']}" in entry]
    _show(found, words)
    left = [each for each in found if not each["erased"]]
    if destroy and left:
        _destroy(api, path, left, ground, decision)


def _stream(api: Api, text: str) -> str:
    """An id is taken as it is: needs and imports have texts too, and no number."""
    try:
        return str(UUID(text))
    except ValueError:
        return str(find(api, text)["id"])


def _destroy(
    api: Api, path: str, those: list[dict[str, Any]], ground: ErasureGround | None, decision: str
) -> None:
    """Asks for what the record must hold."""
    words = language()
    if ground is None:
        for each in ErasureGround:
            typer.echo(f"  {each}: {words.name(each)}")
        ground = typer.prompt(words(N_("Legal ground")), type=ErasureGround)
    decision = decision or typer.prompt(words(N_("The decision's registry number")))
    places = [{"version": each["version"], "field": each["field"]} for each in those]
    answer = api.post(f"{path}/erasures", json={"entries": places, "ground": ground, "decision": decision})
    typer.echo(words(N_("{number} texts are erased for good."), number=len(answer["erased"])))
    typer.echo(
        words(
            N_(
                "Backups made before this still hold the keys. Delete them when their time is up; the ledger of "
                "erasures is replayed when one of them is restored."
            )
        )
    )


def _show(found: list[dict[str, Any]], words: Words) -> None:
    titles = (N_("Entry"), N_("What"), N_("Happened"), N_("Characters"))
    table = Table(*(words(title) for title in titles))
    for each in found:
        size = words(N_("erased")) if each["erased"] else str(each["characters"])
        table.add_row(f"{each['version']}:{each['field']}", each["type"], each["occurred_on"], size)
    Console().print(table)
