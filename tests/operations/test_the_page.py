"""Every command that the operator's page names is one, with those options."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.commands import application

PAGE = (Path(__file__).parents[2] / "docs/operations.md").read_text(encoding="utf-8")
LINES = sorted({line.strip() for line in re.findall(r"(?<![\w/])insats ([a-z][^`|\n…]*)", PAGE) if line})
TOLD = [line for line in LINES if re.match(r"[a-z-]+(?: |$)", line) and not line.startswith("within")]


def test_the_page_names_the_commands_that_an_operator_needs() -> None:
    for word in ("up", "down", "status", "backup", "drill", "restore", "rebuild", "watchdog", "metrics"):
        assert any(line.split()[0] == word for line in TOLD), word


@pytest.mark.parametrize("line", TOLD)
def test_a_command_of_the_page_is_one_with_the_options_that_it_names(line: str) -> None:
    answer = CliRunner().invoke(application(), [*line.split(), "--help"])
    assert answer.exit_code == 0, answer.output


def test_what_is_no_command_or_no_option_is_seen() -> None:
    for line in ("bakup", "backup --aprt x"):
        assert CliRunner().invoke(application(), [*line.split(), "--help"]).exit_code == 2
