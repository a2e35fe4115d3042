"""How many small faults in `domain/` its tests notice. docs/mutation.md says what is asked, and of what lives on.

The bench lies in `build/mutation`: mutmut works on a copy, `mutmut browse` there shows each mutant afterwards.
"""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.mutants import spread

PROJECT = Path(__file__).parents[1]
BENCH = PROJECT / "build" / "mutation"
TIME = ("calendar", "arithmetic", "deadlines", "passing_time", "ladder", "moving", "moving_by_policy")
AT_LEAST = 90.0  # per cent
SAMPLE = 2500  # of all mutants; about half of those are programs that mypy accepts
SEED = 20261125
SLOW = ("test_any_contract.py", "test_reference_model.py")  # random lives: fifteen seconds a mutant
OF_ALL = ("test_every_refusal_is_tried.py",)  # reads all tests' text, also of those that are left out
AT_IMPORT = ["domain/process/__init__.py"]  # has run before a mutant lives
FATES: Mapping[int | None, str] = {
    0: "survived",
    33: "survived",
    5: "survived",
    37: "ill_typed",
    None: "left",
}
TYPES = """[mypy]
plugins = pydantic.mypy
explicit_package_bases = true
follow_imports = silent
ignore_missing_imports = true
disable_error_code = type-abstract
"""


def measure() -> dict[str, float | bool]:
    """A sample; every mutant with INSATS_MUTANTS=all, those of the rules about time with INSATS_MUTANTS=time.

    Raises CalledProcessError where mutmut cannot run.
    """
    asked = os.environ.get("INSATS_MUTANTS", "")
    sample = 0 if asked in ("all", "time") else SAMPLE
    _lay_out(TIME if asked == "time" else ())
    command = [sys.executable, "-P", str(PROJECT / "benchmarks" / "mutants.py"), str(sample), str(SEED)]
    with (BENCH / "log").open("w") as log:
        subprocess.run(command, cwd=BENCH, stdout=log, stderr=log, check=True)  # noqa: S603 - our own
    return _figures(sample)


def _lay_out(only: Sequence[str]) -> None:
    shutil.rmtree(BENCH, ignore_errors=True)
    for name in _of_the_domain():
        file, copy = PROJECT / name, BENCH / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(spread(file.read_text(encoding="utf-8")), encoding="utf-8")
    for name in ("tests/domain", "tests/policy"):
        shutil.copytree(
            PROJECT / name, BENCH / name, ignore=shutil.ignore_patterns(*SLOW, *OF_ALL, "__pycache__")
        )
    rooms = list(_other_rooms())
    for name in ("tests/builders.py", "tests/scenario.py", *rooms):
        (BENCH / name).symlink_to(PROJECT / name)
    (BENCH / "mypy.ini").write_text(TYPES)
    (BENCH / "pyproject.toml").write_text(_settings(rooms, only))


def _of_the_domain() -> Iterator[str]:
    yield from (str(file.relative_to(PROJECT)) for file in (PROJECT / "domain").rglob("*.py"))


def _other_rooms() -> Iterator[str]:
    ours = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    yield from (name for name in ours["packages"] if "." not in name and name != "domain")
    yield from (f"{name}.py" for name in ours["py-modules"])


def _settings(rooms: list[str], only: Sequence[str]) -> str:
    own = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    mypy = [sys.executable, "-m", "mypy", "--config-file", str(BENCH / "mypy.ini"), "-O", "json", "domain"]
    settings: dict[str, list[str]] = {
        "source_paths": ["domain"],
        "do_not_mutate": [
            *AT_IMPORT,
            *(file for file in _of_the_domain() if only and Path(file).stem not in only),
        ],
        "also_copy": rooms,
        "pytest_add_cli_args_test_selection": ["tests/domain", "tests/policy"],
        "pytest_add_cli_args": ["-p", "no:cacheprovider"],
        "type_check_command": mypy,
    }
    lines = "\n".join(f"{name} = {json.dumps(value)}" for name, value in settings.items())
    return f"[tool.mutmut]\n{lines}\n\n[tool.pytest.ini_options]\n{own.partition('[tool.pytest.ini_options]')[2]}"


def _figures(sample: int) -> dict[str, float | bool]:
    """A mutant that no test reaches has survived; one that mypy refuses would never have come to a test."""
    fates: Counter[str] = Counter()
    for file in (BENCH / "mutants").rglob("*.meta"):
        codes: dict[str, int | None] = json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]
        fates.update(FATES.get(code, "killed") for code in codes.values())
    judged = fates["killed"] + fates["survived"]
    percent = round(100 * fates["killed"] / judged, 1)
    return {
        "holds": percent >= AT_LEAST and (fates["left"] == 0 or sample > 0),
        "mutants": judged,
        "killed": fates["killed"],
        "survived": fates["survived"],
        "percent": percent,
        "ill_typed": fates["ill_typed"],
        "not_drawn": fates["left"],
        "seed": SEED,
    }


if __name__ == "__main__":
    print(measure())
