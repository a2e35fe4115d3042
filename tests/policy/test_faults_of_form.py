"""A key missing or misspelt, a value of the wrong kind, a file that is no TOML."""

from pathlib import Path

import pytest

from tests.policy.test_faults import assert_told


@pytest.mark.parametrize(
    ("old", "new", "at", "told"),
    [
        (
            "office_closes = 17:00:00",
            "office_closes = 17",
            "",
            "office_closes: 17 is of the wrong kind. Write a time of day as 08:00:00, without quotes.",
        ),
        (
            "office_closes = 17:00:00",
            "office_closed = 17:00:00",
            "",
            "office_closed: office_closed is not known here. Did you mean office_closes?",
        ),
        (
            "office_closes = 17:00:00",
            "version = 2",
            "",
            "version: version is not known here. There are: municipality, office_opens",
        ),
        (
            "closing_days = []",
            "closing_days = [\n2026-05-15,\n20260518]",
            "20260518",
            "closing_days.on: 20260518 is of the wrong kind. Write a date as 2026-05-15, without quotes.",
        ),
        (
            "closing_days = []",
            "closing_days = 2026-05-15",
            "",
            "closing_days: 2026-05-15 is of the wrong kind. Write a list: [ … ].",
        ),
        (
            'municipality = "Karlstads kommun"\n',
            "",
            "# Who does",
            "municipality: municipality is missing. Add it.",
        ),
        (
            'name = "Handläggare Elif Ö."',
            "name = 3",
            "",
            'people.name: 3 is of the wrong kind. Write text, within quotes: "…".',
        ),
        (
            'name = "Handläggare Elif Ö."\n',
            "",
            '[[people]]\nid = "p-03"',
            "people.name: name is missing. Add it.",
        ),
        (
            '"jobbcenter@karlstad.example"',
            '"jobbcenter"',
            "",
            "people.address: jobbcenter is not written as it should be. A mail address is written",
        ),
        (
            'roles = ["procurement_officer"]',
            'roles = ["procurement_officers"]',
            "",
            "people.roles: procurement_officers is not known here. Did you mean procurement_officer?",
        ),
        (
            'roles = ["procurement_officer"]',
            "roles = []",
            "",
            "people.roles: nothing stands here. Write at least one.",
        ),
        (
            'roles = ["procurement_officer"]',
            'roles = ["procurement_officer"]\nlanguage = "se"',
            'language = "se"',
            "people.language: se is not known here.",
        ),
        (
            'roles = ["procurement_officer"]',
            'roles = ["procurement_officer"]\ndigest = "ja"',
            'digest = "ja"',
            "people.digest: ja is of the wrong kind. Write true or false, without quotes.",
        ),
        (
            'unit = "working_days"',
            'unit = "workdays"',
            "",
            "steps.invite.limit.unit: workdays is not known here. Did you mean working_days?",
        ),
        (
            "{ number = 5, unit",
            "{ numbr = 5, unit",
            "",
            "steps.invite.limit.numbr: numbr is not known here. Did you mean number?",
        ),
        (
            "{ number = 5, unit",
            '{ number = "five", unit',
            "",
            "steps.invite.limit.number: five is of the wrong kind. Write a whole number, without quotes.",
        ),
        (
            "{ working_days_after = 5, to",
            "{ days_after = 5, to",
            "",
            "steps.hold.ladder.days_after: days_after is not known here. Did you mean working_days_after?",
        ),
        (
            "reminders = [1]",
            "reminders = [0]",
            "",
            "steps.invite.reminders: 0 is too small. The least is 1.",
        ),
        (
            "reminders = [1]",
            "reminders = [61]",
            "",
            "steps.invite.reminders: 61 is too large. The most is 60.",
        ),
        (
            "reminders = [1]",
            "reminder = [1]",
            "",
            "steps.invite.reminder: reminder is not known here. Did you mean reminders?",
        ),
        (
            "office_opens = 08:00:00",
            "office_opens = ",
            "",
            "this is not TOML (Invalid value",
        ),
        (
            "office_opens = 08:00:00",
            "office_opens = 08:00:00\noffice_opens = 08:00:00",
            "office_opens = 08:00:00\noffice_closes",
            "this is not TOML (Cannot overwrite a value",
        ),
    ],
)
def test_a_fault_of_form_is_told_with_its_line_and_the_remedy(
    tmp_path: Path, old: str, new: str, at: str, told: str
) -> None:
    assert_told(tmp_path, old, new, at, told)
