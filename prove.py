"""Holds a promise against the running code: `make prove-NAME` prints its figure as one JSON line.

docs/guarantees.md lists them. Exit status 0 only while the promise holds.
"""

import json
import os
import sys
import time
from importlib import import_module

import pytest

TESTS: dict[str, tuple[str, ...]] = {
    "architecture": ("tests/test_architecture.py",),
    "append-only": (
        "tests/event_store/test_append_only.py",
        "tests/event_store/test_append.py",
        "tests/event_store/test_commit_order.py",
    ),
    "sealing": ("tests/audit/test_sealer.py", "tests/audit/test_sealing.py"),
    "tampering": ("tests/audit/test_tampering.py",),
    "anchors": ("tests/audit/test_anchors.py",),
    "dossier": (
        "tests/audit/test_dossier.py",
        "tests/audit/test_what_is_struck.py",
        "tests/audit/test_from_the_command_line.py",
    ),
    "erase": (
        "tests/audit/test_erase.py",
        "tests/audit/test_erase_undisturbed.py",
        "tests/api/test_texts_sought.py",
        "tests/domain/test_rules_of_erasing.py",
    ),
    "drill": ("tests/audit/test_recovery.py", "tests/domain/test_rules_of_recovery.py"),
    "receipts": ("tests/audit/test_receipts.py",),
    "looks": ("tests/api/test_looks.py", "tests/audit/test_looks_sealed.py"),
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
    "operations": ("tests/operations",),
    "replay": ("tests/workflows/test_replay.py",),
    "demo": ("tests/engine/test_demo.py",),
    "policy": (
        "tests/domain/test_rules_of_adopting_a_policy.py",
        "tests/domain/test_rules_of_moving_by_policy.py",
        "tests/engine/test_policy_in_force.py",
        "tests/engine/test_policy_moves.py",
        "tests/engine/test_policy_moves_at_once.py",
        "tests/engine/test_policy_from_outside.py",
    ),
    "simulator": ("tests/simulator/test_years.py", "tests/simulator/test_planted.py"),
    "simulator-real": ("tests/simulator/test_real_server.py",),
    "lists": (
        "tests/api/test_lists.py",
        "tests/api/test_contract_list.py",
        "tests/access/test_search.py",
        "tests/web/test_list_page.py",
        "tests/exchange/test_written.py",
    ),
    "rehearsal": ("tests/api/test_rehearsal.py",),
    "access": (
        "tests/access/test_every_route.py",
        "tests/access/test_commands_of_others.py",
        "tests/access/test_no_sign_of_it.py",
        "tests/access/test_rights.py",
        "tests/access/test_rows.py",
        "tests/api/test_access.py",
        "tests/domain/test_rules_of_secrecy.py",
    ),
    "sign-in": ("tests/sign_in", "tests/web/test_who_may.py"),
    "supplier": (
        "tests/web/test_supplier_pages.py",
        "tests/web/test_supplier_evidence.py",
        "tests/web/test_browser_supplier.py",
        "tests/exchange/test_attachments.py",
        "tests/domain/test_rules_of_preparing.py",
        "tests/access/test_own_part.py",
    ),
    "ssrf": ("tests/webhooks/test_ssrf.py", "tests/webhooks/test_tls.py"),
    "events-out": (
        "tests/webhooks/test_delivery.py",
        "tests/webhooks/test_feed.py",
        "tests/webhooks/test_signature.py",
        "tests/webhooks/test_stream.py",
        "tests/access/test_events_out.py",
    ),
    "idempotency": ("tests/api/test_idempotency.py",),
    "preconditions": ("tests/api/test_preconditions.py",),
    "tokens": (
        "tests/access/test_tokens.py",
        "tests/access/test_tokens_from_the_command_line.py",
        "tests/web/test_tokens_and_webhooks.py",
        "tests/api/test_quota.py",
    ),
    "schemathesis": ("tests/access/test_as_described.py", "tests/api/test_what_is_sent.py"),
    "hardening": ("tests/api/test_hardening.py", "tests/test_security_page.py"),
    "no-secrets": ("tests/test_no_secret_in_history.py",),
    "accessible": (
        "tests/web/test_accessible.py",
        "tests/web/test_supplier_every_page.py",
        "tests/web/test_contrast.py",
        "tests/web/test_browser_pages.py",
    ),
    "forms": ("tests/web/test_every_form.py", "tests/web/test_supplier_every_page.py"),
    "page-weight": ("tests/web/test_page_weight.py", "tests/web/test_supplier_every_page.py"),
    "yearly-report": (
        "tests/web/test_insight.py",
        "tests/web/test_yearly_report.py",
        "tests/web/test_yearly_report_files.py",
        "tests/domain/test_small_numbers.py",
    ),
    "upkeep": (
        "tests/web/test_status_page.py",
        "tests/web/test_audit_pages.py",
        "tests/web/test_policy_pages.py",
        "tests/web/test_people_pages.py",
    ),
    "my-week": ("tests/web/test_my_week.py",),
    "walks": ("tests/web/test_walks.py", "tests/web/test_browser_supplier.py"),
    "contract-page": (
        "tests/web/test_contract_parts.py",
        "tests/web/test_commands_from_pages.py",
        "tests/web/test_browser_dialogue.py",
        "tests/web/test_live.py",
        "tests/web/test_bulk.py",
    ),
    "calendar": ("tests/web/test_calendar.py", "tests/access/test_calendar_address.py"),
    "import": ("tests/exchange", "tests/api/test_contracts.py"),
    "import-once": (
        "tests/domain/test_rules_of_importing.py",
        "tests/domain/test_rules_of_takeover.py",
        "tests/domain/test_rules_of_taking_back_a_reading.py",
        "tests/domain/test_rules_of_joining.py",
        "tests/domain/test_rules_of_triage_by_rule.py",
        "tests/api/test_imports.py",
        "tests/api/test_import_from_the_command_line.py",
        "tests/web/test_import_pages.py",
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
# Modules of benchmarks/, imported when asked for: pytest wants to be there before what they import.
MEASURES: dict[str, str] = {
    "start": "start",
    "demo-time": "demo",
    "verify-speed": "verify_speed",
    "append-speed": "append_speed",
    "durable": "durable",
    "faults": "faults.bench",
    "mutation": "mutation",
    "commands": "commands",
    "mail-time": "mail_time",
    "several": "several",
    "herd": "herd",
    "silence": "silence",
    "rearm": "rearm",
    "restart": "restart",
    "growth": "growth",
    "rebuild": "rebuild",
    "sheet": "sheet",
    "list": "contract_list",
    "workplace": "workplace",
    "overview": "overview",
    "dependencies": "dependencies",
}
WITH_A_NETWORK = {"dependencies"}  # only when asked for by name


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
        told: dict[str, object] = {**import_module(f"benchmarks.{MEASURES[name]}").measure()}
        holds = bool(told.pop("holds"))
    else:
        figures = Figures()
        code = pytest.main(["--no-header", "-q", *TESTS[name]], plugins=[figures])
        holds, told = code == 0 and figures.tests > 0, {"tests": figures.tests, **figures.told}
    seconds = round(time.monotonic() - began, 1)
    print(json.dumps({"promise": name, "holds": holds, **told, "seconds": seconds}))
    return holds


if __name__ == "__main__":
    names = sys.argv[1:] or [each for each in (*TESTS, *MEASURES) if each not in WITH_A_NETWORK]
    if unknown := [name for name in names if name not in TESTS and name not in MEASURES]:
        sys.exit(f"no such promise: {', '.join(unknown)}; there are: {', '.join([*TESTS, *MEASURES])}")
    os.environ.setdefault(
        "INSATS_REQUIRE_BROWSER", "1"
    )  # what is skipped for want of a browser does not hold
    outcomes = [prove(name) for name in names]  # all of them, also after one that does not hold
    sys.exit(0 if all(outcomes) else 1)
