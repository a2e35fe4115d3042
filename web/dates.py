"""Days and instants as the pages write them: short, and without the year when it is this year."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency

from domain.calendar import STOCKHOLM
from domain.facts import Money
from domain.words import N_
from language.words import Words


@dataclass(frozen=True)
class Dates:
    words: Words
    today: date

    def long(self, day: date) -> str:
        """måndag 30 mars"""
        return self.words.day(day, self.today)

    def short(self, day: date) -> str:
        """30 mars"""
        return self._day(day, "d MMMM" + self._year(day))

    def brief(self, day: date) -> str:
        """30 mar"""
        return self._day(day, "d MMM" + self._year(day))

    def stub(self, day: date) -> str:
        """mån 30 mars 2026, for columns"""
        return self._day(day, "EEE d MMM y")

    def gutter(self, day: date) -> str:
        """mån; of another month mån 30 mar"""
        same = (day.year, day.month) == (self.today.year, self.today.month)
        return self._day(day, "EEE" if same else "EEE, MMM")

    def weekday(self, day: date) -> str:
        """mån"""
        return self._day(day, "EEE")

    def span(self, monday: date) -> str:
        """9–15 mars 2026, or 30 mars – 5 april 2026"""
        sunday = monday + timedelta(days=6)
        if monday.month == sunday.month:
            return f"{monday.day}–{self._day(sunday, 'd MMMM y')}"
        return f"{self._day(monday, 'd MMMM')} – {self._day(sunday, 'd MMMM y')}"

    def month(self, day: date) -> str:
        """mars 2026"""
        return self._day(day, "MMM y")

    def whole_month(self, day: date) -> str:
        """Mars 2026, as a heading"""
        return self._day(day, "LLLL y").capitalize()

    def stamp(self, instant: datetime) -> str:
        """30 mars 10.42"""
        local = instant.astimezone(STOCKHOLM)
        clock = "HH.mm" if self.words.language == "sv" else "HH:mm"
        pattern = f"d MMMM{self._year(local.date())} {clock}"
        return format_datetime(local, pattern, locale=self.words.language)

    def period(self, start: date, end: date) -> str:
        first = self._day(start, "d MMM" + ("" if start.year == end.year else " y"))
        return f"{first}–{self._day(end, 'd MMM y')}"

    def days(self, number: int) -> str:
        return self.words(N_("1 day")) if number == 1 else self.words(N_("{number} days"), number=number)

    def money(self, value: Money) -> str:
        """In whole units: 1 284 000 kr"""
        amount = value.amount.to_integral_value()
        return format_currency(
            amount, value.currency, "#,##0 ¤", locale=self.words.language, currency_digits=False
        )

    def _year(self, day: date) -> str:
        return "" if day.year == self.today.year else " y"

    def _day(self, day: date, pattern: str) -> str:
        return format_date(day, pattern, locale=self.words.language).replace(".", "")
