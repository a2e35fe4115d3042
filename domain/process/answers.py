"""What the answers about the six forms have to say."""

from domain.facts import FormAnswer
from domain.refusal import Refusal
from domain.vocabulary import Answer, Form
from domain.words import N_


def check_answers(answers: tuple[FormAnswer, ...]) -> None:
    """Raises Refusal."""
    _check_all_six(answers)
    for answer in answers:
        _check(answer)


def _check_all_six(answers: tuple[FormAnswer, ...]) -> None:
    asked = [answer.form for answer in answers]
    if sorted(asked) != sorted(Form):
        missing = sorted(set(Form) - set(asked)) or sorted({form for form in asked if asked.count(form) > 1})
        raise Refusal(
            "six_forms",
            N_("Each of the six forms is asked and answered once. Look at: {forms}."),
            forms=tuple(missing),
        )


def _check(answer: FormAnswer) -> None:
    if answer.answer is Answer.NOT_POSSIBLE and answer.reason is None:
        raise Refusal(
            "reason_missing",
            N_("Say why “{form}” is not possible right now. One sentence is enough."),
            form=answer.form,
        )
    if answer.answer is Answer.POSSIBLE and answer.number is None:
        raise Refusal("number_missing", N_("Say how many places of “{form}” are possible."), form=answer.form)
    if answer.starts_on and answer.ends_on and answer.ends_on < answer.starts_on:
        raise Refusal(
            "period_backwards", N_("The period of “{form}” ends before it starts."), form=answer.form
        )
