"""Webhooks from the command line: made, tried, looked after."""

import json
from collections.abc import Sequence
from typing import Annotated, Literal, cast

import typer

from api.webhook_views import STATES, STOPPED
from cli.client import insats, language
from cli.contracts import AsJson
from cli.installation import HERE, Data
from cli.showing import at
from client import Insats
from client.models import WebhookDeliveryOut, WebhookIn, WebhookOut
from domain.words import N_
from language.words import Words

app = typer.Typer(help="Säg till andra system / tell other systems", no_args_is_help=True)

Webhook = Annotated[str, typer.Argument(help="Webhookens id / the webhook's id")]
Types = Annotated[
    list[str] | None, typer.Option("--type", help="T.ex. insats.ClauseTriaged; annars alla / else all")
]
Department = Annotated[str, typer.Option(help="Bara avtal som den har del i / only contracts it has part in")]
State = Literal["waiting", "delivered", "given_up", ""]
OfState = Annotated[State, typer.Option(help="waiting, delivered, given_up")]
Positions = Annotated[
    list[int] | None, typer.Argument(help="Annars allt som inte kommit fram / else all that has not arrived")
]


@app.callback()
def webhooks() -> None:
    """Säg till andra system vad som händer. / Tell other systems what happens."""


@app.command("list")
def listed(data: Data = HERE, as_json: AsJson = False) -> None:
    """Vilka får veta vad? / Who is told what?"""
    words, found = language(), insats(data).webhooks.list_webhooks()
    if as_json:
        _lines(found)
        return
    for each in found:
        told = ", ".join(filter(None, (*each["event_types"], each["department"]))) or words(N_("everything"))
        numbers = words(N_("{waiting} waiting, {given_up} given up"), **each)
        typer.echo(f"{each['id']}  {each['url']}\n  {told}; {_standing(each, words)}; {numbers}")


@app.command()
def add(
    url: str, types: Types = None, department: Department = "", data: Data = HERE, as_json: AsJson = False
) -> None:
    """Börjar säga till. Hemligheten visas en gång. / Begins to tell. The secret is shown once."""
    asked = {"url": url, "event_types": types or [], "department": department}
    made = insats(data).webhooks.make_webhook(cast("WebhookIn", asked))  # it says which type there is none of
    if as_json:
        _lines([made])
        return
    words = language()
    typer.echo(f"  {words(N_('Id'))}: {made['id']}")
    typer.echo(f"  {words(N_('Secret, shown this once'))}: {made['secret']}")


@app.command("test")
def try_it(webhook: Webhook, data: Data = HERE) -> None:
    """Skickar en provhändelse nu. / Sends an event now, to try it."""
    tried = insats(data).webhooks.try_webhook(webhook)
    typer.echo(f"{language()(N_('Sent') if tried['delivered'] else N_('Not sent'))}: {tried['answer']}")
    if not tried["delivered"]:
        raise typer.Exit(1)


@app.command()
def stop(webhook: Webhook, data: Data = HERE) -> None:
    """Gör uppehåll. / Pauses it."""
    insats(data).webhooks.stop_webhook(webhook)


@app.command()
def start(webhook: Webhook, data: Data = HERE) -> None:
    """Fortsätter, med allt som hänt under tiden. / Goes on, with all that happened meanwhile."""
    insats(data).webhooks.start_webhook(webhook)


@app.command()
def remove(webhook: Webhook, data: Data = HERE) -> None:
    """Tar bort den, med allt som väntar. / Takes it away, with all that waits."""
    insats(data).webhooks.remove_webhook(webhook)


@app.command()
def deliveries(webhook: Webhook, state: OfState = "", data: Data = HERE, as_json: AsJson = False) -> None:
    """Vad blev det av var och en? / What became of each?"""
    words, found = language(), _all(insats(data), webhook, state)
    if as_json:
        _lines(found)
        return
    for each in found:
        again = at(each["next_try_at"]) if each["next_try_at"] else ""
        told = f"{words(STATES[each['state']]):<9} {each['attempts']:>2}  {each['answer']:<14}"
        typer.echo(f"{each['position']:>7}  {told} {again:<16}  {each['contract_id']}".rstrip())


@app.command()
def redeliver(webhook: Webhook, positions: Positions = None, data: Data = HERE) -> None:
    """Skickar nu det som inte kommit fram, eller de angivna. / Sends now what has not arrived, or those named."""
    answer = insats(data).webhooks.send_again(webhook, {"positions": positions or None})
    typer.echo(language()(N_("{number} deliveries are sent again."), number=answer["deliveries"]))


def _standing(each: WebhookOut, words: Words) -> str:
    if each["stopped"]:
        return words(STOPPED[each["stopped"]])
    if each["rests_until"]:
        return words(N_("does not answer; tried again {at}"), at=at(each["rests_until"]))
    return words(N_("in use"))


def _all(api: Insats, webhook: str, state: State) -> list[WebhookDeliveryOut]:
    rows: list[WebhookDeliveryOut] = []
    after: int | None = 0
    while after is not None:
        page = api.webhooks.list_deliveries(webhook, state=state, after=after, limit=1000)
        rows, after = rows + page["items"], page["next"]
    return rows


def _lines(found: Sequence[object]) -> None:
    for each in found:
        typer.echo(json.dumps(each, ensure_ascii=False))
