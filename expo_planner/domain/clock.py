"""Local time and ticks: all clock arithmetic of the package is here.

A tick is one minute, counted from the local midnight that begins the expo's first day. Ticks are instants: two ticks
that differ by 60 are an hour apart, across a change to summer time too. All intervals are half-open.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from datetime import date as Date
from functools import cached_property, lru_cache
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tzdata

from expo_planner.domain.i18n import Language

MINUTE = timedelta(minutes=1)
DAY = 24 * 60
HALF_DAY = DAY // 2
SHORTEST_DAY = DAY - 60
"""Minutes of a day on which the clocks go forward; what is no longer does not span days."""
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKDAYS_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Window(NamedTuple):
    """A period of time in ticks, half-open: `start` is included, `end` is not."""

    start: int
    end: int

    def holds(self, other: Window) -> bool:
        """Whether the other window lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Window) -> bool:
        """Whether the two overlap; a window that ends when the other starts does not."""
        return self.start < other.end and other.start < self.end

    def shift(self, ticks: int) -> Window:
        """The same window, moved later by `ticks`."""
        return Window(self.start + ticks, self.end + ticks)


Windows = tuple[Window, ...]
"""Sorted windows that neither overlap nor touch."""


def union(windows: Iterable[Window]) -> Windows:
    """The time covered by any of them; windows that touch become one, empty ones vanish."""
    merged: list[Window] = []
    for window in sorted(windows):
        if window.start >= window.end:
            continue
        if merged and window.start <= merged[-1].end:
            merged[-1] = Window(merged[-1].start, max(merged[-1].end, window.end))
        else:
            merged.append(window)
    return tuple(merged)


def intersection(left: Windows, right: Windows) -> Windows:
    """The time covered by both."""
    common: list[Window] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i].start, right[j].start), min(left[i].end, right[j].end)
        if start < end:
            common.append(Window(start, end))
        if left[i].end < right[j].end:
            i += 1
        else:
            j += 1
    return tuple(common)


def difference(left: Windows, right: Windows) -> Windows:
    """The time of `left` that `right` does not cover."""
    rest: list[Window] = []
    for window in left:
        start = window.start
        for hole in right:
            if hole.end <= start or hole.start >= window.end:
                continue
            if start < hole.start:
                rest.append(Window(start, hole.start))
            start = hole.end
        if start < window.end:
            rest.append(Window(start, window.end))
    return tuple(rest)


class PinnedZone(ZoneInfo):
    """A time zone of the tzdata package. Unlike others that are read from a file, it is pickled: by its name."""

    def __reduce__(self) -> tuple[Callable[[str], ZoneInfo], tuple[str]]:
        return pinned_zone, (self.key,)


@lru_cache
def pinned_zone(name: str) -> ZoneInfo:
    """A time zone from the tzdata package, so that feeds do not depend on the machine's own, maybe older, data.

    Raises ZoneInfoNotFoundError.
    """
    path = zone_file(name)
    if not path.is_file():
        raise ZoneInfoNotFoundError(name)
    with path.open("rb") as file:
        return PinnedZone.from_file(file, key=name)


def zone_file(name: str) -> Path:
    """The zone's file in the tzdata package (RFC 9636), which may not exist."""
    return Path(tzdata.__file__).parent.joinpath("zoneinfo", *name.split("/"))


class NoSuchTime(ValueError):
    """A local time that the clock change skips."""


class Portable:
    """A frozen dataclass that is pickled as its fields alone, without the values cached from them."""

    def __getstate__(self) -> dict[str, object]:
        return {name: self.__dict__[name] for name in type(self).__dataclass_fields__}  # type: ignore[attr-defined]  # of dataclasses


