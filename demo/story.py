"""The Karlstad story: twelve contracts of three procurements, all made up, over four years."""

from datetime import date

from demo.acts import Act, Tale
from demo.building import building
from demo.cleaning import cleaning
from demo.menu import menu
from demo.parks import parks
from domain.calendar import Calendar


def story(beginning: date, calendar: Calendar) -> list[Act]:
    """In the order in which it happens; `beginning` is a Monday four years before the end."""
    tales: list[Tale] = [
        *building(beginning, calendar),
        *cleaning(beginning, calendar),
        *parks(beginning, calendar),
    ]
    acts = [*menu(beginning, calendar), *(act for tale in tales for act in tale.acts)]
    return sorted(acts, key=lambda act: (act.at, act.number))
