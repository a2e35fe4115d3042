"""What a faulty policy file is answered: every fault at once, each with its line, what is wrong and the remedy."""

from pathlib import Path

import pytest

from policy.load import PolicyError, load_policy
from settings import SHIPPED_POLICY

KARLSTAD = SHIPPED_POLICY.read_text(encoding="utf-8")


def faults(tmp_path: Path, *changes: tuple[str, str]) -> list[str]:
    """Of Karlstad's policy with something changed; each as it is told, without the folder."""
    text = KARLSTAD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file = tmp_path / "changed.toml"
    file.write_text(text, encoding="utf-8")
    try:
        load_policy(file)
    except PolicyError as error:
        return str(error).replace(f"{tmp_path}/", "").splitlines()
    return []


def assert_told(tmp_path: Path, old: str, new: str, at: str, told: str) -> None:
    """`at`: what stands on the line, if it is not the one that is changed."""
    changed = KARLSTAD.replace(old, new, 1)
    line = changed[: changed.index(at) if at else KARLSTAD.index(old)].count("\n") + 1
    answered = faults(tmp_path, (old, new))
    assert [one for one in answered if one.startswith(f"changed.toml:{line}: {told}")], answered


@pytest.mark.parametrize(
    ("old", "new", "at", "told"),
    [
        (
            '[steps.sign]\ndepartment = "klk"\n',
            "",
            "[steps.triage]",
            "steps: no department answers for the step sign. Add [steps.sign].",
        ),
        (
            "[steps.sign]",
            "[steps.sing]",
            "",
            "steps.sing: there is no step sing. Did you mean sign?",
        ),
        (
            "[steps.sign]",
            "[steps.x]\ndepartment = 'klk'\n[steps.sign]",
            "",
            "steps.x: there is no step x. There are: triage, standstill, sign",
        ),
        (
            'apprenticeship = "skola"\n',
            "",
            "[forms]",
            "forms: no department answers for the form apprenticeship. Add it under [forms], with its department.",
        ),
        (
            "study_visit =",
            "study_visits =",
            "",
            "forms.study_visits: study_visits is not known here. Did you mean study_visit?",
        ),
        (
            'department = "skola"',
            'department = "skolan"',
            "",
            "people.department: there is no department skolan. Did you mean skola?",
        ),
        (
            'internship = "jobbcenter"',
            'internship = "x"',
            "",
            "forms.internship: there is no department x. There are: klk, jobbcenter, skola.",
        ),
        (
            'department = "klk"',
            'department = "klkk"',
            "",
            "people.department: there is no department klkk. Did you mean klk?",
        ),
        (
            '["coordinator", "head_of_unit"]',
            '["coordinator", "boss"]',
            "",
            "steps.hold.ladder.to: nobody would be told: boss. There are:",
        ),
        (
            '["coordinator", "head_of_unit"]',
            '["coordinator", "head_of_units"]',
            "",
            "steps.hold.ladder.to: nobody would be told: head_of_units. Did you mean head_of_unit?",
        ),
        (
            'roles = ["head_of_unit"]',
            'roles = ["reader"]',
            '["coordinator", "head_of_unit"]',
            "steps.hold.ladder.to: nobody would be told: head_of_unit.",
        ),
        (
            'roles = ["coordinator", "administrator"]',
            'roles = ["administrator"]',
            "[[people]]",
            "people: nobody would be told: coordinator. Give one of the people the role coordinator.",
        ),
        (
            'roles = ["coordinator", "administrator"]',
            'roles = ["coordinator"]',
            "[[people]]",
            "people: nobody would be told: administrator. Give one of the people the role administrator.",
        ),
        (
            'department = "skola"',
            'department = "klk"',
            'apprenticeship = "skola"',
            "forms.apprenticeship: nobody would be told: skola. Give somebody of skola the role case_worker",
        ),
        (
            "{ working_days_after = 5, to",
            "{ working_days_after = 1, to",
            "",
            "steps.hold.ladder.working_days_after: the rungs of a ladder lie at least one working day apart",
        ),
        (
            'id = "p-04"',
            'id = "p-03"',
            "",
            "people.id: two share the id p-03. Give each its own",
        ),
        (
            'id = "skola"',
            'id = "klk"',
            "",
            "departments.id: two share the id klk. Give each its own",
        ),
        (
            "office_closes = 17:00:00",
            "office_closes = 08:00:00",
            "",
            "office_closes: the office closes before it opens. Write a later office_closes",
        ),
    ],
)
def test_a_fault_of_sense_is_told_with_its_line_and_the_remedy(
    tmp_path: Path, old: str, new: str, at: str, told: str
) -> None:
    assert_told(tmp_path, old, new, at, told)


def test_every_fault_is_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    answered = faults(
        tmp_path,
        ("office_closes = 17:00:00", 'office_closes = "five"'),
        ('department = "skola"\nroles = ["case_worker"]', 'department = "skolan"\nrole = ["case_worker"]'),
        ("[steps.sign]", "[steps.sing]"),
        ("reminders = [5, 1]", "reminders = [500, 1]"),
    )
    assert [one.split(": ")[1] for one in answered] == [
        "office_closes",
        "people.roles",
        "people.department",
        "people.role",
        "forms.apprenticeship",
        "forms.workplace_education",
        "steps",
        "steps.sing",
        "steps.hold.reminders",
    ]


def test_a_file_without_faults_has_none(tmp_path: Path) -> None:
    assert faults(tmp_path) == []


def test_an_empty_file_is_told_what_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "empty.toml").touch()
    with pytest.raises(PolicyError) as refused:
        load_policy(tmp_path / "empty.toml")
    missing = [fault.place[0] for fault in refused.value.faults if fault.what == "{key} is missing."]
    assert missing == [
        "municipality",
        "office_opens",
        "office_closes",
        "departments",
        "people",
        "forms",
        "steps",
    ]


@pytest.mark.parametrize(
    "broken", ["people = 3", "people = [3]", "people = [{roles = 3}]", "steps = [{ladder = 1}]"]
)
def test_whatever_shape_a_file_has_it_is_answered(tmp_path: Path, broken: str) -> None:
    (tmp_path / "odd.toml").write_text(broken)
    with pytest.raises(PolicyError, match=r"odd\.toml:1: "):
        load_policy(tmp_path / "odd.toml")
