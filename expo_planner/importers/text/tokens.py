"""A text → the dates, weekdays, parts of the day, clock times and dashes that it is made of, and nothing else.

Every pattern is bounded and tried at one place after the other, so that a text takes time in proportion to its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timezone
from typing import Literal, NamedTuple

from expo_planner.files.schema.value_parsing import offset
from expo_planner.importers.text.spelling import narrow
from expo_planner.importers.text.vocabulary import DAY_NUMBERS, MONTHS, WEEKDAYS, one_of, words

LONGEST = 120
"""Characters of the longest time that anybody writes."""


class DayToken(NamedTuple):
    """A date as it is written, perhaps without year or month.

    `bare`: two numbers, of which some people write the month first; `ambiguous`: 7/8, of which either may be it.
    `short`: its year has two digits.
    """

    year: int | None
    month: int | None
    day: int
    bare: bool = False
    ambiguous: bool = False
    short: bool = False

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
    """A time of the clock; `full`: surely of twenty-four hours, as 09:00, 0900, 9h30 and 13:00 are, and 9:00 is not."""

    hour: int
    minute: int
    full: bool = False


class NextDay(NamedTuple):
    """The day after the one that is named: 次日."""


class ZoneName(NamedTuple):
    """What a time zone is called beside a time: CEST, UTC+2."""

    name: str


class Offset(NamedTuple):
    """How far the time is ahead of UTC."""

    zone: timezone


class To(NamedTuple):
    """The dash between start and end."""


class OpenEnd(NamedTuple):
    """What says that nobody knows the end: `open end`."""


Token = DayToken | Weekday | PartOfDay | ClockToken | NextDay | ZoneName | Offset | To | OpenEnd

ALL_DAY = "全天"
PARTS = {
    **dict.fromkeys(("凌晨", "清晨"), "凌晨"),
    **dict.fromkeys(words("上午 早上 早晨 午前 morning vormittags vormittag morgens"), "上午"),
    **dict.fromkeys(("du matin", "le matin", "de la mañana", "por la mañana"), "上午"),
    **dict.fromkeys(("中午", "正午"), "中午"),
    **dict.fromkeys(words("下午 午后 午後 afternoon nachmittags nachmittag"), "下午"),
    **dict.fromkeys(("de l'après-midi", "l'après-midi", "après-midi", "de la tarde", "por la tarde"), "下午"),
    **dict.fromkeys(("全天", "全日", "整天", "all day", "all-day", "full day", "whole day"), ALL_DAY),
    **dict.fromkeys(words("晚上 傍晚 晚间 夜间 晚 夕方 夜 evening abends abend"), "晚上"),
    **dict.fromkeys(("du soir", "le soir", "de la noche", "por la noche"), "晚上"),
}
MONTH = rf"({one_of(MONTHS)})\b\.?"
ORDINAL = "(?:st|nd|rd|th|er|º)?"
TO = (
    r"(?:\.\.|-{1,3}|[‐‑‒–—―─−~〜∼→]{1,2}|至|到|から"
    r"|(?:to|till|until|bis(?: zum)?|jusqu'à|hasta(?: las)?)\b|(?:à|a(?: las)?)(?= ?\d))"
)
FULL = r"(?:uhr|hrs?|hs?|h)"
"""What stands behind a time of twenty-four hours."""
MERIDIEM = r"[ap]\.?m\b\.?"
BEHIND_HOURS = (
    rf"[\d:.]| ?(?:{MERIDIEM}|{FULL}(?![a-z])|h\d|[点时時])"
    rf"|(?<=\s\d\d) ?{TO} ?\d{{1,2}}(?:[:.h]|\s?{FULL}|\s?{MERIDIEM})"
)
"""What stands behind two digits that are the hour, and not the year of the date before them."""
ZONES = words(
    "cet cest mez mesz eet eest est edt cst cdt mst mdt pst pdt bst ist jst kst hkt sgt msk aest aedt awst nzst"
)
"""What zones are called beside a time."""
FIGURES = {figure: value for value, figure in enumerate("零一二三四五六七八九")} | {"〇": 0, "十": 10}


def _day(match: re.Match[str]) -> DayToken:
    return DayToken(int(match[1]), int(match[2]), int(match[3]))


def _lone(match: re.Match[str]) -> DayToken:
    return DayToken(None, None, int(match[1]))


def _of_two(match: re.Match[str]) -> DayToken:
    """Day and month in some order, perhaps a year: only a number above twelve says which is which."""
    first, second, year = int(match["first"]), int(match["second"]), match.groupdict().get("year")
    short = year is not None and len(year) == 2
    dotted = short and match[2] == "."  # 7.10.26: nobody writes the month first with dots
    month, day = (second, first) if first > 12 or dotted else (first, second)
    ambiguous = first <= 12 and second <= 12 and first != second and not dotted
    return DayToken(_year(year), month, day, bare=True, ambiguous=ambiguous, short=short)


def _year(text: str | None) -> int | None:
    """A year of four digits, or of two: that of this century."""
    return None if text is None else int(text) + (2000 if len(text) == 2 else 0)


def _named(year: int, month: int, day: int) -> Callable[[re.Match[str]], DayToken]:
    """A date whose month has a name, from these groups of a match."""

    def read(match: re.Match[str]) -> DayToken:
        short = match[year] is not None and len(match[year]) == 2
        return DayToken(_year(match[year]), MONTHS[match[month]], int(match[day]), short=short)

    return read


def _clock(match: re.Match[str]) -> ClockToken:
    """A clock time of two numbers: one that begins with a nought, or is past twelve, is of twenty-four hours."""
    return ClockToken(int(match[1]), int(match[2]), match[1][0] == "0" or int(match[1]) > 12)


def _full(match: re.Match[str]) -> ClockToken:
    return ClockToken(int(match[1]), int(match[2] or 0), True)


def _oclock(match: re.Match[str]) -> ClockToken:
    minute = {"半": 30, "一刻": 15, "三刻": 45}.get(match[2] or "", int(match[3] or 0))
    return ClockToken(int(match[1]), minute, int(match[1]) > 12)


def _zone_name(match: re.Match[str]) -> ZoneName:
    return ZoneName(match[1].upper())


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
    _pattern(r"(?P<first>\d{1,2})([-/.])(?P<second>\d{1,2})\2(?P<year>\d{4}|\d{2})(?![\d:])", _of_two),
    _pattern(rf"(\d{{1,2}})([-/ ]){MONTH}\2(\d{{2}})(?!{BEHIND_HOURS})", _named(4, 3, 1)),  # 7-Oct-26
    _pattern(
        rf"(\d{{1,2}})(?:{ORDINAL}[ /-]|\. ?)(?:of |de )?{MONTH}(?:,?[ /-](?:del? )?(\d{{4}})(?![\d:]))?,?",
        _named(3, 2, 1),
    ),
    _pattern(rf"{MONTH} ?(\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])(?:,? (\d{{4}})(?![\d:]))?", _named(3, 1, 2)),
    _pattern(r"(\d{1,2}) ?月 ?(\d{1,2})(?![\d:]) ?[日号]?", lambda match: DayToken(None, int(match[1]), int(match[2]))),
    _pattern(r"(\d{1,2}) ?[日号]", _lone),
    _pattern(r"(?:12(?:[:.]00)? ?)?(?:noon|mittags?|midi|mediod[ií]a)\b", lambda _: ClockToken(12, 0, True)),
    _pattern(
        r"(?:(?:12|00?)(?:[:.]00)? ?)?(?:midnight|mitternachts?|minuit|medianoche)\b|零时|午夜",
        lambda _: ClockToken(0, 0, True),
    ),
    _pattern(r"(\d{1,2}) ?: ?(\d{2})(?!\d)(?::\d{2}(?:\.\d{1,9})?)?", _clock),
    _pattern(rf"(\d{{1,2}})\.(\d{{2}})(?= ?{MERIDIEM})", _clock),
    _pattern(r"(\d{1,2}) ?[点时時] ?(?:(半|一刻|三刻)|(\d{1,2}) ?分?(?!\d)|整|钟)?", _oclock),
    _pattern(r"(\d{1,2}) ?(?:h|uhr)(?: ?(\d{2}))?(?![\da-z])", _full),
    _pattern(rf"(\d{{1,2}})(?= ?{MERIDIEM})", lambda match: ClockToken(int(match[1]), 0)),
    _pattern(
        rf"(\d{{1,2}})(?= ?{TO} ?\d{{1,2}}(?:[:.]\d\d)? ?(?:{MERIDIEM}|[点时時]))",
        lambda match: ClockToken(int(match[1]), 0, int(match[1]) > 12),
    ),
    _pattern(rf"(\d{{1,2}})()(?= ?{TO} ?\d{{1,2}}(?:[:.h]?\d\d)? ?{FULL}(?![a-z]))", _full),
    _pattern(r"(\d{1,2})\.(\d{1,2})(?![\d.])", lambda match: DayToken(None, int(match[1]), int(match[2]))),
    _pattern(r"(?P<first>\d{1,2})/(?P<second>\d{1,2})(?![\d/])", _of_two),
    _pattern(rf"(\d{{1,2}})(?:st|nd|rd|th)?(?= ?{TO} ?\d{{1,2}}(?:st|nd|rd|th)? {MONTH})", _lone),
    _pattern(
        r"(\d{1,2})(?:st|nd|rd|th)?, ?(\d{4})(?![\d:])", lambda match: DayToken(int(match[2]), None, int(match[1]))
    ),
    _pattern("(?:星期|周|礼拜)([一二三四五六日天])", lambda match: Weekday("一二三四五六日天".index(match[1]) % 7)),
    _pattern(
        r"([月火水木金土日])曜日?|(?<=[(（])([月火水木金土日])(?=[)）])",
        lambda match: Weekday("月火水木金土日".index(match[1] or match[2])),
    ),
    _pattern("(?<=[(（])([一二三四五六])(?=[)）])", lambda match: Weekday("一二三四五六".index(match[1]))),
    _pattern(rf"({one_of(WEEKDAYS)})\b\.?", lambda match: Weekday(WEEKDAYS[match[1]])),
    _pattern(rf"({one_of(PARTS)})(?![a-zà-ÿ])", lambda match: PartOfDay(PARTS[match[1]])),
    _pattern(
        r"翌日?|次日|第二天|隔天|(?:the )?next day\b|am nächsten tag\b|le lendemain\b|\(\+1\)", lambda _: NextDay()
    ),
    _pattern(rf"((?:utc|gmt)(?: ?[+-] ?\d{{1,2}}(?::?\d{{2}})?)?|{'|'.join(ZONES)})\b", _zone_name),
    _pattern(r"open[ -]?end(?:ed)?\b", lambda _: OpenEnd()),
    _pattern(MERIDIEM, lambda match: PartOfDay("am" if match[0][0] == "a" else "pm")),
    _pattern(TO, lambda _: To()),
    _pattern(
        rf"[ ,;()\[\]【】]|t(?=\d)|每天|每日|昼夜连续|北京时间|(?:日期|时间):?|まで|{FULL}(?![a-zà-ÿ])"
        r"|(?:daily|each day|every day|through the nights?)(?![a-zà-ÿ])"
        r"|(?:from|at|on|in the|time:|date:|von|ab|um|am|de|le|dès|desde(?: las)?"
        r"|[aà] partir de|o'clock|ca\.)(?![a-zà-ÿ])",
        None,
    ),
)
NUMBERED = re.compile(
    rf"(?:(?:day|tag|jour|jornada|d[ií]a)\.? ?(?P<behind>\d{{1,2}}|{one_of(DAY_NUMBERS)})(?!\d)"
    r"|第 ?(?P<chinese>\d{1,2}|[一二三四五六七八九十]{1,3}) ?[天日]|(?P<japanese>\d{1,2}) ?日目"
    r"|(?P<before>\d{1,2})(?:st|nd|rd|th|er|ère|e|ème|\.)? (?:day|tag|jour|d[ií]a)\b)"
    r" ?(?:[-–—:：·|,，] ?|(?=\D|$))"
)
"""Which day of the event it is, in front of its date: `Day 1 - `, `第一天（`."""
DOTTED = _pattern(r"(\d{1,2})\.([0-5]\d)(?![\d.])", _clock)
"""A clock time as Europeans write it, where it is no date."""
FOUR_DIGITS = _pattern(r"([01]\d|2[0-4])([0-5]\d)(?!\d|年|[-/.] ?\d{1,2}[-/.])", _full)
BESIDE_FOUR = re.compile(
    rf"0\d{{3}}(?!\d)|(?:1[0-8]|2[2-4])[0-5]\d(?= ?{TO} ?\d{{4}}(?!\d))"
    rf"|\d{{4}}(?= ?(?:{TO} ?\d{{4}} ?)?{FULL}(?![a-z]))"
)
"""Four digits that are a clock time and no year, wherever they stand."""
NO_END = _pattern(
    r"open[ -]?end(?:ed)?\b|(?:late|open|close|closing|end|ende|offen|fin)\b|结束|散场|终了|終了", lambda _: OpenEnd()
)
"""What stands for an end that nobody knows, behind the dash."""
OFFSET = _pattern(r"z|[+-](?:0\d|1[0-4]):?[0-5]\d(?!\d)", lambda match: Offset(offset(match[0].upper())))
FIGURED = re.compile("[〇零一二三四五六七八九]{4}(?=年)|[一二三四五六七八九十]{1,3}(?=[月日号点时分])")
LONE = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?![\d:])")


Dotted = Literal["date", "clock", "clock behind a date"]
"""What two numbers with a dot between them are: 9.30."""


def tokens(text: str, dotted: Dotted = "date") -> list[Token] | None:
    """What a time is made of; None where anything in the text is no part of one."""
    plain = narrow(text).lower()
    if not 0 < len(plain) <= LONGEST:
        return None
    if (numbered := NUMBERED.match(plain)) is not None:
        plain = plain[numbered.end() :]
    plain = FIGURED.sub(_figure, plain)
    found: list[Token] = []
    at, joined = 0, False  # joined: by a T, after which a minus begins an offset
    while at < len(plain):
        patterns: tuple[Pattern, ...] = PATTERNS
        if found and isinstance(found[-1], ClockToken) and (joined or plain[at] == "+"):
            patterns = (OFFSET, *PATTERNS)
        days = [one for one in found if isinstance(one, DayToken) and one.month is not None]
        if found and isinstance(found[-1], To):
            patterns = (NO_END, *patterns)
        if dotted == "clock" or (days and dotted == "clock behind a date"):
            patterns = (DOTTED, *patterns)
        if plain[at].isdigit() and (
            any(day.year for day in days)
            or BESIDE_FOUR.match(plain, at)
            or (len(found) > 1 and isinstance(found[-1], To) and isinstance(found[-2], ClockToken))
        ):
            patterns = (FOUR_DIGITS, *patterns)
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


class DayLabel(NamedTuple):
    """A day without its date: the first, second … of the event, a day of the week, or both."""

    number: int | None
    weekday: Weekday | None


def day_label(text: str, *, bare: bool = False) -> DayLabel | None:
    """The day that `Day 1`, `第一天`, `Thursday` or `Tag 2 (Fr)` names; with `bare`, also 1; None where it is none."""
    plain = narrow(text).lower()
    if bare and re.fullmatch(r"\d{1,2}", plain):
        return DayLabel(int(plain), None)
    numbered = NUMBERED.match(plain)
    found = tokens(plain)
    if found is None or len(found) > 1 or not all(isinstance(one, Weekday) for one in found):
        return None
    number = next((one for one in numbered.groups() if one), None) if numbered else None
    weekday = next((one for one in found if isinstance(one, Weekday)), None)
    if number is None:
        return DayLabel(None, weekday) if weekday else None
    return DayLabel(
        int(FIGURES_OF_A_DAY.sub(_figure, number)) if number not in DAY_NUMBERS else DAY_NUMBERS[number], weekday
    )


FIGURES_OF_A_DAY = re.compile("[一二三四五六七八九十]{1,3}")
