"""Why this date, from the command line."""

import json
from typing import Annotated, Any

import typer

from cli.client import Api, fail, language
from cli.contracts import AsJson, Contract, find
from cli.installation import HERE, Data
from cli.showing import OUTCOMES
from domain.words import N_
from embedded.data_folder import DataFolder

Step = Annotated[str, typer.Argument(help='Steg, som hold eller "Håll dialogen" / step, as hold')]


def why(contract: Contract, step: Step = "", data: Data = HERE, as_json: AsJson = False) -> None:
    """Varför detta datum? / Why this date?"""
    api = Api(DataFolder(data))
    dates: list[dict[str, Any]] = api.get(f"/contracts/{find(api, contract)['id']}/why")
    asked = [each for each in dates if _is_asked(step, each)]
    if step and not asked:
        known = tuple(dict.fromkeys(each["step"] for each in dates))
        raise fail(N_("There is no last day for “{step}” here. There are: {known}."), step=step, known=known)
    for each in asked:
        typer.echo(json.dumps(each, ensure_ascii=False) if as_json else _told(each))
    if not dates and not as_json:
        typer.echo(language()(N_("No last day has been set yet.")))


def _is_asked(step: str, each: dict[str, Any]) -> bool:
    return step.lower() in ("", each["step"], each["name"].lower())


def _told(each: dict[str, Any]) -> str:
    words = language()
    head = f"{each['name']}: {each['due'] or '–'} ({words(OUTCOMES[each['outcome']])})"
    return "\n".join([head, *(f"  {sentence}" for sentence in each["sentences"])])
