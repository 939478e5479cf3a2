"""Texts → ticks: windows and starts on the expo's wall clock.

Needs the expo's clock and its parts of the day. Edges of windows are read leniently where the clock changes; a start
that the change skips or repeats is refused, because nobody could tell when to come.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import NamedTuple, TypeVar

from expo_planner.domain.clock import DAY, MINUTE, Clock, NoSuchTime, Window
from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.files.schema.value_parsing import (
    DATE,
    DATES,
    SLASHES,
    TIME,
    TO,
    backward,
    dates,
    narrow,
    no_date,
    offset,
    to_date,
    to_minute,
)

PARTS = {"上午": (8 * 60, 12 * 60 + 30), "下午": (12 * 60 + 30, 18 * 60 + 30), "晚上": (18 * 60 + 30, 22 * 60)}
ENGLISH_PARTS = {"morning": "上午", "afternoon": "下午", "evening": "晚上"}

HOURS = re.compile(f"{DATE}[ T]+{TIME}{TO}(?:{DATE}[ T]+)?{TIME}")
PART = re.compile(rf"{DATE} *([^0-9\s:+-].*)", re.DOTALL)
INSTANT = rf"{DATE}([ T]+){TIME}(?::([0-9]{{2}})(?:\.0+)?)? *(Z|[+-][0-9]{{2}}:?[0-9]{{2}})?"
START = re.compile(f"{INSTANT}(?:{TO}{INSTANT})?")
WINDOW_HINT = Text(
    "write a date, '2023-07-06 afternoon', '2023-07-06 09:00-12:00', '2023-07-06 20:00 .. 2023-07-07 02:00' or "
    "2023-07-05..2023-07-09",
    "请写成日期、“2023-07-06 下午”、“2023-07-06 09:00-12:00”、“2023-07-06 20:00 至 2023-07-07 02:00”"
    "或“2023-07-05..2023-07-09”",
)
START_HINT = Text("write 2023-07-06 13:30", "请写成 2023-07-06 13:30")


class Start(NamedTuple):
    """When a session starts, and its end where that is written with it; both in ticks."""

    tick: int
    end: int | None = None


Read = TypeVar("Read", Window, Start)


@dataclass(frozen=True, eq=False)
class Calendar:
    """Reads windows and starts of one expo. `parts` give the minutes of the day from which and to which they last."""

    clock: Clock
    parts: Mapping[str, tuple[int, int]] = field(default_factory=lambda: PARTS)
    _known: dict[str, Window | Start] = field(default_factory=dict)

    def window(self, text: str) -> Window:
        """A window in any of its spellings; a date is the whole local day, a range of dates is one window."""
        return self._once(f"window {text}", text, self._window)

    def start(self, text: str) -> Start:
        """`2023-07-06 13:30`, with an offset or without, or such a start and an end joined by `..` or 至."""
        return self._once(f"start {text}", text, self._start)

    def on(self, day: date, minutes: tuple[int, int]) -> Window:
        """The window of a day between two minutes of it."""
        return Window(self.clock.edge(day, minutes[0]), self.clock.edge(day, minutes[1], late=True))

    def _once(self, key: str, text: str, read: Callable[[str], Read]) -> Read:
        if key not in self._known:
            self._known[key] = read(text)
        return self._known[key]  # type: ignore[return-value]

    def _window(self, text: str) -> Window:
        narrowed = narrow(text)
        if DATES.fullmatch(narrowed):
            days = dates(text)
            window = Window(self.clock.edge(days[0], 0), self.clock.edge(days[-1], DAY, late=True))
        elif match := HOURS.fullmatch(narrowed):
            first = to_date(*match.group(1, 2, 3))
            last = to_date(*match.group(6, 7, 8)) if match[6] else first
            start, end = to_minute(*match.group(4, 5)), to_minute(*match.group(9, 10), end=True)
            if (last, end) <= (first, start):
                raise backward(text)
            window = Window(self.clock.edge(first, start), self.clock.edge(last, end, late=True))
        elif match := PART.fullmatch(narrowed):
            window = self.on(to_date(*match.group(1, 2, 3)), self._part(match[4]))
        else:
            raise _no_window(text)
        if window.end <= window.start:
            raise backward(text)
        return window

    def _part(self, name: str) -> tuple[int, int]:
        for part in (name, ENGLISH_PARTS.get(name, name)):
            if part in self.parts:
                return self.parts[part]
        raise Refusal(
            Text("there is no part of the day called {name}", "一天中没有{name}这个时段").fill(name=Quoted(name)),
            Text("the parts are {parts}", "可用的时段有：{parts}").fill(
                parts=[*self.parts, *(name for name in ENGLISH_PARTS if name not in self.parts)]
            ),
        )

    def _start(self, text: str) -> Start:
        match = START.fullmatch(narrow(text))
        if match is None:
            raise _no_start(text)
        groups = match.groups()
        tick = self._instant(text, groups[:8])
        if groups[8] is None:
            return Start(tick)
        end = self._instant(text, groups[8:], end=True)
        if end <= tick:
            raise backward(text)
        return Start(tick, end)

    def _instant(self, text: str, groups: tuple[str, ...], *, end: bool = False) -> int:
        year, month, day, joint, hour, minute, second, ahead = groups
        local = datetime.combine(to_date(year, month, day), time()) + to_minute(hour, minute, end=end) * MINUTE
        if second not in (None, "00"):
            raise Refusal(
                Text("{found} has seconds", "{found}带有秒数").fill(found=Quoted(text)),
                Text("give starts in whole minutes", "开始时间精确到分钟"),
            )
        if ahead is not None:
            if ahead.startswith("-") and "T" not in joint:
                raise Refusal(
                    Text("{found} could be a UTC offset or a range", "{found}可能是时区偏移，也可能是起止时间").fill(
                        found=Quoted(text)
                    ),
                    Text(
                        "give only the start here and the length in duration; an offset needs a T: "
                        "2023-07-06T13:30-05:00",
                        "请只写开始时间，长度写在 duration 中；带时区偏移时用 T 连接：2023-07-06T13:30-05:00",
                    ),
                )
            return self.clock.tick(local.replace(tzinfo=offset(ahead)))
        try:
            tick, late = self.clock.tick(local), self.clock.tick(local, late=True)
        except NoSuchTime:
            raise Refusal(
                Text("{time} does not exist: the clocks go forward over it", "{time} 不存在：时钟调快时跳过了它").fill(
                    time=f"{local:%Y-%m-%d %H:%M}"
                ),
                Text("choose a time before or after the change", "请改用调时之前或之后的时间"),
            ) from None
        if tick != late:
            raise Refusal(
                Text("{time} occurs twice: the clocks go back", "{time} 会出现两次：时钟在此调慢").fill(
                    time=f"{local:%Y-%m-%d %H:%M}"
                ),
                Text("write {first} or {second}", "请写成 {first} 或 {second}").fill(
                    first=self.clock.iso(tick), second=self.clock.iso(late)
                ),
            )
        return tick


def _no_window(text: str) -> Refusal:
    if SLASHES.match(narrow(text)):
        return no_date(text)
    message = Text("expected a time window, found {found}", "应为时段，写的却是{found}")
    return Refusal(message.fill(found=Quoted(text)), WINDOW_HINT)


def _no_start(text: str) -> Refusal:
    narrowed = narrow(text)
    if SLASHES.match(narrowed):
        return no_date(text)
    if re.fullmatch(DATE, narrowed):
        hint = Text(f"add the clock time: {narrowed} 09:00", f"请补上时间：{narrowed} 09:00")
        return Refusal(Text("{found} has no clock time", "{found}没有写几点几分").fill(found=Quoted(text)), hint)
    message = Text("expected a date and a clock time, found {found}", "应为日期加时间，写的却是{found}")
    return Refusal(message.fill(found=Quoted(text)), START_HINT)
