"""Dates and clock times as people write them → when a session starts and ends, or a window that it asks for.

Whatever has two readings is refused: `07/08/2023` is July to some and August to others. A date without a year takes
the year that is given. Times are those of a clock on the wall, unless an offset is written with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from expo_planner.domain.clock import DAY, WEEKDAYS_EN, WEEKDAYS_ZH
from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.files.schema.time_parsing import PARTS
from expo_planner.files.schema.value_parsing import backward, to_date, to_minute
from expo_planner.importers.model import Guess
from expo_planner.importers.text.tokens import (
    ALL_DAY,
    ClockToken,
    DayToken,
    Offset,
    PartOfDay,
    To,
    Token,
    Weekday,
    tokens,
)

NO_TIME = Text("{found} cannot be read as a date and time", "{found}不是可识别的日期和时间")
NO_YEAR = Text("{found} has no year, nor does the title", "{found}没有年份，标题里也没有")
GIVE_YEAR = Text("give the year with --year", "请用 --year 指明年份")
NO_DATE = Text("{found} has no date", "{found}没有日期")
NO_CLOCK = Text("{found} has no clock time", "{found}没有写几点几分")
NO_END = Text("{found} has no end", "{found}没有写结束时间")
WRITE = Text("write 2023-07-06 09:00-12:00", "请写成 2023-07-06 09:00-12:00")
TWO_DATES = Text(
    "{found} could be two dates: the order of day and month is unclear", "{found}可以读成两个日期：日月次序不明"
)
CONTRADICTION = Text("{found} contradicts itself: {time} is not {part}", "{found}自相矛盾：{time} 不是{part}")
OTHER_WEEKDAY = Text(
    "the file gives a different weekday: {date} is {weekday}", "原文写的星期有出入：{date} 是{weekday}"
)
IN_SCENARIOS = {"am": "上午", "pm": "下午", **{part: part for part in PARTS}}
"""The parts of the day that windows of a scenario have."""
FIELDS: Mapping[type[Token], str] = {
    DayToken: "day",
    Weekday: "weekday",
    PartOfDay: "part",
    ClockToken: "clock",
    Offset: "offset",
}
"""The field of a side that holds each kind of token."""


@dataclass(frozen=True, slots=True)
class Side:
    """What is written before or after the dash."""

    day: DayToken | None = None
    weekday: Weekday | None = None
    part: PartOfDay | None = None
    clock: ClockToken | None = None
    offset: Offset | None = None

    def with_token(self, token: Token) -> Side | None:
        """The side with one more thing; None where it has such a thing already."""
        name = FIELDS[type(token)]
        if getattr(self, name) is not None:
            return None
        return replace(self, **{name: token})  # type: ignore[arg-type]  # each field holds tokens of its type


@dataclass(frozen=True, slots=True)
class WrittenTime:
    """A stretch of time as it is written, before it is known in which year."""

    text: str
    start: Side
    end: Side | None = None

    @property
    def years(self) -> tuple[int, ...]:
        """The years that are written."""
        return tuple(day.year for day in self.days if day.year is not None)

    @property
    def days(self) -> tuple[DayToken, ...]:
        """The dates that are written."""
        return tuple(side.day for side in (self.start, self.end) if side is not None and side.day is not None)

    @property
    def ambiguous(self) -> bool:
        """Whether nobody knows of a date which of its numbers is the month."""
        return any(day.ambiguous for day in self.days)

    @property
    def dated(self) -> bool:
        """Whether it names a date."""
        return self.start.day is not None

    @property
    def timed(self) -> bool:
        """Whether it says from when to when of the clock."""
        return self.start.clock is not None and self.end is not None

    @property
    def all_day(self) -> bool:
        """Whether it takes all day, from opening to closing time."""
        parts = [side.part for side in (self.start, self.end) if side is not None]
        return self.start.clock is None and PartOfDay(ALL_DAY) in parts


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """From when to when, the end not included; or `days` whole days from the day of `start`."""

    start: datetime
    end: datetime | None
    guesses: tuple[Guess, ...] = ()
    days: int | None = None


@lru_cache(maxsize=65536)
def written(text: str) -> WrittenTime | None:
    """How a text reads as a time, be it one that cannot be; None where it is something else."""
    found = tokens(text)
    sides = [Side()]
    for token in found or ():
        side = Side() if isinstance(token, To) else sides[-1].with_token(token)
        if side is None:
            return None
        if isinstance(token, To):
            sides.append(side)
        else:
            sides[-1] = side
    if Side() in sides or not any(side.day or side.clock or side.part == PartOfDay(ALL_DAY) for side in sides):
        return None
    match sides:
        case [start]:
            return WrittenTime(text, start)
        case [Side(day=None) as start, Side(day=DayToken()) as end]:  # 09:00-10:30, 6 July
            start = replace(start, day=end.day, weekday=end.weekday)
            end = replace(end, day=None, weekday=None)
        case [start, end]:
            pass
        case [Side(clock=None) as first, Side(day=DayToken(), clock=ClockToken()) as last, Side(day=None) as end]:
            start = replace(first, clock=last.clock, part=last.part)  # 7月6日-7日 9:00-17:00: each day's hours
            end = replace(end, day=last.day, weekday=last.weekday)
        case _:
            return None
    return WrittenTime(text, start, end) if (start.clock is None) == (end.clock is None) else None


def hours(found: WrittenTime) -> tuple[int, int | None]:
    """The minutes of the day at which it starts and ends. Raises Refusal."""
    start, end = found.start, found.end
    if start.clock is None:
        raise Refusal(NO_CLOCK.fill(found=Quoted(found.text)), WRITE)
    first = _minute(found, start.clock, start.part)
    if end is None or end.clock is None:
        return first, None
    last = _minute(found, end.clock, end.part, end=True)
    if end.day is not None:
        return first, last
    if last == 0 < first:  # 22:00-00:00
        return first, DAY
    if end.part is None and start.part is not None:  # 下午2:00-4:30
        last = max(last, _minute(found, end.clock, start.part, end=True, lenient=True))
    elif start.part is None and end.part is not None and end.part.name in ("am", "pm"):  # 2:00-4:30 PM
        same = _minute(found, start.clock, end.part, lenient=True)
        first = same if same < last else first
    return first, last


def span(text: str, year: int | None = None, *, lone: bool = False, month_first: bool | None = None) -> TimeSpan:
    """When a session starts and ends; with `lone` a start alone will do, or days without hours. Raises Refusal."""
    found = written(text)
    if found is None:
        raise Refusal(NO_TIME.fill(found=Quoted(text)), WRITE)
    if found.start.day is None:
        raise Refusal(NO_DATE.fill(found=Quoted(text)), WRITE)
    first, last = _dates(found, year, month_first)
    guesses = tuple(_weekdays(found, first, last))
    if found.all_day and lone:
        if last < first:
            raise backward(text)
        return TimeSpan(datetime.combine(first, time()), None, guesses, (last - first).days + 1)
    begin, until = hours(found)
    start = _moment(first, begin, found.start.offset)
    if until is None:
        if not lone:
            raise Refusal(NO_END.fill(found=Quoted(text)), WRITE)
        return TimeSpan(start, None, guesses)
    assert found.end is not None  # as it has an hour
    end = _moment(last, until, found.end.offset or found.start.offset)
    if (start.tzinfo is None) != (end.tzinfo is None):
        raise Refusal(NO_TIME.fill(found=Quoted(text)), WRITE)
    if end <= start:
        raise backward(text)
    return TimeSpan(start, end, guesses)


def window(text: str, year: int | None = None, *, month_first: bool | None = None) -> str:
    """A window that a session asks for, as scenarios spell it: `2023-07-06 下午`. Raises Refusal."""
    found = written(text)
    if found is None or found.start.day is None:
        raise Refusal(NO_TIME.fill(found=Quoted(text)), WRITE)
    first, last = _dates(found, year, month_first)
    if found.start.clock is not None:
        whole = span(text, year, month_first=month_first)
        assert whole.end is not None
        if found.start.offset is not None:
            raise Refusal(NO_TIME.fill(found=Quoted(text)), WRITE)
        if whole.end.date() == whole.start.date():
            return f"{whole.start:%Y-%m-%d %H:%M}-{whole.end:%H:%M}"
        return f"{whole.start:%Y-%m-%d %H:%M} .. {whole.end:%Y-%m-%d %H:%M}"
    part = found.start.part
    if found.all_day:
        part = None
    if found.end is not None:
        if part is not None or (found.end.part is not None and not found.all_day) or found.end.day is None:
            raise Refusal(NO_TIME.fill(found=Quoted(text)), WRITE)
        if last < first:
            raise backward(text)
        return f"{first}..{last}"
    if part is None:
        return f"{first}"
    if part.name not in IN_SCENARIOS:
        raise Refusal(NO_CLOCK.fill(found=Quoted(text)), WRITE)
    return f"{first} {IN_SCENARIOS[part.name]}"


def _dates(found: WrittenTime, year: int | None, month_first: bool | None) -> tuple[date, date]:
    """The dates of both sides: what one leaves out the other says."""
    sides = [side for side in (found.start, found.end) if side is not None and side.day is not None]
    years = [side.day.year for side in sides if side.day is not None and side.day.year is not None]
    own = next(iter(years), year)
    days = [_settled(found, side, own, month_first) for side in sides]
    first, last = days[0], days[1] if len(days) > 1 else None
    month = first.month or days[-1].month
    if month is None:
        raise Refusal(NO_DATE.fill(found=Quoted(found.text)), WRITE)
    if own is None:
        raise Refusal(NO_YEAR.fill(found=Quoted(found.text)), GIVE_YEAR)
    begin = _day(own, month, first.day)
    if last is None:
        return begin, begin
    turn = last.year is None and last.month is not None and last.month < month  # from December to January
    return begin, _day(last.year or own + turn, last.month or month, last.day)


def _settled(found: WrittenTime, side: Side, year: int | None, month_first: bool | None) -> DayToken:
    """The date of a side; which of two it is, the weekday beside it says, or else `month_first`."""
    day = side.day
    assert day is not None  # those who call have seen it
    if not day.ambiguous:
        return day
    if year is not None and side.weekday is not None:
        readings = (day, day.swapped)
        fitting = [one for one in readings if date(year, one.month or 1, one.day).weekday() == side.weekday.number]
        if len(fitting) == 1:
            return fitting[0]
    if month_first is None:
        raise Refusal(TWO_DATES.fill(found=Quoted(found.text)), WRITE)
    return day if month_first else day.swapped


def _day(year: int, month: int, day: int) -> date:
    return to_date(f"{year:04}", f"{month:02}", f"{day:02}")


def _weekdays(found: WrittenTime, first: date, last: date) -> Iterator[Guess]:
    for side, day in ((found.start, first), (found.end, last)):
        if side is not None and side.weekday is not None and side.weekday.number != day.weekday():
            names = Text(WEEKDAYS_EN[day.weekday()], WEEKDAYS_ZH[day.weekday()])
            yield OTHER_WEEKDAY.fill(date=day, weekday=names)


def _minute(
    found: WrittenTime, clock: ClockToken, part: PartOfDay | None, *, end: bool = False, lenient: bool = False
) -> int:
    """The minute of the day. `lenient`: the part was written with another time, and says nothing where it cannot."""
    hour, name = clock.hour, None if part is None else part.name
    impossible = False
    if name in ("下午", "pm"):
        hour += 12 if hour < 12 else 0
    elif name == "中午":
        hour += 12 if hour < 3 else 0
        impossible = not 10 <= hour < 15
    elif name == "晚上":
        impossible = hour < 5  # this night or the next morning: nobody can tell
        hour += 12 if 5 <= hour <= 12 else 0
    elif name in ("凌晨", "am"):
        impossible = hour > 12
        hour = 0 if hour == 12 else hour
    elif name == "上午":
        impossible = hour > 12
    if impossible and not lenient:
        message = CONTRADICTION.fill(found=Quoted(found.text), time=f"{clock.hour}:{clock.minute:02}", part=name)
        raise Refusal(message, WRITE)
    if impossible or (lenient and (hour > 24 or (hour == 24 and not (end and clock.minute == 0)))):
        hour = clock.hour
    return to_minute(str(hour), f"{clock.minute:02}", end=end)


def _moment(day: date, minute: int, offset: Offset | None) -> datetime:
    return datetime.combine(day, time(), offset and offset.zone) + timedelta(minutes=minute)
