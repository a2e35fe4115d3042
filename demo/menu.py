"""What Jobbcenter and the schools look for; two of their needs are answered by the story's contracts."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from uuid import uuid5

from demo.acts import DEMO, ROLES, Act
from domain.calendar import DAY, Calendar, local
from domain.needs import RegisterNeed
from domain.vocabulary import Form, LanguageLevel

NINE = time(9)
GROUND_WORKER, JOINER, GARDENER = (uuid5(DEMO, f"BEHOV-{n}") for n in (1, 2, 3))


def menu(beginning: date, calendar: Calendar) -> Iterator[Act]:
    def need(n: int, after: int, by: str, command: RegisterNeed) -> Act:
        day = calendar.on_or_after(beginning + DAY * after)
        at = local(day, NINE) + timedelta(minutes=n)
        return Act(at, uuid5(DEMO, f"BEHOV-{n}"), f"BEHOV-{n}", command, by, ROLES[by])

    def period(first: int, last: int) -> dict[str, date]:
        return {"starts_on": beginning + DAY * first, "ends_on": beginning + DAY * last}

    ground = RegisterNeed(
        occupation="anläggningsarbetare",
        form=Form.INTERNSHIP,
        number=2,
        level=LanguageLevel.A2,
        **period(30, 400),
    )
    joiner = RegisterNeed(occupation="snickare", form=Form.APPRENTICESHIP, number=1, **period(180, 600))
    gardener = RegisterNeed(
        occupation="trädgårdsarbetare",
        form=Form.INTERNSHIP,
        number=4,
        level=LanguageLevel.A1,
        **period(1400, 1700),
    )
    yield need(1, 1, "p-03", ground)
    yield need(2, 2, "p-04", joiner)
    yield need(3, 1390, "p-03", gardener)
