"""The command line `insats`. What starts everything does not first read in what all other commands are made of: that
takes longer than its servers do."""

import sys
from importlib import import_module

import typer

from cli.client import language
from cli.installation import up
from policy.load import PolicyError


def _application() -> typer.Typer:
    if sys.argv[1:2] != ["up"]:
        every: typer.Typer = import_module("cli.commands").app
        return every
    alone = typer.Typer(name="insats", add_completion=False, pretty_exceptions_enable=False)
    alone.callback()(lambda: None)  # so that it is one of several, and called by its name
    alone.command("up")(up)
    return alone


def main() -> None:
    try:
        _application()()
    except PolicyError as error:
        for fault in error.told(language()):
            typer.echo(fault, err=True)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
