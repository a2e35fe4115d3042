"""What a policy file with a ladder that cannot be climbed is answered: where, what is wrong and the remedy."""

from pathlib import Path

import pytest

from tests.policy.test_faults import assert_told, faults

RUNG = '{ working_days_after = 1, to = ["department"] }'
REMINDERS = "reminders = [5, 1]\n"


@pytest.mark.parametrize(
    ("old", "new", "at", "told"),
    [
        (
            RUNG,
            '{ working_days_after = 1, to = ["department"], repeat = { every = 2, at_most = 3 } }',
            "    { working_days_after = 5",
            (
                "steps.hold.ladder.working_days_after: the rungs of a ladder lie at least one working day apart, in "
                "order, repeats included. Write at least 6."
            ),
        ),
        (
            RUNG,
            '{ working_days_after = 1, to = ["department"], repeat = { every = 2 } }',
            "",
            "steps.hold.ladder.repeat.at_most: at_most is missing. Add it.",
        ),
        (
            RUNG,
            '{ working_days_after = 1, to = ["department"], repeat = { every = 2, at_most = 1 } }',
            "",
            "steps.hold.ladder.repeat.at_most: 1 is too small. The least is 2.",
        ),
        (
            RUNG,
            '{ working_days_after = 1, to = ["department"], text = "first" }',
            "",
            "steps.hold.ladder.text: there is no text first. Add [texts.first].",
        ),
        (
            RUNG,
            '{ working_days_after = 1, to = ["deputy"] }',
            "",
            (
                "steps.hold.ladder.to: the department klk has no deputy to tell. Give it one: deputy = the id of a "
                "person."
            ),
        ),
        (
            'id = "klk"\n',
            'id = "klk"\ndeputy = "p-99"\n',
            'deputy = "p-99"',
            "departments.deputy: there is nobody with the id p-99. There are: p-01, p-02, p-03, p-04, p-05.",
        ),
        (
            REMINDERS,
            "reminders = [5, 1]\nwindow = { opens = 07:00:00, closes = 12:00:00 }\n",
            "window =",
            "steps.hold.window: the window is wider than the office's hours. Keep it between 08:00 and 17:00.",
        ),
        (
            REMINDERS,
            "reminders = [5, 1]\nwindow = { opens = 12:00:00, closes = 12:00:00 }\n",
            "window =",
            "steps.hold.window.closes: the window closes before it opens. Write a later closes.",
        ),
        (
            "acknowledging_rests = 5 ",
            "acknowledging_rests = -1 ",
            "",
            "acknowledging_rests: -1 is too small. The least is 0.",
        ),
    ],
)
def test_a_ladder_that_cannot_be_climbed_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, at: str, told: str
) -> None:
    assert_told(tmp_path, old, new, at, told)


def test_what_a_rung_names_may_be_a_text_of_its_own(tmp_path: Path) -> None:
    named = RUNG.replace(" }", ', text = "first" }')
    text = '[texts.first]\nsv = { subject = "{contract}: försenat" }\n\n[steps.invite]'
    assert faults(tmp_path, (RUNG, named), ("[steps.invite]", text)) == []
    [unused] = faults(tmp_path, ("[steps.invite]", text))
    assert "there is no notice first." in unused


def test_a_repeat_that_ends_the_day_before_the_next_rung_is_right(tmp_path: Path) -> None:
    repeat = RUNG.replace(" }", ", repeat = { every = 1, at_most = 4 } }")
    assert faults(tmp_path, (RUNG, repeat)) == []


def test_a_department_with_a_deputy_can_be_told_of(tmp_path: Path) -> None:
    deputy, owner = '{ working_days_after = 1, to = ["deputy", "contract_owner"] }', 'id = "klk"\n'
    assert faults(tmp_path, (RUNG, deputy), (owner, f'{owner}deputy = "p-05"\n')) == []
