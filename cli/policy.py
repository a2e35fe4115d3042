"""Looking at a policy file before it is used; no running system is needed."""

import os
from pathlib import Path
from typing import Annotated

import typer

from cli.client import language
from domain.words import N_
from policy.load import PolicyError, load_policy
from settings import SHIPPED_POLICY

app = typer.Typer(help="Kommunens regler / the municipality's policy", no_args_is_help=True)


def chosen() -> Path:
    """The installation's own, or the one that comes along."""
    return Path(os.environ.get("INSATS_POLICY", SHIPPED_POLICY))


@app.callback()
def policy() -> None:
    """Kommunens regler. / The municipality's policy."""


@app.command()
def check(
    file: Annotated[
        Path | None, typer.Argument(help="Policyfil (TOML); annars installationens / else the installation's")
    ] = None,
) -> None:
    """Kontrollerar en policyfil: varje fel med rad och råd. / Checks a policy file: each fault, line, remedy."""
    path, words = file or chosen(), language()
    try:
        found = load_policy(path)
    except PolicyError as error:
        for fault in error.told(words):
            typer.echo(fault)
        raise typer.Exit(1) from None
    counts = {"departments": len(found.departments), "people": len(found.people)}
    without_fault = N_("{file}: no faults. {municipality}, {departments} departments, {people} people.")
    typer.echo(words(without_fault, file=path, municipality=found.municipality, **counts))
