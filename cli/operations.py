"""For those who run the installation."""

from datetime import datetime, time, timedelta
from typing import Annotated

import typer

from cli.client import Api, fail, language
from cli.installation import HERE, Data
from cli.showing import at
from domain.calendar import local
from domain.words import N_
from embedded.data_folder import DataFolder


def rebuild(data: Data = HERE) -> None:
    """Bygger om läsmodellerna från händelserna. / Rebuilds the read models from the events."""
    answer = Api(DataFolder(data)).post("/rebuild")
    typer.echo(language()(N_("{number} contracts rebuilt."), number=answer["contracts"]))
    if answer["troubled"]:
        raise fail(
            N_("{number} contracts could not be read; their old rows stay."), number=answer["troubled"]
        )


def mail_test(address: str, data: Data = HERE) -> None:
    """Skickar ett provmejl. / Sends a test mail."""
    answer = Api(DataFolder(data)).post("/mail-test", json={"address": address})
    typer.echo(f"{language()(N_('Sent') if answer['delivered'] else N_('Not sent'))}: {answer['answer']}")
    if not answer["delivered"]:
        raise typer.Exit(1)


def clock(
    to: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="ÅÅÅÅ-MM-DD, kl. 9")] = None,
    data: Data = HERE,
) -> None:
    """Vad är klockan? I en testinstallation: flytta den framåt. / What time is it? In a test: move it on."""
    api = Api(DataFolder(data))
    answer = api.get("/clock")
    if to:
        forward = local(to.date(), time(9)) - datetime.fromisoformat(answer["now"])
        if forward <= timedelta(0):
            raise fail(N_("The clock moves only forward."))
        answer = api.post("/clock", json={"days": forward / timedelta(days=1)})
    typer.echo(at(answer["now"]))
