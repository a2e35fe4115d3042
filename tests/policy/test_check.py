"""`insats policy check`: what a person reads at the terminal, and the status that a script reads."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.commands import application
from settings import SHIPPED_POLICY

FAULTY = SHIPPED_POLICY.read_text(encoding="utf-8").replace("[steps.sign]", "[steps.sing]")
LINE = FAULTY[: FAULTY.index("[steps.sing]")].count("\n") + 1


def checked(*file: str, language: str = "sv", policy: str = "") -> tuple[int, str]:
    result = CliRunner(env={"INSATS_LANGUAGE": language, "INSATS_POLICY": policy or None}).invoke(
        application(), ["policy", "check", *file]
    )
    return result.exit_code, result.output


def test_the_shipped_policy_is_the_one_that_is_checked() -> None:
    status, said = checked()
    assert (status, said.partition(": ")[2]) == (
        0,
        "inga fel. Karlstads kommun, 3 förvaltningar, 5 personer.\n",
    )


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("sv", "steps.sing: det finns inget steg sing. Menade du sign?"),
        ("en", "steps.sing: there is no step sing. Did you mean sign?"),
    ],
)
def test_a_fault_is_told_in_ones_own_language_and_the_status_is_1(
    tmp_path: Path, language: str, told: str
) -> None:
    file = tmp_path / "faulty.toml"
    file.write_text(FAULTY, encoding="utf-8")
    status, said = checked(str(file), language=language)
    assert status == 1
    assert f"{file}:{LINE}: {told}\n" in said


def test_an_installation_checks_its_own_policy(tmp_path: Path) -> None:
    status, said = checked(policy=str(tmp_path / "gone.toml"))
    assert status == 1
    assert said.startswith(f"{tmp_path / 'gone.toml'}: filen går inte att läsa")
