"""Who is away and who stands in, from the command line."""

import json
from datetime import datetime
from typing import Annotated

import typer

from cli.client import insats, language
from cli.contracts import AsJson
from cli.installation import HERE, Data
from client.models import DelegationOut
from domain.words import N_

DAY = ["%Y-%m-%d"]
First = Annotated[datetime | None, typer.Option("--from", formats=DAY, help="Första dagen / first day")]
Last = Annotated[datetime | None, typer.Option("--to", formats=DAY, help="Sista dagen / last day")]
Deputy = Annotated[str, typer.Option(help="Ersättarens id / the deputy's id, as p-02")]
Person = Annotated[str, typer.Option(help="Vem som är borta; annars du själv / who is away; else yourself")]
Withdraw = Annotated[int, typer.Option(help="Tag bort, med nummer / take away, by number")]


def away(
    first: First = None,
    last: Last = None,
    deputy: Deputy = "",
    person: Person = "",
    withdraw: Withdraw = 0,
    data: Data = HERE,
    as_json: AsJson = False,
) -> None:
    """Vem är borta, och vem ersätter? / Who is away, and who stands in?"""
    api = insats(data).delegations
    if withdraw:
        found = api.withdraw(withdraw, {})
    elif first and last and deputy:
        found = api.delegate(
            {
                "first_day": first.date().isoformat(),
                "last_day": last.date().isoformat(),
                "deputy": deputy,
                "person": person,
            }
        )
    elif first or last or deputy or person:
        raise typer.BadParameter(language()(N_("Give --from, --to and --deputy.")))
    else:
        found = api.delegations()
    for each in found:
        typer.echo(json.dumps(each, ensure_ascii=False) if as_json else _told(each))


def _told(each: DelegationOut) -> str:
    return language()(
        N_("{number}: {person} is away from {first_day} to {last_day}; {deputy} stands in."), **each
    )
