"""One contract from the command line: where it stands, and everything that has happened."""

import json
from datetime import datetime
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from cli.client import Api, language
from cli.contracts import AsJson, Contract, find
from cli.installation import HERE, Data
from domain.calendar import STOCKHOLM
from domain.words import N_
from embedded.data_folder import DataFolder
from language.words import Words


def show(contract: Contract, data: Data = HERE, as_json: AsJson = False) -> None:
    """Var står avtalet, och vad kan göras? / Where does it stand, and what can be done?"""
    found, words = find(Api(DataFolder(data)), contract), language()
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    facts = found["facts"]
    typer.echo(f"{facts['contract_number']}  {facts['title']}")
    typer.echo(f"  {', '.join(s['name'] for s in facts['suppliers'])}  ({found['id']})")
    steps = ", ".join(words.name(step) for step in found["open_steps"])
    typer.echo(f"  {words(N_('Phase'))}: {words.name(found['phase'])}. {words(N_('Next'))}: {steps or '–'}")
    if found["trouble"]:
        typer.echo(f"  {words(N_('An error holds the contract up'))}: {found['trouble']}")
    for deadline in found["deadlines"]:
        _deadline(deadline)
    allowed = [action["command"] for action in found["allowed_actions"] if action["allowed"]]
    typer.echo(f"  {words(N_('Can be done now'))}: {', '.join(allowed)}")
    reasons = {action["why_not"] for action in found["allowed_actions"] if not action["allowed"]}
    for reason in sorted(reasons):
        waiting = [action["command"] for action in found["allowed_actions"] if action["why_not"] == reason]
        typer.echo(f"  {words(N_('Not yet'))}: {', '.join(waiting)}. {reason}")


def _deadline(deadline: dict[str, Any]) -> None:
    words = language()
    typer.echo(
        f"  {words.name(deadline['step'])}: {deadline['due']} ({words(OUTCOMES[deadline['outcome']])})"
    )
    for line in deadline["derivation"]["lines"]:
        what = words(line["what"], number=line.get("number"))
        typer.echo(f"      {line['sign']:1} {what:45} {line['on']}  {line['basis']}")


OUTCOMES = {
    "running": N_("running"),
    "met": N_("done in time"),
    "waived": N_("waived"),
    "missed": N_("missed"),
    "moved": N_("moved"),
}


def at(instant: str) -> str:
    """In Swedish time, as a table has room for."""
    return f"{datetime.fromisoformat(instant).astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"


def timeline(contract: Contract, data: Data = HERE, as_json: AsJson = False) -> None:
    """Allt som hänt, i ordning. / Everything that has happened, in order."""
    found, words = find(Api(DataFolder(data)), contract), language()
    if as_json:
        for event in found["events"]:
            typer.echo(json.dumps(event, ensure_ascii=False))
        return
    table = Table("#", words(N_("Happened")), words(N_("Recorded")), words(N_("What")), words(N_("By")))
    for event in found["events"]:
        about = " ".join(
            str(event["data"][key]) for key in ("step", "due", "rung", "form") if key in event["data"]
        )
        recorded = at(event["recorded_at"])
        by = f"{event['actor']} ({words.name(event['role'])})"
        table.add_row(str(event["version"]), event["occurred_on"], recorded, f"{event['type']} {about}", by)
    Console().print(table)


def outbox(data: Data = HERE, as_json: AsJson = False) -> None:
    """Meddelanden, nyast först. / Notices, newest first."""
    words = language()
    notices = Api(DataFolder(data)).get("/notices", limit=200)["items"]
    if as_json:
        for notice in notices:
            typer.echo(json.dumps(notice, ensure_ascii=False))
        return
    titles = (N_("Queued"), N_("Contract"), N_("Notice"), N_("Step"), N_("To"), N_("Sent"))
    table = Table(*(words(title) for title in titles))
    for notice in notices:
        table.add_row(
            at(notice["queued_at"]),
            notice["contract_number"] or notice["contract_id"][:8],
            notice["kind"],
            words.name(notice["step"] or ""),
            _to(notice, words),
            _sent(notice, words),
        )
    Console().print(table)


def _to(notice: dict[str, Any], words: Words) -> str:
    """Where somebody stood in: the deputy, and whom it was for."""
    roles = ", ".join(words.name(role) for role in notice["roles"])
    meant = f"{notice['recipient']} ({roles})"
    return f"{notice['sent_to']} ← {meant}" if notice["sent_to"] else meant


def _sent(notice: dict[str, Any], words: Words) -> str:
    if notice["sent_at"]:
        return at(notice["sent_at"])
    if notice["waits"]:
        return words(N_("Comes in the day's mail"))
    return words(N_("not sent: {why}"), why=notice["reply"])
