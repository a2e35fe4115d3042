"""What can be done with a contract, and what each command asks for: read from the commands themselves."""

import json
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Annotated, Any

import typer

from cli.client import fail, language
from domain.command import Command
from domain.commands import PEOPLES
from domain.words import N_
from language.words import Words

NAMED: dict[str, type[Command]] = {command.model_fields["type"].default: command for command in PEOPLES}


def commands(
    command: Annotated[str, typer.Argument(help="T.ex. agree_commitment; utan: alla / without: all")] = "",
) -> None:
    """Visar vad som kan göras, eller vad ett kommando frågar efter. / What can be done, or what a command asks."""
    words = language()
    if not command:
        for name, each in sorted(NAMED.items()):
            typer.echo(f"{name:<26} {_title(each, words)}")
        return
    if command not in NAMED:
        raise fail(
            N_("There is no command {command}. Did you mean {near}?"),
            command=command,
            near=", ".join(get_close_matches(command, NAMED, n=3)) or "insats commands",
        )
    typer.echo(_title(NAMED[command], words))
    for line in _fields(NAMED[command], words):
        typer.echo(line)


def _title(command: type[Command], words: Words) -> str:
    return words(command.wording.title) if command.wording else ""


def _fields(command: type[Command], words: Words) -> Iterator[str]:
    schema = command.model_json_schema()
    for name, told in schema["properties"].items():
        if name == "type":
            continue
        asked = "" if name in schema.get("required", ()) else words(N_("(optional)"))
        title = command.model_fields[name].title or told.get("anyOf", [{}])[0].get("title", "")
        yield f"  {name:<20} {words(title)} {asked}".rstrip() if title else f"  {name:<20} {asked}".rstrip()
        if values := _values(told, schema.get("$defs", {})):
            yield f"  {'':<20} {values}"


def _values(told: dict[str, Any], known: dict[str, Any]) -> str:
    """The words that can be chosen among, or the JSON that a list or a table is written as."""
    options = [_resolved(each, known) for each in told.get("anyOf", [told])]
    for option in options:
        if "enum" in option:
            return " | ".join(map(str, option["enum"]))
        if option.get("type") in ("array", "object"):
            return json.dumps(_example(option, known), ensure_ascii=False)
    return next((option["format"] for option in options if option.get("format") == "date"), "")


def _resolved(told: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    return known[told["$ref"].rpartition("/")[2]] if "$ref" in told else told


def _example(told: dict[str, Any], known: dict[str, Any]) -> Any:
    told = _resolved(told.get("anyOf", [told])[0], known)
    if "enum" in told:
        return " | ".join(map(str, told["enum"]))
    if told.get("type") == "array":
        return [_example(told.get("items", {}), known)]
    if told.get("type") == "object":
        return {name: _example(each, known) for name, each in told.get("properties", {}).items()}
    return told.get("format") or told.get("type", "")
