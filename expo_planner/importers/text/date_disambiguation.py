"""What dates leave open, told by the rest of the file: of which year they are, and whether the month comes first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from expo_planner.domain.i18n import Language, Text
from expo_planner.files.schema.nodes import Quoted
from expo_planner.importers.model import Guess, Hints
from expo_planner.importers.text.date_times import WrittenTime, written
from expo_planner.importers.text.header_block import Preface
from expo_planner.importers.text.tokens import DayToken

LONGEST_EVENT = 14
"""Days between the first and the last date of one event, where that decides how its dates are read."""
LEAP = 2000
"""A year that has every date, for those that name none."""

OTHER_ROWS = Text("the year is taken from the other rows: {year}", "年份取自其他行：{year}")
MONTH_FIRST = Text(
    "{date} was read with the month first, so that the dates are close together", "{date}按“月/日”读入，这样各日期相近"
)
DAY_FIRST = Text(
    "{date} was read with the day first, so that the dates are close together", "{date}按“日/月”读入，这样各日期相近"
)
SPREADSHEET = Text(
    "{date} was read with the month first, as spreadsheets write dates with years of two digits",
    "{date}按“月/日/年”读入，表格软件的两位年份多是这种写法",
)
SHORT_YEAR = Text("the year of {date} was read as {year}", "{date}的年份读作 {year}")
CHINESE = Text("{date} was read with the month first, as is usual in Chinese", "{date}按中文习惯读作“月/日”")


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How dates that leave something open are read. `year_guess` and `order_guess` say so where that is a guess."""

    year: int | None = None
    month_first: bool | None = None
    year_guess: Guess | None = None
    order_guess: Text | None = None

    def guesses(self, read: WrittenTime | None) -> tuple[Guess, ...]:
        """What was guessed to read a time."""
        if read is None:
            return ()
        made: list[Guess] = [self.year_guess] if self.year_guess is not None and not read.years else []
        if self.order_guess is not None and read.ambiguous:
            made.append(self.order_guess.fill(date=Quoted(read.text)))
        short = next((day.year for day in read.days if day.short), None)
        if short is not None:
            made.append(SHORT_YEAR.fill(date=Quoted(read.text), year=short))
        return tuple(made)


def reckoning(hints: Hints, above: Preface, times: Iterable[str], language: Language | None) -> Reckoning:
    """The year is the organiser's, the title's, or as a guess that of all other rows."""
    found = [one for one in map(written, times) if one is not None]
    year, year_guess = hints.year, None
    if year is None and len(above.years) == 1:
        year = above.years[0]
    if year is None and len(years := {year for one in found for year in one.years}) == 1:
        year = years.pop()
        year_guess = OTHER_ROWS.fill(year=year)
    days = [day for one in found for day in one.days]
    month_first = _month_first(days, year)
    if month_first is not None:
        return Reckoning(year, month_first, year_guess, MONTH_FIRST if month_first else DAY_FIRST)
    if language == "zh" and not any(day.ambiguous and day.year is not None for day in days):
        return Reckoning(year, True, year_guess, CHINESE)  # 7/8; whoever ends with the year may begin with the day
    if any(day.ambiguous and day.short for day in days) and all(day.short for day in days if day.ambiguous):
        return Reckoning(year, True, year_guess, SPREADSHEET)
    return Reckoning(year, None, year_guess)


def _month_first(days: Sequence[DayToken], year: int | None) -> bool | None:
    """Whether the month comes first: if all dates are bare numbers, and they lie together in one of the two orders."""
    whole = [day for day in days if day.month is not None]
    if not all(day.bare for day in whole) or not any(day.ambiguous for day in whole):
        return None
    as_written, swapped = _close(whole, year), _close([day.swapped if day.ambiguous else day for day in whole], year)
    return as_written if as_written != swapped else None


def _close(days: Sequence[DayToken], year: int | None) -> bool:
    """Whether two dates or more are those of one event."""
    try:
        found = {date(day.year or year or LEAP, day.month or 1, day.day) for day in days}
    except ValueError:
        return False
    return len(found) > 1 and (max(found) - min(found)).days <= LONGEST_EVENT