@dataclass(frozen=True)
class Clock(Portable):
    """The expo's wall clock: converts between local time and ticks, and tells to which day of the expo a tick belongs.

    `first` is the expo's first day; its midnight is tick 0. `zone` is an IANA name. Days of the expo change
    `day_change` minutes after midnight: what runs before that belongs to the evening before.
    """

    zone: str
    first: Date
    day_change: int = 0

    @cached_property
    def info(self) -> ZoneInfo:
        return pinned_zone(self.zone)

    @cached_property
    def origin(self) -> datetime:
        """Tick 0 in UTC."""
        return datetime.combine(self.first, time(), self.info).astimezone(UTC)

    def tick(self, local: datetime, *, late: bool = False) -> int:
        """The tick of a local time; an aware time is taken as an instant.

        A local time that happens twice is the first of the two, or the second with `late`. Raises NoSuchTime for
        one that the clock change skips.
        """
        if local.tzinfo is None:
            local = local.replace(tzinfo=self.info, fold=int(late))
            back = local.astimezone(UTC).astimezone(self.info)
            if back.replace(tzinfo=None) != local.replace(tzinfo=None):
                raise NoSuchTime(f"{local:%Y-%m-%d %H:%M}")
        return (local.astimezone(UTC) - self.origin) // MINUTE

    def twice(self, local: datetime) -> bool:
        """Whether the clock shows this local time twice."""
        return self.tick(local) != self.tick(local, late=True)

    def edge(self, day: Date, minute: int, *, late: bool = False) -> int:
        """The tick of a minute of a day, as the edge of a window; 1440 is the next midnight, more are later still.

        A time that the clock change skips becomes the moment of the change.
        """
        local = datetime.combine(day, time()) + minute * MINUTE
        while True:
            try:
                return self.tick(local, late=late)
            except NoSuchTime:
                local += MINUTE

    def local(self, tick: int) -> datetime:
        """The local time of a tick, aware of its zone (and of `fold`)."""
        return (self.origin + tick * MINUTE).astimezone(self.info)

    @lru_cache(maxsize=65536)  # noqa: B019 - a clock lives as long as its expo
    def day_and_minute(self, tick: int) -> tuple[Date, int]:
        """The local date of a tick and its minute of the day (0 to 1439)."""
        local = self.local(tick)
        return local.date(), local.hour * 60 + local.minute

    def date(self, tick: int) -> Date:
        """The day of the expo to which a tick belongs: its local date or, before the change of day, the one before."""
        day, minute = self.day_and_minute(tick)
        return day if minute >= self.day_change else day - timedelta(days=1)

    def end_day_and_minute(self, tick: int) -> tuple[Date, int]:
        """The local date and minute of a tick at which something ends: midnight is 24:00 of the day before."""
        day, minute = self.day_and_minute(tick)
        return (day, minute) if self.day_and_minute(tick - 1)[0] == day else (day - timedelta(days=1), DAY)

    def on_day(self, day: Date, minute: int) -> Date:
        """The local date on which a clock time, in minutes, of a day of the expo falls."""
        return day if minute >= self.day_change else day + timedelta(days=1)

    def elsewhere(self, zone: str) -> Clock:
        """The clock on the wall in another zone, for the same ticks. Raises ZoneInfoNotFoundError."""
        return Abroad(self.zone, self.first, self.day_change, zone)

    def day(self, day: Date) -> Window:
        """A whole day of the expo (23 or 25 hours long where the clock changes)."""
        return Window(self.edge(day, self.day_change), self.edge(day, DAY + self.day_change))

    def spans_days(self, window: Window) -> bool:
        """Whether a session with this window runs over several days: it ends on a later date and at a later clock time.

        A session that merely runs past midnight does not.
        """
        if window.end - window.start <= SHORTEST_DAY:
            return False
        (first, start), (last, end) = self.day_and_minute(window.start), self.end_day_and_minute(window.end)
        return last > first and end > start

    def daily(self, window: Window) -> tuple[Window, ...]:
        """The windows in which people see a session: over several days, daily from its start time to its end time."""
        if not self.spans_days(window):
            return (window,)
        (first, start), (last, end) = self.day_and_minute(window.start), self.end_day_and_minute(window.end)
        count = (last - first).days + 1
        days = [first + timedelta(days=n) for n in range(count)]
        pieces = [Window(self.edge(day, start), self.edge(day, end, late=True)) for day in days]
        pieces[0] = Window(window.start, pieces[0].end)
        pieces[-1] = Window(pieces[-1].start, window.end)
        return tuple(pieces)

    def dates(self, window: Window) -> list[Date]:
        """Every day of the expo on which the window has time."""
        first, last = self.date(window.start), self.date(max(window.end - 1, window.start))
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    @lru_cache(maxsize=65536)  # noqa: B019 - a clock lives as long as its expo
    def iso(self, tick: int) -> str:
        """The tick as ISO 8601 with its offset."""
        return self.local(tick).isoformat(timespec="seconds")

    def moment(self, tick: int) -> Moment:
        """The tick as people read it."""
        return Moment(self, Window(tick, tick))

    def span(self, window: Window) -> Moment:
        """The window as people read it."""
        return Moment(self, window)


@dataclass(frozen=True)
class Abroad(Clock):
    """The expo's ticks on the wall clock of another zone, `there`."""

    there: str = ""

    @cached_property
    def info(self) -> ZoneInfo:
        return pinned_zone(self.there)

    @cached_property
    def origin(self) -> datetime:
        return datetime.combine(self.first, time(), pinned_zone(self.zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment or a period as people read it: `7月6日（周四）13:30–16:30`, `Thu 6 Jul 13:30–16:30`."""

    clock: Clock
    window: Window

    def say(self, language: Language) -> str:
        day, minute = self.clock.day_and_minute(self.window.start)
        start = f"{say_date(day, language)}{'' if language == 'zh' else ' '}{say_minute(minute)}"
        if self.window.end <= self.window.start:
            return start
        last, end = self.clock.end_day_and_minute(self.window.end)
        if last == day:
            return f"{start}–{say_minute(end)}"
        gap = "" if language == "zh" else " "
        return f"{start} {'至' if language == 'zh' else '–'} {say_date(last, language)}{gap}{say_minute(end)}"


@dataclass(frozen=True, slots=True)
class Day:
    """A date as people read it: `7月6日（周四）`, `Thu 6 Jul`."""

    date: Date

    def say(self, language: Language) -> str:
        return say_date(self.date, language)


def say_date(day: Date, language: Language) -> str:
    """A date with its weekday."""
    if language == "zh":
        return f"{day.month}月{day.day}日（{WEEKDAYS_ZH[day.weekday()]}）"
    return f"{WEEKDAYS_EN[day.weekday()]} {day.day} {MONTHS_EN[day.month - 1]}"


def say_minute(minute: int) -> str:
    """A minute of the day as HH:MM; 1440 is 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


def inside(windows: Sequence[Window], window: Window) -> bool:
    """Whether the window lies wholly inside one of them."""
    start, end = window
    return any(first <= start and end <= last for first, last in windows)


def meeting(windows: Sequence[Window], start: int, end: int) -> Sequence[Window]:
    """Of windows that are ascending and disjoint, those that overlap the one from `start` to `end`."""
    return windows[bisect_right(windows, start, key=itemgetter(1)) : bisect_left(windows, end, key=itemgetter(0))]


def within(starts: Sequence[int], windows: Sequence[Window], length: int, *, before: int = 0) -> tuple[int, ...]:
    """The starts from which `length` minutes, and `before` minutes before them, lie inside one of the windows.

    Starts are given and returned in ascending order.
    """
    found: list[int] = []
    for window in windows:
        found += starts[bisect_left(starts, window.start + before) : bisect_right(starts, window.end - length)]
    return tuple(found)
