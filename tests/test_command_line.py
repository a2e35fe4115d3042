"""The command line tells what can be done, and what each command asks for."""

import pytest
from typer.testing import CliRunner

from cli.asking import NAMED
from cli.commands import application


def told(*arguments: str) -> str:
    answer = CliRunner().invoke(application(), ["commands", *arguments], env={"INSATS_LANGUAGE": "sv"})
    return answer.output + f"[{answer.exit_code}]"


def test_every_command_is_listed_with_its_swedish_name() -> None:
    lines = told().splitlines()
    assert [line.split()[0] for line in lines[: len(NAMED)]] == sorted(NAMED)
    assert "agree_commitment           Lägg till ett åtagande" in lines


@pytest.mark.parametrize("command", sorted(NAMED))
def test_every_field_of_a_command_is_told(command: str) -> None:
    asked = [
        line.split()[0] for line in told(command).splitlines() if line.startswith("  ") and line[2] != " "
    ]
    assert asked == [name for name in NAMED[command].model_fields if name != "type"]


def test_a_list_is_shown_as_the_json_that_it_is_written_as() -> None:
    assert '["date"]' in told("plan_follow_up")
    assert '{"occupation": "string", "number": "integer", "starts_on": "date"}' in told("record_dialogue")


def test_a_misspelt_command_is_met_with_those_that_are_like_it() -> None:
    answer = told("agree_comitment")
    assert "agree_commitment" in answer
    assert answer.endswith("[1]")
