"""The reference's clock: texts of a scenario → minutes since 1970, the plain way.

An instant is a whole number of minutes, a span is half-open. Of a clock time that a change of the clock repeats, a span
begins with the first and ends with the second; in place of one that the change skips stands the moment of the change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
PARTS = {"上午": "08:00-12:30", "下午": "12:30-18:30", "晚上": "18:30-22:00"}
ENGLISH = {"morning": "上午", "afternoon": "下午", "evening": "晚上"}


class Span(NamedTuple):
    """From one instant to another, half-open."""

    start: int
    end: int

    def meets(self, other: Span) -> bool:
        return max(self.start, other.start) < min(self.end, other.end)

    def inside(self, other: Span) -> bool:
        return other.start <= self.start and self.end <= other.end

    def shared(self, other: Span) -> Span:
        return Span(max(self.start, other.start), min(self.end, other.end))

    def apart(self, other: Span) -> int:
        """Minutes between the two; negative where they overlap."""
        return max(self.start, other.start) - min(self.end, other.end)


def joined(spans: Iterable[Span]) -> list[Span]:
    """Spans that touch or overlap as one."""
    left = list(spans)
    for one in left:
        for other in left:
            if one is not other and one.apart(other) <= 0:
                rest = [span for span in left if span is not one and span is not other]
                return joined([*rest, Span(min(one.start, other.start), max(one.end, other.end))])
    return left


def length(text: str) -> int:
    """`90min`, `2h30min`, `3h` in minutes."""
    found = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)min)?", text)
    assert found is not None and text, text
    return int(found[1] or 0) * 60 + int(found[2] or 0)


def clock_times(text: str) -> tuple[int, int]:
    """`09:00-10:30` as minutes of the day."""
    first, last = text.split("-")
    return minute(first), minute(last)


def minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


class Zone:
    """The wall clock of an expo."""

    def __init__(self, name: str, parts: Mapping[str, str]) -> None:
        self.zone = ZoneInfo(name)
        self.parts = {**PARTS, **parts}
        self.window = cache(self._window)

    def at(self, day: date, minute: int, *, late: bool = False) -> int:
        """The instant of a minute of a day, which may be the 1440th."""
        local = datetime.combine(day, time()) + minute * MINUTE
        while True:
            aware = local.replace(tzinfo=self.zone, fold=int(late))
            if aware.astimezone(UTC).astimezone(self.zone).replace(tzinfo=None) == local:
                return int(aware.timestamp()) // 60
            local += MINUTE

    def local(self, instant: int) -> datetime:
        return datetime.fromtimestamp(instant * 60, self.zone)

    def day(self, instant: int) -> date:
        return self.local(instant).date()

    def minute(self, instant: int) -> int:
        """The minute of the day that the clock shows."""
        local = self.local(instant)
        return local.hour * 60 + local.minute

    def ends(self, instant: int) -> tuple[date, int]:
        """The day and its minute at which something ends: midnight is 24:00 of the day before."""
        day, minute = self.day(instant), self.minute(instant)
        return (day, minute) if minute else (day - timedelta(days=1), 24 * 60)

    def of_day(self, day: date, first: int, last: int) -> Span:
        return Span(self.at(day, first), self.at(day, last, late=True))

    def moment(self, text: str, *, late: bool = False) -> int:
        """`2023-07-06 13:30`."""
        day, clock = text.split(" ")
        return self.at(date.fromisoformat(day), minute(clock), late=late)

    def _window(self, text: str) -> Span:
        """A window in any of its spellings."""
        two = re.split(r" ?\.\. ?| 至 ", text)
        if len(two) == 2 and ":" in text:
            return Span(self.moment(two[0]), self.moment(two[1], late=True))
        if len(two) == 2:
            first, last = map(date.fromisoformat, two)
            return Span(self.at(first, 0), self.at(last, 24 * 60, late=True))
        day, _, rest = text.partition(" ")
        if ":" not in rest:
            rest = self.parts[ENGLISH.get(rest, rest)] if rest else "00:00-24:00"
        return self.of_day(date.fromisoformat(day), *clock_times(rest))
