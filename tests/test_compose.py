"""docker-compose.yml gives every service what it needs, and nothing more than that."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from settings import from_environment, sealer_from_environment

ROOT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
RUN_OURS = [name for name, service in SERVICES.items() if "build" in service]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_an_ordinary_user_on_a_read_only_file_system(name: str) -> None:
    service = SERVICES[name]
    assert service["user"] not in ("root", "0", "0:0")
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_that_stays_is_asked_for_its_health(name: str) -> None:
    assert ("healthcheck" in SERVICES[name]) == (SERVICES[name]["restart"] == "unless-stopped")


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_published_on_this_machine_only(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", ()))


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_is_pinned_to_a_release(name: str) -> None:
    assert re.search(r":v?\d+\.\d+(\.\d+)?(-\w+)?$", SERVICES[name]["image"])


@pytest.mark.parametrize("name", SERVICES)
def test_a_secret_is_a_file_and_one_that_the_service_is_given(name: str) -> None:
    values = map(str, SERVICES[name].get("environment", {}).values())
    given = {f"/run/secrets/{secret}" for secret in SERVICES[name].get("secrets", ())}
    assert {value for value in values if value.startswith("/run/secrets/")} <= given


def test_a_secret_has_no_default() -> None:
    assert all(":-" not in secret["file"] for secret in COMPOSE["secrets"].values())


@pytest.mark.parametrize("name", RUN_OURS)
def test_our_services_find_every_setting(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("00" * 32)
    for variable, value in SERVICES[name]["environment"].items():
        text = re.sub(r"\$\{\w+:[?-]([^}]*)\}", r"\1", str(value))
        monkeypatch.setenv(variable, re.sub("^/run/secrets/.*", str(tmp_path / "secret"), text))
    sealer_from_environment() if name == "sealer" else from_environment()
