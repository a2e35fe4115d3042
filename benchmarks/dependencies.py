"""No package that Insats is made of, at the version that is pinned, has a hole that the public registers know of.

Asked of a service elsewhere: it needs a network, and a package that the service has not heard of is no answer.
"""

import json
import subprocess
import venv
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from embedded.environment import PROJECT

LOCK = PROJECT / "requirements-dev.lock"  # holds the others
AUDIT = ("--require-hashes", "--disable-pip", "--strict", "--progress-spinner", "off", "--format", "json")


def measure() -> dict[str, object]:
    """`pip-audit` in an environment of its own: nothing that is shipped is made of what it is made of."""
    with TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pip-audit")
        ended = _run(python, "-m", "pip_audit", *AUDIT, "-r", str(LOCK))
    return figures(ended.stdout, ended.stderr)


def figures(told: str, said: str) -> dict[str, object]:
    try:
        packages: list[Mapping[str, Any]] = json.loads(told)["dependencies"]
    except ValueError:  # it has not come so far
        return {"holds": False, "audited": 0, "why": (said.strip().splitlines() or ["no answer"])[-1]}
    holes = sorted(f"{each['name']} {hole['id']}" for each in packages for hole in each.get("vulns", ()))
    unknown = [each["name"] for each in packages if "vulns" not in each]
    audited = len(packages) - len(unknown)
    return {"holds": audited > 0 and not holes and not unknown, "audited": audited, "holes": holes}


def _run(python: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [str(python), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own
