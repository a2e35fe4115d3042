"""Mistakes that were made with a real file at `insats policy check`, and the answers that had to be mended."""

from pathlib import Path

import pytest

from tests.policy.test_faults import assert_told, faults


@pytest.mark.parametrize(
    ("old", "new", "remedy"),
    [
        (
            "office_opens = 08:00:00",
            "office_opens = 08:00",
            "Write a time of day with hours, minutes and seconds, as 08:00:00.",
        ),
        (
            "office_opens = 08:00:00",
            "office_opens = 25:00:00",
            "Write a time of day with hours, minutes and seconds, as 08:00:00.",
        ),
        ("closing_days = []", "closing_days = [2026-02-30]", "Write a date that there is, as 2026-05-15."),
        (
            'name = "Kommunledningskontoret"',
            'name = "Kommunledningskontoret',
            "Look for a quote or bracket that is left open, a missing value, or a key written twice.",
        ),
    ],
)
def test_what_is_not_toml_is_answered_by_what_it_was_meant_for(
    tmp_path: Path, old: str, new: str, remedy: str
) -> None:
    assert_told(tmp_path, old, new, "", "this is not TOML (")
    (told,) = faults(tmp_path, (old, new))
    assert told.endswith(remedy)


def test_a_misspelt_role_is_one_fault_and_only_peoples_roles_are_offered(tmp_path: Path) -> None:
    told = [one for one in faults(tmp_path, ('"head_of_unit"]\n\n#', '"boss"]\n\n#')) if ": people" in one]
    (one,) = told
    assert one.endswith(
        "people.roles: boss is not known here. There are: coordinator, case_worker, procurement_officer, "
        "head_of_unit, administrator, reader, auditor, service_account."
    )


@pytest.mark.parametrize("role", ["clock", "import"])
def test_no_person_passes_for_the_machine(tmp_path: Path, role: str) -> None:
    assert_told(
        tmp_path,
        'roles = ["procurement_officer"]',
        f'roles = ["procurement_officer", "{role}"]',
        "",
        f"people.roles: no person has the role {role}. There are: coordinator, case_worker",
    )


def test_nobody_is_told_to_give_somebody_the_machines_role(tmp_path: Path) -> None:
    assert_told(
        tmp_path,
        'to = ["department", "coordinator"]',
        'to = ["clock"]',
        "",
        "steps.invite.ladder.to: nobody would be told: clock. There are: department, deputy, contract_owner",
    )


def test_a_department_that_is_not_there_is_not_offered_as_one_that_works_cases(tmp_path: Path) -> None:
    old = 'address = "jobbcenter@karlstad.example"\ndepartment = "jobbcenter"'
    answered = faults(tmp_path, (old, old.replace('"jobbcenter"', '"socialen"')))
    assert "people.department: there is no department socialen." in answered[0]
    assert all(one.endswith("or choose one of: klk, skola.") for one in answered[1:])


def test_a_personal_identity_number_is_found_wherever_it_stands_for_the_whole_file_is_kept(
    tmp_path: Path,
) -> None:
    (told,) = faults(tmp_path, ("# Who does what", "# Ring 850101-1236. Who does what"))
    assert told.startswith("changed.toml:1: there is a personal identity number. Take it out")
    assert faults(tmp_path, ("# Who does what", "# Ring 054-540 12 34. Who does what")) == []
