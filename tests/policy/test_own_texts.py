"""The municipality's own words in mails: only for notices that there are, only with what the mail fills."""

from pathlib import Path

import pytest

from tests.policy.test_faults import KARLSTAD, faults

OWN_TEXT = '[texts.reminder]\nsv = { line = "Kom ihåg: {step}." }\n'


@pytest.mark.parametrize(
    ("own", "told"),
    [
        (OWN_TEXT, ""),
        ('[texts.reminder]\nsv = { subject = "{{" }\n', ""),
        (
            '[texts.reminders]\nsv = { line = "Hej." }\n',
            "texts.reminders: there is no notice reminders. Did you mean reminder?",
        ),
        ('[texts.reminder]\nse = { line = "Hej." }\n', "texts.reminder.se: se is not known here."),
        (
            '[texts.reminder]\nsv = { body = "Hej." }\n',
            "texts.reminder.sv.body: body is not known here. There are: subject, line.",
        ),
        (
            '[texts.reminder]\nsv = { line = "" }\n',
            "texts.reminder.sv.line: nothing stands here. Write something",
        ),
        (
            '[texts.reminder]\nsv = { line = "Hej {namn}." }\n',
            "texts.reminder.sv.line: the mail does not fill {namn}. There are: {contract}, {step}, {form},",
        ),
        (
            '[texts.reminder]\nsv = { line = "Hej {steps}." }\n',
            "texts.reminder.sv.line: the mail does not fill {steps}. Did you mean {step}?",
        ),
        (
            '[texts.reminder]\nsv = { line = "Hej {step.__class__}." }\n',
            "texts.reminder.sv.line: the mail does not fill {step.__class__}.",
        ),
        (
            '[texts.reminder]\nsv = { line = "Hej {}." }\n',
            "texts.reminder.sv.line: the mail does not fill {}.",
        ),
        (
            '[texts.reminder]\nsv = { line = "Hej {due:%Y}." }\n',
            "texts.reminder.sv.line: the mail does not fill {due:%Y}.",
        ),
        (
            '[texts.reminder]\nsv = { line = "Hej {due!r}." }\n',
            "texts.reminder.sv.line: the mail does not fill {due!r}.",
        ),
        (
            '[texts.reminder]\nsv = { line = "Hej {due." }\n',
            "texts.reminder.sv.line: a brace is left open. A brace belongs to a placeholder",
        ),
    ],
)
def test_an_own_text_keeps_to_known_notices_and_their_placeholders(
    tmp_path: Path, own: str, told: str
) -> None:
    line = KARLSTAD[: KARLSTAD.index("[steps.triage]")].count("\n") + (
        1 if "there is no notice" in told else 2
    )
    answered = faults(tmp_path, ("[steps.triage]", f"{own}[steps.triage]"))
    line = KARLSTAD[: KARLSTAD.index("[steps.triage]")].count("\n") + (1 if "no notice" in told else 2)
    begins = f"changed.toml:{line}: {told}"
    assert [one[: len(begins)] for one in answered] == [begins] * bool(told)
