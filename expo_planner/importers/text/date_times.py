"""Dates and clock times as people write them: how a text reads as a time, before it is known in which year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from expo_planner.importers.text.tokens import (
    ALL_DAY,
    ZONES,
    ClockToken,
    DayToken,
    Dotted,
    NextDay,
    Offset,
    OpenEnd,
    PartOfDay,
    To,
    Token,
    Weekday,
    ZoneName,
    tokens,
)

LONGEST_BEGINNING = 60
"""Characters of the longest time in front of a title."""
CLOCK_ENDS = re.compile(
    r"[0-9](?![0-9])|[点时時半分]|(?:[ap]\.?m|noon|midnight|mittags?|mitternacht|midi|minuit|uhr|hrs?|hs?)\b\.?|から|まで"
    rf"|(?:{'|'.join(ZONES)}|utc|gmt|open end|late|close|ende)\b|[\])）】]|(?<=[0-9apm.hr])(?: ?[-–—―~～〜](?= ?\D))",
    re.IGNORECASE,
)
"""Where a time of the clock can end."""
DOTTED = re.compile(r"\d[.．]\d")
EACH_DAY = re.compile(r"每[天日]|\b(?:daily|each day|every day)\b", re.IGNORECASE)
THROUGH = re.compile(r"昼夜连续|\bthrough the nights?\b", re.IGNORECASE)
FIELDS: Mapping[type[Token], str] = {
    DayToken: "day",
    Weekday: "weekday",
    PartOfDay: "part",
    ClockToken: "clock",
    Offset: "offset",
    NextDay: "next_day",
    ZoneName: "zone",
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
    next_day: NextDay | None = None
    zone: ZoneName | None = None

    def with_token(self, token: Token) -> Side | None:
        """The side with one more thing; None where it has such a thing already."""
        name = FIELDS[type(token)]
        if getattr(self, name) is not None:
            return None
        return replace(self, **{name: token})  # type: ignore[arg-type]  # each field holds tokens of its type


@dataclass(frozen=True, slots=True)
class WrittenTime:
    """A stretch of time as it is written, before it is known in which year.

    `continuous`: over several days it is one interval; False: it names the hours of each day; None: it does not say.
    """

    text: str
    start: Side
    end: Side | None = None
    open_end: bool = False
    continuous: bool | None = None

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
    def exists(self) -> bool:
        """Whether the dates can be dates at all."""
        return all(1 <= (day.month or 1) <= 12 and 1 <= day.day <= 31 for day in self.days)

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


@lru_cache(maxsize=65536)
def written(text: str) -> WrittenTime | None:
    """How a text reads as a time, be it one that cannot be; None where it is something else.

    Two numbers with a dot between them are a date; where that makes no sense, they are a clock time: 9.30–11.00.
    """
    found = _written(text, "date")
    if DOTTED.search(text) is None or (found is not None and found.exists):
        return found
    return _written(text, "clock behind a date") or _written(text, "clock") or found


def _written(text: str, dotted: Dotted) -> WrittenTime | None:
    sides, open_end = [Side()], False
    for token in tokens(text, dotted) or ():
        if isinstance(token, OpenEnd):
            open_end = True
            continue
        side = Side() if isinstance(token, To) else sides[-1].with_token(token)
        if side is None:
            return None
        if isinstance(token, To):
            sides.append(side)
        else:
            sides[-1] = side
    if len(sides) == 2 and sides[-1] == Side() and sides[0].clock is not None:  # 20:00-
        sides.pop()
        open_end = True
    if open_end and (len(sides) != 1 or sides[0].clock is None):
        return None
    continuous = says_continuous(text)
    if Side() in sides or not any(side.day or side.clock or side.part == PartOfDay(ALL_DAY) for side in sides):
        return None
    match sides:
        case [start]:
            return WrittenTime(text, start, open_end=open_end)
        case [Side(day=None) as start, Side(day=DayToken()) as end]:  # 09:00-10:30, 6 July
            start = replace(start, day=end.day, weekday=end.weekday)
            end = replace(end, day=None, weekday=None)
        case [start, end]:
            pass
        case [Side(clock=None) as first, Side(day=DayToken(), clock=ClockToken()) as last, Side(day=None) as end]:
            start = replace(first, clock=last.clock, part=last.part)  # 7月6日-7日 9:00-17:00: each day's hours
            end = replace(end, day=last.day, weekday=last.weekday)
            continuous = False
        case _:
            return None
    if (start.clock is None) != (end.clock is None):
        return None
    return WrittenTime(text, start, end, continuous=continuous)


def says_continuous(text: str) -> bool | None:
    """Whether the words beside a time say that it runs through the nights, or that it names the hours of each day."""
    if EACH_DAY.search(text):
        return False
    return True if THROUGH.search(text) else None


def leading(text: str) -> tuple[str, str] | None:
    """The longest clock time that a text begins with, and the rest of it, `9:00-10:00: Opening`; None without one."""
    for end in reversed([match.end() for match in CLOCK_ENDS.finditer(text[:LONGEST_BEGINNING])]):
        rest = text[end:].lstrip(" \u3000\t:：,，、|")
        if rest == text[end:] and rest and (rest[0].isdigit() or (rest[0].isascii() and rest[0].isalpha())):
            continue  # in the middle of a word
        if clock_time(text[:end]) is not None:
            return text[:end].strip(), rest
    return None


def clock_time(text: str) -> WrittenTime | None:
    """The same as `written`, where it has a clock time; 10.30 alone is one here."""
    found = written(text)
    if (found is None or found.start.clock is None) and DOTTED.search(text) is not None:
        found = _written(text, "clock")
    return found if found is not None and found.start.clock is not None else None
