"""For those who run the installation."""

from datetime import datetime, time, timedelta
from typing import Annotated

import typer

from cli.client import fail, insats, language
from cli.installation import HERE, Data
from cli.showing import at
from domain.calendar import local
from domain.words import N_


def rebuild(data: Data = HERE) -> None:
    """Bygger om läsmodellerna från händelserna. / Rebuilds the read models from the events."""
    answer = insats(data).operations.rebuild_read_models()
    typer.echo(language()(N_("{number} contracts rebuilt."), number=answer["contracts"]))
    if answer["troubled"]:
        raise fail(
            N_("{number} contracts could not be read; their old rows stay."), number=answer["troubled"]
        )


def mail_test(address: str, data: Data = HERE) -> None:
    """Skickar ett provmejl. / Sends a test mail."""
    answer = insats(data).operations.mail_test({"address": address})
    typer.echo(f"{language()(N_('Sent') if answer['delivered'] else N_('Not sent'))}: {answer['answer']}")
    if not answer["delivered"]:
        raise typer.Exit(1)


def clock(
    to: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="ÅÅÅÅ-MM-DD, kl. 9")] = None,
    data: Data = HERE,
) -> None:
    """Vad är klockan? I en testinstallation: flytta den framåt. / What time is it? In a test: move it on."""
    api = insats(data).operations
    answer = api.read_clock()
    if to:
        forward = local(to.date(), time(9)) - datetime.fromisoformat(answer["now"])
        if forward <= timedelta(0):
            raise fail(N_("The clock moves only forward."))
        answer = api.advance_clock({"days": forward / timedelta(days=1)})
    typer.echo(at(answer["now"]))
