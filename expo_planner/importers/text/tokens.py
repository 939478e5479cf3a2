"""A text → the dates, weekdays, parts of the day, clock times and dashes that it is made of, and nothing else.

Every pattern is bounded and tried at one place after the other, so that a text takes time in proportion to its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timezone
from typing import NamedTuple

from expo_planner.files.schema.value_parsing import offset
from expo_planner.importers.text.spelling import narrow
from expo_planner.importers.text.vocabulary import words

LONGEST = 120
"""Characters of the longest time that anybody writes."""


class DayToken(NamedTuple):
    """A date as it is written, perhaps without year or month.

    `bare`: two numbers, of which some people write the month first; `ambiguous`: 7/8, of which either may be it.
    """

    year: int | None
    month: int | None
    day: int
    bare: bool = False
    ambiguous: bool = False

    @property
    def swapped(self) -> DayToken:
        """The date with day and month exchanged."""
        return self if self.month is None else self._replace(month=self.day, day=self.month)


class Weekday(NamedTuple):
    """A day of the week; Monday is 0."""

    number: int


class PartOfDay(NamedTuple):
    """A part of the day: the words of `PARTS`, or am and pm."""

    name: str


class ClockToken(NamedTuple):
    """A time of the clock, be it of twelve hours or of twenty-four."""

    hour: int
    minute: int


class Offset(NamedTuple):
    """How far the time is ahead of UTC."""

    zone: timezone


class To(NamedTuple):
    """The dash between start and end."""


Token = DayToken | Weekday | PartOfDay | ClockToken | Offset | To

ALL_DAY = "全天"
PARTS = {
    **dict.fromkeys(("凌晨", "清晨"), "凌晨"),
    **dict.fromkeys(("上午", "早上", "早晨", "午前", "morning"), "上午"),
    **dict.fromkeys(("中午", "正午"), "中午"),
    **dict.fromkeys(("下午", "午后", "afternoon"), "下午"),
    **dict.fromkeys(("全天", "全日", "整天", "all day", "all-day", "full day", "whole day"), ALL_DAY),
    **dict.fromkeys(("晚上", "傍晚", "晚间", "夜间", "晚", "evening"), "晚上"),
}
MONTHS = {name: number for number, name in enumerate(words("jan feb mar apr may jun jul aug sep oct nov dec"), 1)}
WEEKDAYS = {name: number for number, name in enumerate(words("mon tue wed thu fri sat sun"))}
MONTH = (
    "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
TO = r"(?:\.\.|-{1,3}|[–—―─~〜→‐‑−]{1,2}|至|到|(?:to|till|until)\b)"
MERIDIEM = r"[ap]\.?m\b\.?"
FIGURES = {figure: value for value, figure in enumerate("零一二三四五六七八九")} | {"〇": 0, "十": 10}


def _day(match: re.Match[str]) -> DayToken:
    return DayToken(int(match[1]), int(match[2]), int(match[3]))


def _lone(match: re.Match[str]) -> DayToken:
    return DayToken(None, None, int(match[1]))


def _of_two(match: re.Match[str]) -> DayToken:
    """Day and month in some order, perhaps a year: only a number above twelve says which is which."""
    first, second, year = int(match["first"]), int(match["second"]), match.groupdict().get("year")
    month, day = (second, first) if first > 12 else (first, second)
    ambiguous = first <= 12 and second <= 12 and first != second
    return DayToken(int(year) if year else None, month, day, bare=True, ambiguous=ambiguous)


def _english(year: int, month: int, day: int) -> Callable[[re.Match[str]], DayToken]:
    """A date from these groups of a match."""

    def read(match: re.Match[str]) -> DayToken:
        return DayToken(int(match[year]) if match[year] else None, MONTHS[match[month][:3]], int(match[day]))

    return read


def _oclock(match: re.Match[str]) -> ClockToken:
    return ClockToken(int(match[1]), {"半": 30, "一刻": 15, "三刻": 45}.get(match[2] or "", int(match[3] or 0)))


@dataclass(frozen=True)
class Pattern:
    """One way to write one thing; `make` None: it says nothing, such as a comma."""

    regex: re.Pattern[str]
    make: Callable[[re.Match[str]], Token] | None


def _pattern(regex: str, make: Callable[[re.Match[str]], Token] | None) -> Pattern:
    return Pattern(re.compile(regex), make)


PATTERNS = (
    _pattern(r"(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2})(?!\d) ?[日号]?", _day),
    _pattern(r"((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)", _day),
    _pattern(r"(?P<first>\d{1,2})([-/.])(?P<second>\d{1,2})\2(?P<year>\d{4})(?![\d:])", _of_two),
    _pattern(rf"(\d{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?{MONTH}(?:,?[ -](\d{{4}})(?![\d:]))?,?", _english(3, 2, 1)),
    _pattern(rf"{MONTH} ?(\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])(?:,? (\d{{4}})(?![\d:]))?", _english(3, 1, 2)),
    _pattern(r"(\d{1,2}) ?月 ?(\d{1,2})(?![\d:]) ?[日号]?", lambda match: DayToken(None, int(match[1]), int(match[2]))),
    _pattern(r"(\d{1,2}) ?[日号]", _lone),
    _pattern(r"(?:12(?::00)? ?)?noon\b", lambda _: ClockToken(12, 0)),
    _pattern(
        r"(\d{1,2}) ?: ?(\d{2})(?!\d)(?::\d{2}(?:\.\d{1,9})?)?", lambda match: ClockToken(int(match[1]), int(match[2]))
    ),
    _pattern(rf"(\d{{1,2}})\.(\d{{2}})(?= ?{MERIDIEM})", lambda match: ClockToken(int(match[1]), int(match[2]))),
    _pattern(r"(\d{1,2}) ?[点时] ?(?:(半|一刻|三刻)|(\d{1,2}) ?分?(?!\d)|整|钟)?", _oclock),
    _pattern(rf"(\d{{1,2}})(?= ?{MERIDIEM})", lambda match: ClockToken(int(match[1]), 0)),
    _pattern(
        rf"(\d{{1,2}})(?= ?{TO} ?\d{{1,2}}(?::\d\d)? ?(?:{MERIDIEM}|[点时]))",
        lambda match: ClockToken(int(match[1]), 0),
    ),
    _pattern(r"(\d{1,2})\.(\d{1,2})(?![\d.])", lambda match: DayToken(None, int(match[1]), int(match[2]))),
    _pattern(r"(?P<first>\d{1,2})/(?P<second>\d{1,2})(?![\d/])", _of_two),
    _pattern(rf"(\d{{1,2}})(?:st|nd|rd|th)?(?= ?{TO} ?\d{{1,2}}(?:st|nd|rd|th)? {MONTH})", _lone),
    _pattern(
        r"(\d{1,2})(?:st|nd|rd|th)?, ?(\d{4})(?![\d:])", lambda match: DayToken(int(match[2]), None, int(match[1]))
    ),
    _pattern("(?:星期|周|礼拜)([一二三四五六日天])", lambda match: Weekday("一二三四五六日天".index(match[1]) % 7)),
    _pattern(
        r"(mon|tue|wed|thu|fri|sat|sun)(?:s|rs|ur|nes|day|sday|nesday|rsday|urday)?\b\.?",
        lambda match: Weekday(WEEKDAYS[match[1]]),
    ),
    _pattern(f"({'|'.join(PARTS)})", lambda match: PartOfDay(PARTS[match[1]])),
    _pattern(MERIDIEM, lambda match: PartOfDay("am" if match[0][0] == "a" else "pm")),
    _pattern(TO, lambda _: To()),
    _pattern(
        r"[ ,;()]|t(?=\d)|每天|每日|北京时间|(?:日期|时间):?|(?:daily|from|at|on|in the|time:|date:)(?![a-z])", None
    ),
)
NUMBERED = re.compile(
    r"(?:day ?\d{1,2}|第(?:\d{1,2}|[一二三四五六七八九十]{1,3}) ?[天日]) ?(?:[-–—:：·|,，(（] ?|(?=\D|$))"
)
"""Which day of the event it is, in front of its date: `Day 1 - `, `第一天（`."""
OFFSET = _pattern(r"z|[+-](?:0\d|1[0-4]):?[0-5]\d(?!\d)", lambda match: Offset(offset(match[0].upper())))
FIGURED = re.compile("[〇零一二三四五六七八九]{4}(?=年)|[一二三四五六七八九十]{1,3}(?=[月日号点时分])")
LONE = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?![\d:])")


def tokens(text: str) -> list[Token] | None:
    """What a time is made of; None where anything in the text is no part of one."""
    plain = narrow(text).lower()
    if not 0 < len(plain) <= LONGEST:
        return None
    plain = FIGURED.sub(_figure, NUMBERED.sub("", plain, count=1) if plain[0] in "d第" else plain)
    found: list[Token] = []
    at, joined = 0, False  # joined: by a T, after which a minus begins an offset
    while at < len(plain):
        patterns: tuple[Pattern, ...] = PATTERNS
        if found and isinstance(found[-1], ClockToken) and (joined or plain[at] == "+"):
            patterns = (OFFSET, *PATTERNS)
        for pattern in patterns:
            if match := pattern.regex.match(plain, at):
                if pattern.make is not None:
                    found.append(pattern.make(match))
                joined = match[0] == "t" or (joined and isinstance(found[-1], ClockToken))
                break
        else:
            if not (len(found) > 1 and isinstance(found[-1], To) and isinstance(found[-2], DayToken)):
                return None
            match = LONE.match(plain, at)  # July 6-8
            if match is None:
                return None
            found.append(_lone(match))
        at = match.end()
    return found


def _figure(match: re.Match[str]) -> str:
    """Chinese figures as digits: 二〇二三, 七, 十二, 三十一."""
    values = [FIGURES[one] for one in match[0]]
    if 10 not in values:
        return "".join(map(str, values))
    ten = values.index(10)
    return str((values[ten - 1] if ten else 1) * 10 + sum(values[ten + 1 :]))
