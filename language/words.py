"""Swedish first, English beside it: sentences from the catalogues, dates and names as people write them."""

import gettext
import io
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache
from pathlib import Path

from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from domain.calendar import STOCKHOLM
from domain.refusal import Refusal
from language.names import NAMES

HERE = Path(__file__).parent
LANGUAGES = ("sv", "en")


class Words:
    """Call it with an English sentence of the sources; it answers in its language, with its {placeholders} filled."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "sv"
        self._catalogue = _catalogue(self.language)

    def __call__(self, message: str, **params: object) -> str:
        translated = self._catalogue.gettext(message) if message else ""
        return translated.format(**{key: self.value(value) for key, value in params.items()})

    def value(self, value: object) -> str:
        match value:
            case None:
                return ""
            case StrEnum():
                return self.name(value)
            case datetime():
                return self.instant(value)
            case date():
                return self.day(value)
            case time():
                return self.clock(value)
            case tuple() | list():
                return ", ".join(self.value(part) for part in value)
            case _:
                return str(value)

    def name(self, word: str) -> str:
        """The name of a member of domain.vocabulary, or of its value."""
        return self._catalogue.gettext(NAMES[word]) if word in NAMES else word

    def day(self, day: date, today: date | None = None) -> str:
        """måndag 30 mars 2026; without the year when it is today's."""
        year = "" if today and today.year == day.year else " y"
        return format_date(day, f"EEEE d MMMM{year}", locale=self.language)

    def clock(self, at: time) -> str:
        """13.00"""
        return at.strftime("%H.%M" if self.language == "sv" else "%H:%M")

    def instant(self, instant: datetime) -> str:
        pattern = "d MMMM y HH.mm" if self.language == "sv" else "d MMMM y HH:mm"
        return format_datetime(instant.astimezone(STOCKHOLM), pattern, locale=self.language)

    def refusal(self, refusal: Refusal) -> str:
        return self(refusal.message, **refusal.params)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """Read from the .po itself: no compiled file can be out of date."""
    if language == "en":
        return gettext.NullTranslations()
    with (HERE / f"{language}.po").open("rb") as source:
        compiled = io.BytesIO()
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
