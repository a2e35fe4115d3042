"""Each alert is explained, and asks for figures that there are; so does the dashboard."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from tests.operations.office import Office
from tests.served import eventually

ROOT = Path(__file__).parents[2]
RULES: list[dict[str, Any]] = yaml.safe_load((ROOT / "deploy/prometheus/rules.yml").read_text())["groups"][0][
    "rules"
]
DASHBOARD: dict[str, Any] = json.loads((ROOT / "deploy/grafana/insats.json").read_text())
PAGE = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
NAME = re.compile(r"\b(?:insats|process)_\w+")
OF_PROMETHEUS = {"up"}


def asked(expressions: list[str]) -> set[str]:
    return {name for expression in expressions for name in NAME.findall(expression)}


OF_RULES = asked([rule["expr"] for rule in RULES])
OF_DASHBOARD = asked([target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]])


def test_each_alert_has_its_heading_and_each_heading_its_alert() -> None:
    headings = re.findall(r"^### (Insats\w+)$", PAGE, re.MULTILINE)
    assert headings == [rule["alert"] for rule in RULES]


def test_under_each_heading_it_says_what_it_means_and_what_to_do() -> None:
    for text in re.split(r"^### Insats\w+$", PAGE, flags=re.MULTILINE)[1:]:
        assert "**Means:**" in text
        assert "**Do:**" in text


def test_each_alert_is_a_page_or_a_ticket_and_says_what_is_wrong() -> None:
    for rule in RULES:
        assert rule["labels"]["severity"] in ("page", "ticket"), rule
        assert rule["annotations"]["summary"].endswith("."), rule


async def test_rules_and_dashboard_ask_for_figures_that_there_are(
    office: Office, record_property: Callable[[str, object], None]
) -> None:
    await office.seal()
    await office.was_late()

    async def tried() -> bool:
        """The anchors: the seal waits for none of them."""
        return "insats_anchor_failing" in await office.figures()

    await eventually(tried)
    there = set(NAME.findall(await office.figures()))
    record_property("alerts", len(RULES))
    record_property("figures", len(OF_RULES | OF_DASHBOARD))
    assert len(OF_RULES) > 15
    assert sorted((OF_RULES | OF_DASHBOARD) - there) == []


async def test_every_figure_of_the_installation_is_looked_at_by_somebody(office: Office) -> None:
    there = {name for name in NAME.findall(await office.figures()) if name.startswith("insats_")}
    left = there - OF_RULES - OF_DASHBOARD - {"insats_http_seconds", "insats_http_seconds_sum"}
    assert left == set()
