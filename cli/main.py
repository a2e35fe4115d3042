"""The command line `insats`."""

import sys

import typer

from cli.client import language
from cli.commands import application
from policy.load import PolicyError


def main() -> None:
    try:
        application(next(iter(sys.argv[1:]), ""))()
    except PolicyError as error:
        for fault in error.told(language()):
            typer.echo(fault, err=True)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
