"""Reading a municipality's policy: what Karlstad's says, and what a faulty one is answered."""

from datetime import date
from pathlib import Path

import pytest

from domain.policy import THE_DEPARTMENT, Policy
from domain.process import STEPS
from domain.process.dialogue import HOLD
from domain.vocabulary import Form, Role
from policy.load import PolicyError, load_policy
from settings import SHIPPED_POLICY

KARLSTAD = SHIPPED_POLICY.read_text(encoding="utf-8")


def changed(tmp_path: Path, old: str, new: str) -> Policy:
    assert old in KARLSTAD
    file = tmp_path / "changed.toml"
    file.write_text(KARLSTAD.replace(old, new), encoding="utf-8")
    return load_policy(file)


def test_karlstads_policy_routes_every_step_and_every_form() -> None:
    policy = load_policy(SHIPPED_POLICY)
    assert set(policy.steps) == set(STEPS)
    assert set(policy.forms) == set(Form)


def test_whatever_is_limited_in_time_has_reminders_and_a_ladder() -> None:
    limited = [rule for rule in load_policy(SHIPPED_POLICY).steps.values() if rule.limit]
    assert all(rule.reminders and rule.ladder and rule.basis for rule in limited)


def test_a_missed_dialogue_climbs_to_the_head_of_unit() -> None:
    ladder = load_policy(SHIPPED_POLICY).steps[HOLD].ladder
    assert [(rung.working_days_after, rung.to) for rung in ladder] == [
        (1, (THE_DEPARTMENT,)),
        (5, (Role.COORDINATOR,)),
        (10, (Role.COORDINATOR, Role.HEAD_OF_UNIT)),
    ]


def test_a_person_is_found_by_the_opaque_id() -> None:
    policy = load_policy(SHIPPED_POLICY)
    assert policy.person("p-01") == policy.people[0]
    assert policy.person("p-99") is None


def test_the_version_changes_with_the_content(tmp_path: Path) -> None:
    shipped, other = load_policy(SHIPPED_POLICY), changed(tmp_path, "17:00:00", "16:30:00")
    assert shipped.version.removeprefix("karlstad ") != other.version.removeprefix("changed ")


def test_the_municipalitys_own_days_off_are_days_off_but_never_lengthen_a_standstill(tmp_path: Path) -> None:
    calendar = changed(tmp_path, "closing_days = []", "closing_days = [2026-05-15]").calendar
    assert not calendar.is_working_day(date(2026, 5, 15))
    assert calendar.lawful_on_or_after(date(2026, 5, 15)) == date(2026, 5, 15)
    assert calendar.version != load_policy(SHIPPED_POLICY).calendar.version


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"none\.toml: the file cannot be read \(No such file"):
        load_policy(tmp_path / "none.toml")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(PolicyError, match=r"binary\.toml: the file cannot be read \(UTF-8\)"):
        load_policy(tmp_path / "binary.toml")
