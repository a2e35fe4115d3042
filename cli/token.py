"""Tokens of service accounts, from the command line."""

import json
from typing import Annotated, cast

import typer

from cli.client import insats, language
from cli.contracts import AsJson
from cli.installation import HERE, Data
from cli.showing import at
from client.models import Right, TokenIn, TokenOut
from domain.words import N_

app = typer.Typer(help="Nycklar för andra system / tokens for other systems", no_args_is_help=True)

Account = Annotated[str, typer.Argument(help="Tjänstekontots id i policyn / the service account, as p-15")]
Name = Annotated[str, typer.Option(help="Vad den är till för / what it is for")]
Rights = Annotated[
    str, typer.Option(help="T.ex. contracts,trail; annars alla kontots / else all of the account's")
]
Days = Annotated[int, typer.Option(min=1, max=400, help="Hur länge / for how long")]


@app.command()
def create(
    account: Account,
    name: Name,
    rights: Rights = "",
    days: Days = 90,
    data: Data = HERE,
    as_json: AsJson = False,
) -> None:
    """Gör en nyckel och visar den en gång. / Makes a token, and shows it once."""
    told: TokenIn = {"person": account, "name": name, "days": days}
    if rights:
        told["rights"] = [cast("Right", right.strip()) for right in rights.split(",")]
    made = insats(data).tokens.make(told)
    if as_json:
        typer.echo(json.dumps(made, ensure_ascii=False))
        return
    typer.echo(made["token"])
    says = N_("It is not shown again. It expires on {day}.")
    typer.echo(language()(says, day=at(made["expires_at"])), err=True)


@app.command("list")
def list_(data: Data = HERE, as_json: AsJson = False) -> None:
    """Vilka nycklar det finns, och när de senast användes. / Which there are, and when they were last used."""
    for each in insats(data).tokens.tokens():
        typer.echo(json.dumps(each, ensure_ascii=False) if as_json else _line(each))


def _line(token: TokenOut) -> str:
    words, used, revoked = language(), token["last_used_at"], token["revoked_at"]
    told = [
        token["id"],
        token["person_id"],
        token["name"],
        ",".join(token["rights"]),
        words(N_("until {day}"), day=at(token["expires_at"])),
        words(N_("last used {at}"), at=at(used)) if used else words(N_("never used")),
        words(N_("revoked {day}"), day=at(revoked)) if revoked else "",
    ]
    return "  ".join(filter(None, told))


@app.command()
def revoke(
    token: Annotated[str, typer.Argument(help="Nyckelns id / the token's id")], data: Data = HERE
) -> None:
    """Nyckeln öppnar inget mer. / It opens nothing from now on."""
    insats(data).tokens.revoke(token)
    typer.echo(language()(N_("Revoked.")))
