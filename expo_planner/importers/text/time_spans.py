"""Times as they are written → when a session starts and ends, or a window that it asks for.

Whatever has two readings is refused: `07/08/2023` is July to some and August to others. A date without a year takes
the year that is given. Times are those of a clock on the wall, unless an offset is written with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from expo_planner.domain.clock import DAY, WEEKDAYS_EN, WEEKDAYS_ZH
from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.files.schema.time_parsing import PARTS
from expo_planner.files.schema.value_parsing import backward, to_date, to_minute
from expo_planner.importers.model import Guess
from expo_planner.importers.text.clock_sequence import Clocked, Settled, alone
from expo_planner.importers.text.date_times import Side, WrittenTime, written
from expo_planner.importers.text.tokens import ClockToken, DayToken, Offset, PartOfDay

NO_TIME = Text("{found} cannot be read as a date and time", "{found}不是可识别的日期和时间")
NO_YEAR = Text("{found} has no year, nor does the title", "{found}没有年份，标题里也没有")
GIVE_YEAR = Text("give the year with --year", "请用 --year 指明年份")
NO_DATE = Text("{found} has no date", "{found}没有日期")
NO_CLOCK = Text("{found} has no clock time", "{found}没有写几点几分")
NO_END = Text("{found} has no end", "{found}没有写结束时间")
OWN_ZONE = Text(
    "{found} names the zone {zone}; the time was read as that of the expo's own clocks",
    "{found}写有时区 {zone}，按展会当地时间读入",
)
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


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """From when to when, the end not included; or `days` whole days from the day of `start`.

    `continuous` tells one interval over several days from hours of each day; None where that is not written.
    """

    start: datetime
    end: datetime | None
    guesses: tuple[Guess, ...] = ()
    days: int | None = None
    continuous: bool | None = None


def clocked(found: WrittenTime) -> Clocked:
    """The minutes of the day at which it starts and ends, as far as it alone says so. Raises Refusal."""
    start, end = found.start, found.end
    if start.clock is None:
        raise Refusal(NO_CLOCK.fill(found=Quoted(found.text)), WRITE)
    first, last = _minute(found, start.clock, start.part), None
    if end is not None and end.clock is not None:
        last = _minute(found, end.clock, end.part, end=True)
    clocks = [side.clock for side in (start, end) if side is not None and side.clock is not None]
    row = Clocked(found.text, first, last, full=any(clock.hour > 12 for clock in clocks), day=start.day)
    row = replace(row, free=start.part is None and _twelve(start.clock))
    if end is None or end.clock is None or last is None:
        return _next_day(row, found)
    row = replace(row, free_end=end.part is None and end.day is None and _twelve(end.clock))
    if end.day is not None:
        return replace(row, end_dated=True)
    if last == 0 < first:  # 22:00-00:00
        last = DAY
    elif end.part is None and start.part is not None:  # 下午2:00-4:30
        last = max(last, _minute(found, end.clock, start.part, end=True, lenient=True))
    elif start.part is None and end.part is not None and end.part.name in ("am", "pm"):  # 2:00-4:30 PM
        same = _minute(found, start.clock, end.part, lenient=True)
        row = replace(row, start=same if same < last else first, free=False)
    return _next_day(replace(row, end=last), found)


def _twelve(clock: ClockToken) -> bool:
    return not clock.full and 1 <= clock.hour <= 12


def _next_day(row: Clocked, found: WrittenTime) -> Clocked:
    """The times, those of the day after that one a day later."""
    if found.start.next_day is not None:
        return replace(row, start=row.start + DAY, end=None if row.end is None else row.end + DAY)
    if row.end is not None and found.end is not None and found.end.next_day is not None and row.end < DAY:
        return replace(row, end=row.end + DAY, free_end=False)
    return row


def span(
    text: str,
    year: int | None = None,
    *,
    lone: bool = False,
    month_first: bool | None = None,
    settled: Settled | None = None,
) -> TimeSpan:
    """When a session starts and ends; with `lone` a start alone will do, or days without hours. Raises Refusal.

    `settled` are its clock times where the rows around it told what it leaves open.
    """
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
    clock = settled or alone(clocked(found))
    guesses = (*guesses, *_told(found), *clock.guesses)
    start = _moment(first, clock.start, found.start.offset)
    if clock.end is None:
        if not lone:
            raise Refusal(NO_END.fill(found=Quoted(text)), WRITE)
        return TimeSpan(start, None, guesses)
    end = _moment(last, clock.end, (found.end and found.end.offset) or found.start.offset)
    if (start.tzinfo is None) != (end.tzinfo is None):
        raise Refusal(NO_TIME.fill(found=Quoted(text)), WRITE)
    if end <= start:
        raise backward(text)
    return TimeSpan(start, end, guesses, continuous=found.continuous)


def _told(found: WrittenTime) -> Iterator[Guess]:
    """What is written beside a time and was not used."""
    for side in (found.start, found.end):
        if side is not None and side.zone is not None:
            yield OWN_ZONE.fill(found=Quoted(found.text), zone=side.zone.name)
            return


def window(text: str, year: int | None = None, *, month_first: bool | None = None) -> str:
    """A window that a session asks for, as scenarios spell it: `2023-07-06 下午`. Raises Refusal."""
    found = written(text)
    if found is None or found.start.day is None:
        raise Refusal(NO_TIME.fill(found=Quoted(text)), WRITE)
    first, last = _dates(found, year, month_first)
    if found.start.clock is not None:
        whole = span(text, year, month_first=month_first)
        assert whole.end is not None
        if found.start.offset is not None or (whole.end.date() > whole.start.date() and len(found.days) < 2):
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
