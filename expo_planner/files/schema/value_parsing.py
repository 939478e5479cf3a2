"""Texts → numbers, durations, dates and clock times: every spelling that a scenario file may use.

Full-width digits and punctuation are read as their plain forms. Whatever has two readings is refused.
"""

from __future__ import annotations

import re
from datetime import date, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfoNotFoundError, available_timezones

from expo_planner.domain.clock import DAY, pinned_zone
from expo_planner.domain.entities import Spread
from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Quoted, Refusal, did_you_mean, nearest

LARGEST = 10_000_000
LONGEST = 366 * DAY
LONGEST_TEXT = 200
"""Characters of a number, a length or a time, however it is written."""

YEARS = range(1900, 2200)

OF_THE_MACHINE = {"localtime", "posixrules", "Factory"}
"""Names that the zone files of some machines have beside those of IANA."""

NARROW = str.maketrans("０１２３４５６７８９：－～．，；　", "0123456789:-~.,; ")
DATE = r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
TIME = r"([0-9]{1,2}):([0-9]{2})"
TO = r" *(?:\.\.|至|~|–|—|-) *"

WHOLE = re.compile(r"0|[1-9][0-9]*")
HOURS_AND_MINUTES = re.compile(
    r"(?:([0-9]+(?:\.[0-9]+)?) *(?:h|hours?|个?小时))? *(?:([0-9]+) *(?:min|minutes?|分钟?))?", re.IGNORECASE
)
ISO_DURATION = re.compile(r"PT(?:([0-9]+)H)?(?:([0-9]+)M)?")
DAYS = re.compile(r"([0-9]+) *(?:d|days?|天)", re.IGNORECASE)
ONE_DATE = re.compile(DATE)
SLASHES = re.compile(r"([0-9]{4})[/.年]([0-9]{1,2})[/.月]([0-9]{1,2})日?")
DATES = re.compile(f"{DATE}(?:{TO}{DATE})?")
ONE_TIME = re.compile(TIME)
NOON = DAY // 2
BOTH_DATES = Text("a window that crosses midnight names both dates", "跨过零点的时段要写出两个日期")
BY_NOON = Text(
    "hours that run past midnight, such as 18:00-02:00, end by noon",
    "跨过零点的开放时间最晚到次日中午，如 18:00-02:00",
)
WRITE_A_TIME = Text("write 10:30", "请写成 10:30")
TIMES = re.compile(TIME + TO + TIME)


def narrow(text: str) -> str:
    """The text with plain digits, colons and spaces.

    What is too long to be a number or a time is cut, and marked so that it is none: patterns need not be tried on it.
    """
    if len(text) > LONGEST_TEXT:
        text = f"{text[:LONGEST_TEXT]}…"
    return text.translate(NARROW).strip()


def whole(text: str, least: int = 0, most: int = LARGEST) -> int:
    """A whole number from `least` to `most`."""
    digits = narrow(text)
    if WHOLE.fullmatch(digits) is None or len(digits) > 20:
        if re.fullmatch(r"-[0-9.]+", digits):
            raise Refusal(Text("{found} is negative", "{found}是负数").fill(found=Quoted(text)))
        hint = None
        if re.fullmatch(r"[0-9][0-9_,]*(\.[0-9]+)?", digits):
            hint = Text(
                "use digits only: no fraction, no separators, no leading zero", "只写数字：不带小数、分隔符和前导零"
            )
        elif digits.startswith("0"):
            hint = Text("use digits only", "只写数字")
        message = Text("expected a whole number, found {found}", "应为整数，写的却是{found}")
        raise Refusal(message.fill(found=Quoted(text)), hint)
    number = int(digits)
    if number < least:
        raise Refusal(
            Text("must be at least {least}, found {number}", "至少为 {least}，写的却是 {number}").fill(
                least=least, number=number
            )
        )
    if number > LARGEST:
        raise Refusal(Text("{number} is far too large", "{number} 大得离谱").fill(number=Quoted(text)))
    if number > most:
        raise Refusal(
            Text("must be at most {most}, found {number}", "最多为 {most}，写的却是 {number}").fill(
                most=most, number=number
            )
        )
    return number


