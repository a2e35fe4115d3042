"""`insats retention`: what the policy's plan lets go now; with --destroy it goes."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.client import Api, language
from cli.installation import HERE, Data
from domain.words import N_
from embedded.data_folder import DataFolder


def retention(
    destroy: Annotated[
        bool, typer.Option("--destroy", help="Gallra; utan: visa / let it go; without: show")
    ] = False,
    data: Data = HERE,
) -> None:
    """Vad policyns gallringsplan låter gå nu, och varför. / What the policy's retention plan lets go now, and why."""
    api, words = Api(DataFolder(data)), language()
    found = api.post("/retention") if destroy else api.get("/retention")
    titles = (N_("Contract"), N_("What"), N_("How many"), N_("Ended"), N_("May go from"), N_("Decision"))
    table = Table(*(words(title) for title in titles))
    for each in found:
        table.add_row(
            each["contract_number"] or (each["contract_id"] or "–")[:8],
            words.name(each["kind"]),
            str(each["number"]),
            each["ended_on"] or "–",
            each["due_on"] or "–",
            each["decision"],
        )
    if found:
        Console().print(table)
    done = N_("Let go for good.") if destroy else N_("Nothing has been changed; --destroy lets it go.")
    typer.echo(words(done if found else N_("Nothing may go now.")))
