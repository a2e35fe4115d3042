"""Holds a promise against the running code: `make prove-NAME` prints its figure as one JSON line.

docs/guarantees.md lists them. Exit status 0 only while the promise holds.
"""

import json
import sys
import time
from collections.abc import Callable

import pytest

from benchmarks import demo, herd, mutation, rearm, sheet, silence, start, verify_speed

TESTS: dict[str, tuple[str, ...]] = {
    "architecture": ("tests/test_architecture.py",),
    "append-only": ("tests/event_store/test_append_only.py", "tests/event_store/test_append.py"),
    "sealing": ("tests/audit/test_sealer.py", "tests/audit/test_sealing.py"),
    "tampering": ("tests/audit/test_tampering.py",),
    "anchors": ("tests/audit/test_anchors.py",),
    "dossier": (
        "tests/audit/test_dossier.py",
        "tests/audit/test_what_is_struck.py",
        "tests/audit/test_from_the_command_line.py",
    ),
    "erase": ("tests/audit/test_erase.py", "tests/domain/test_rules_of_erasing.py"),
    "drill": ("tests/audit/test_recovery.py", "tests/domain/test_rules_of_recovery.py"),
    "looks": ("tests/api/test_looks.py",),
    "as-of": ("tests/audit/test_as_of.py",),
    "retention": ("tests/audit/test_retention.py", "tests/domain/test_rules_of_retention.py"),
    "proofs": ("tests/audit/test_tree.py", "tests/audit/test_notes.py"),
    "storage-format": ("tests/event_store/test_storage_format.py",),
    "one-write-path": ("tests/test_command_handler.py",),
    "model": ("tests/domain/test_reference_model.py",),
    "dates": ("tests/domain/test_golden_dates.py", "tests/domain/test_dates_twice.py"),
    "whole-contract": ("tests/engine/test_whole_contract.py",),
    "escalation": ("tests/engine/test_left_alone.py",),
    "ladders": (
        "tests/domain/test_ladder.py",
        "tests/domain/test_ladder_of_a_policy.py",
        "tests/domain/test_ladder_properties.py",
        "tests/domain/test_ladder_rests.py",
        "tests/domain/test_rules_of_extension.py",
        "tests/domain/test_what_moves_a_last_day.py",
        "tests/engine/test_ladders.py",
    ),
    "recorded-late": ("tests/domain/test_recorded_late.py",),
    "absence": ("tests/domain/test_rules_of_delegations.py", "tests/engine/test_who_stands_in.py"),
    "mails": ("tests/engine/test_notices.py", "tests/engine/test_digest.py"),
    "watchdog": (
        "tests/domain/test_guarantee.py",
        "tests/engine/test_watchdog.py",
        "tests/engine/test_herd.py",
    ),
    "kill": ("tests/engine/test_kill.py",),
    "replay": ("tests/workflows/test_replay.py",),
    "demo": ("tests/engine/test_demo.py",),
    "policy": (
        "tests/domain/test_rules_of_adopting_a_policy.py",
        "tests/domain/test_rules_of_moving_by_policy.py",
        "tests/engine/test_policy_in_force.py",
        "tests/engine/test_policy_moves.py",
        "tests/engine/test_policy_from_outside.py",
    ),
    "simulator": ("tests/simulator/test_years.py", "tests/simulator/test_planted.py"),
    "simulator-real": ("tests/simulator/test_real_server.py",),
    "access": ("tests/access", "tests/api/test_access.py", "tests/domain/test_rules_of_secrecy.py"),
    "sign-in": ("tests/sign_in", "tests/web/test_who_may.py"),
    "hardening": ("tests/api/test_hardening.py", "tests/test_security_page.py"),
    "import": ("tests/exchange", "tests/api/test_contracts.py"),
    "import-once": (
        "tests/domain/test_rules_of_importing.py",
        "tests/domain/test_rules_of_takeover.py",
        "tests/domain/test_rules_of_taking_back_a_reading.py",
        "tests/domain/test_rules_of_joining.py",
        "tests/domain/test_rules_of_triage_by_rule.py",
        "tests/api/test_imports.py",
        "tests/api/test_triage.py",
        "tests/api/test_duplicates.py",
        "tests/api/test_register.py",
    ),
    "notices": (
        "tests/exchange/test_manifests.py",
        "tests/exchange/test_every_kind_of_notice.py",
        "tests/exchange/test_ocds_relations.py",
        "tests/domain/test_what_becomes_of_a_notice.py",
        "tests/domain/test_rules_of_published_notices.py",
        "tests/event_store/test_told_by.py",
    ),
    "second-reading": (
        "tests/exchange/test_second_reading.py",
        "tests/exchange/test_second_reading_ocds.py",
    ),
    "hostile": (
        "tests/exchange/test_hostile_files.py",
        "tests/exchange/test_odd_values.py",
        "tests/exchange/test_eforms_refusals.py",
    ),
}
MEASURES: dict[str, Callable[[], dict[str, float | bool]]] = {
    "start": start.measure,
    "demo-time": demo.measure,
    "verify-speed": verify_speed.measure,
    "mutation": mutation.measure,
    "herd": herd.measure,
    "silence": silence.measure,
    "rearm": rearm.measure,
    "sheet": sheet.measure,
}


class Figures:
    """Collects what tests tell with `record_property`, and how many ran."""

    def __init__(self) -> None:
        self.tests = 0
        self.told: dict[str, object] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            self.tests += report.outcome == "passed"
            self.told |= dict(report.user_properties)


def prove(name: str) -> bool:
    began = time.monotonic()
    if name in MEASURES:
        told: dict[str, object] = {**MEASURES[name]()}
        holds = bool(told.pop("holds"))
    else:
        figures = Figures()
        code = pytest.main(["--no-header", "-q", *TESTS[name]], plugins=[figures])
        holds, told = code == 0 and figures.tests > 0, {"tests": figures.tests, **figures.told}
    seconds = round(time.monotonic() - began, 1)
    print(json.dumps({"promise": name, "holds": holds, **told, "seconds": seconds}))
    return holds


if __name__ == "__main__":
    names = sys.argv[1:] or [*TESTS, *MEASURES]
    if unknown := [name for name in names if name not in TESTS and name not in MEASURES]:
        sys.exit(f"no such promise: {', '.join(unknown)}; there are: {', '.join([*TESTS, *MEASURES])}")
    outcomes = [prove(name) for name in names]  # all of them, also after one that does not hold
    sys.exit(0 if all(outcomes) else 1)