def duration(text: str, *, zero: bool = False) -> int:
    """Minutes: `90min`, `2h30min`, `1.5h`, `PT1H30M`, `3小时`, `2小时30分钟`."""
    narrowed = narrow(text)
    match = HOURS_AND_MINUTES.fullmatch(narrowed) or ISO_DURATION.fullmatch(narrowed)
    if match is None or match.groups() == (None, None):
        raise no_duration(text, narrowed)
    hours, minutes = match.groups()
    fraction = float(hours or 0) * 60
    total = int(fraction) + int(minutes or 0)
    if fraction != int(fraction):
        raise Refusal(
            Text("{found} is not a whole number of minutes", "{found}不是整数分钟").fill(found=Quoted(text)),
            Text("write hours and minutes, such as 1h20min", "请写成小时加分钟，如 1h20min"),
        )
    if total == 0 and not zero:
        raise Refusal(Text("{found} is zero", "{found}的长度为零").fill(found=Quoted(text)))
    if total > LONGEST:
        raise Refusal(Text("{found} is longer than a year", "{found}超过一年").fill(found=Quoted(text)))
    return total


def no_duration(text: str, narrowed: str) -> Refusal:
    """The refusal of what is no duration, with what to write instead."""
    message = Text("expected a duration, found {found}", "应为时长，写的却是{found}")
    hint = Text("write 90min, 3h or 2h30min", "请写成 90min、3h 或 2h30min")
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", narrowed):
        message = Text("{found} has no unit", "{found}没有单位")
        if narrowed.isdigit() and int(narrowed) > 0 and len(narrowed) < 5:
            hint = Text(f"write {narrowed}min or {narrowed}h", f"请写成 {narrowed}min 或 {narrowed}h")
    elif narrowed.startswith("-"):
        message = Text("{found} is negative", "{found}是负数")
    elif DAYS.fullmatch(narrowed):
        message = Text("a length in days is not allowed here, found {found}", "此处不能以天计，写的却是{found}")
    return Refusal(message.fill(found=Quoted(text)), hint)


def length(text: str) -> tuple[str, int]:
    """The length of a session: minutes, or for `2d` and `2天` days: `("length", 90)`, `("days", 2)`."""
    match = DAYS.fullmatch(narrow(text))
    if match is None:
        return "length", duration(text)
    count = whole(match[1].lstrip("0") or "0", least=1)
    if count * DAY > LONGEST:
        raise Refusal(Text("{found} is longer than a year", "{found}超过一年").fill(found=Quoted(text)))
    return "days", count


@lru_cache(maxsize=4096)
def to_date(year: str, month: str, day: str) -> date:
    """A date from its digits."""
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        message = Text("there is no day {year}-{month}-{day}", "没有 {year}-{month}-{day} 这一天")
        raise Refusal(message.fill(year=year, month=month, day=day))
    return found


def priority(text: str) -> int | None:
    """None for `must`, else what leaving the session out costs."""
    if text == "must":
        return None
    if not re.match("[-0-9.]", narrow(text)):
        message = Text("expected 'must' or a whole number, found {found}", "应为 must 或整数，写的却是{found}")
        raise Refusal(message.fill(found=Quoted(text)))
    return whole(text)


SPREADS = Text("days, half_days or a duration", "days、half_days 或时长")


def spread(text: str) -> Spread:
    """How far apart the times of a repeated session are: `days`, `half_days`, or minutes from start to start."""
    word = text.lower().replace("-", "_")
    if word == "days":
        return "days"
    if word == "half_days":
        return "half_days"
    try:
        return duration(text)
    except Refusal:
        raise Refusal(
            Text("expected {wanted}, found {found}", "应为{wanted}，写的却是{found}").fill(
                wanted=SPREADS, found=Quoted(text)
            )
        ) from None


def step(text: str) -> int:
    """The minutes of a grid: a duration of at most a day."""
    minutes = duration(text)
    if minutes > DAY:
        raise Refusal(Text("{found} is longer than a day", "{found}超过一天").fill(found=Quoted(text)))
    return minutes


def zone(text: str) -> str:
    """The IANA name of a time zone."""
    try:
        if text in OF_THE_MACHINE or ".." in text or not text.isascii():
            raise ZoneInfoNotFoundError
        pinned_zone(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = did_you_mean(nearest(text, available_timezones() - OF_THE_MACHINE))
        message = Text("there is no time zone {found}", "没有名为{found}的时区").fill(found=Quoted(text))
        raise Refusal(message, near or Text("such as Asia/Shanghai", "例如 Asia/Shanghai")) from None
    return text


def to_minute(hour: str, minute: str, *, end: bool = False) -> int:
    """The minute of the day from its digits; 24:00 only where something ends."""
    time = f"{hour}:{minute}"
    if (int(hour), int(minute)) == (24, 0):
        if end:
            return DAY
        raise Refusal(
            Text("24:00 can be an end, never a start", "24:00 只能作为结束时间，不能作为开始时间"),
            Text("write 00:00 of the next day", "请写成次日 00:00"),
        )
    if int(hour) > 23 or int(minute) > 59:
        raise Refusal(
            Text("there is no time {time}", "没有 {time} 这个时间").fill(time=time),
            Text("clock times run from 00:00 to 23:59", "时间应在 00:00 到 23:59 之间"),
        )
    return int(hour) * 60 + int(minute)


def offset(text: str) -> timezone:
    """The zone that is so far ahead of UTC: `+08:00`, `-0500`, `Z`."""
    hours, minutes = (0, 0) if text == "Z" else (int(text[1:3]), int(text[-2:]))
    if hours > 14 or minutes > 59:
        raise Refusal(Text("there is no UTC offset {offset}", "没有 {offset} 这样的时区偏移").fill(offset=text))
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if text[0] == "-" else ahead)


def no_date(text: str) -> Refusal:
    """The refusal of what is no date, with what to write instead."""
    example = "2023-07-06"
    if match := SLASHES.match(narrow(text)):
        example = f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}"
    return Refusal(
        Text("expected a date, found {found}", "应为日期，写的却是{found}").fill(found=Quoted(text)),
        Text(f"write year-month-day, such as {example}", f"请按年-月-日书写，如 {example}"),
    )


def one_date(text: str) -> date:
    """A date: `2023-07-06`, `2023-7-6`."""
    match = ONE_DATE.fullmatch(narrow(text))
    if match is None:
        raise no_date(text)
    return to_date(*match.groups())


def dates(text: str) -> tuple[date, ...]:
    """Every day of a range of dates: `2023-07-05..2023-07-09`; a single date is a range too."""
    match = DATES.fullmatch(narrow(text))
    if match is None:
        raise no_date(text)
    first = to_date(*match.groups()[:3])
    last = to_date(*match.groups()[3:]) if match[4] else first
    if last < first:
        message = Text("{found} ends before it begins", "{found}的末日早于首日")
        raise Refusal(message.fill(found=Quoted(text)))
    if (last - first).days > 365:
        raise Refusal(Text("{found} is longer than a year", "{found}超过一年").fill(found=Quoted(text)))
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


def times(text: str, *, overnight: bool = False) -> tuple[int, int]:
    """Minutes of the day at which a range of clock times starts and ends: `08:30-12:00`.

    With `overnight` it may end on the next day: `18:00-02:00` is from 1080 to 1560.
    """
    match = TIMES.fullmatch(narrow(text))
    if match is None:
        raise Refusal(
            Text("expected a range of clock times, found {found}", "应为起止时间，写的却是{found}").fill(
                found=Quoted(text)
            ),
            Text("write 09:00-10:30", "请写成 09:00-10:30"),
        )
    start, end = to_minute(match[1], match[2]), to_minute(match[3], match[4], end=True)
    if overnight and end < start and end <= NOON:
        end += DAY
    if end <= start:
        raise backward(text, BY_NOON if overnight else BOTH_DATES)
    return start, end


def overnight_times(text: str) -> tuple[int, int]:
    """The same, where it may end after midnight."""
    return times(text, overnight=True)


def clock_time(text: str, example: Text = WRITE_A_TIME) -> int:
    """A time of the day, in minutes after midnight: `10:30`."""
    match = ONE_TIME.fullmatch(narrow(text))
    if match is None:
        message = Text("expected a clock time, found {found}", "应为时间，写的却是{found}")
        raise Refusal(message.fill(found=Quoted(text)), example)
    return to_minute(*match.groups())


def day_change(text: str) -> int:
    """When a new day of the programme begins, in minutes after midnight; by noon."""
    minute = clock_time(text, Text("write 04:00", "请写成 04:00"))
    if minute > NOON:
        message = Text("{found} is after noon", "{found}在中午之后")
        hint = Text("give a time in the night, such as 04:00", "请写夜里的时间，如 04:00")
        raise Refusal(message.fill(found=Quoted(text)), hint)
    return minute


def backward(text: str, hint: Text = BOTH_DATES) -> Refusal:
    """The refusal of a stretch of time that does not end after it starts."""
    return Refusal(
        Text("{found} does not end after it starts", "{found}的结束不晚于开始").fill(found=Quoted(text)), hint
    )
