"""Dates, clock times and lengths as other systems write them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.files.schema.value_parsing import LONGEST, YEARS
from expo_planner.importers.model import Guess

DAY = timedelta(days=1)
CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,6})?)?")
LENGTH = re.compile(r"([0-9]{1,3}):([0-9]{2,3})(?::([0-9]{2}))?")
ISO_LENGTH = re.compile(
    r"P(?:([0-9]{1,3})W)?(?:([0-9]{1,3})D)?(?:T(?:([0-9]{1,4})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,8})S)?)?"
)
NUMBER = re.compile(r"[0-9]{1,8}(?:\.[0-9]{1,9})?")
HOUR_24 = 24
SHORTEST = 5
"""Below it, a number alone may mean hours."""
IN_DAYS = Text("the duration {found} was read as {days} days and {rest}", "时长 {found} 读作 {days} 天又 {rest}")
IN_MINUTES = Text("the duration {found} was read as {minutes} minutes", "时长 {found} 读作 {minutes} 分钟")


def moment(text: str) -> datetime:
    """A date with a clock time (ISO 8601), aware where it has an offset; seconds are dropped."""
    try:
        found = datetime.fromisoformat(text) if 10 < len(text) <= 40 else None
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        message = Text("{found} is not a date with a time", "{found}不是带时间的日期")
        raise Refusal(
            message.fill(found=Quoted(text)),
            Text("such as 2024-02-03T10:00:00+01:00", "例如 2024-02-03T10:00:00+08:00"),
        )
    return found.replace(second=0, microsecond=0)


def day(text: str) -> date:
    """A date, which may be the first part of a longer text: `2024-02-03`."""
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        message = Text("{found} is not a date", "{found}不是日期")
        raise Refusal(message.fill(found=Quoted(text)), Text("such as 2024-02-03", "例如 2024-02-03"))
    return found


def clock(text: str) -> time:
    """A clock time: `10:30`, `10:30:00`."""
    match = CLOCK.fullmatch(text)
    if match is None or int(match[1]) >= HOUR_24 or int(match[2]) > 59:
        message = Text("{found} is not a time of day", "{found}不是有效的时刻")
        raise Refusal(message.fill(found=Quoted(text)), Text("such as 10:30", "例如 10:30"))
    return time(int(match[1]), int(match[2]))


def minutes(text: str) -> tuple[int, tuple[Guess, ...]]:
    """A length in minutes, and what is doubtful about it: `01:30`, `01:30:00`, `PT1H30M`, `0:90`, `45`.

    pretalx writes `2:03:30` for two days, three hours and a half, with one digit in front: of hours, minutes and
    seconds the hours have two.
    """
    match = LENGTH.fullmatch(text)
    guesses: tuple[Guess, ...] = ()
    if match is not None:
        first, second, third = int(match[1]), int(match[2]), match[3]
        if third is None:
            found = first * 60 + second if second < 60 or first == 0 else 0
            if second >= 60:
                guesses = (IN_MINUTES.fill(found=Quoted(text), minutes=found),)
        elif len(match[1]) == 1 and first > 0 and second < HOUR_24 and int(third) < 60:
            found = (first * HOUR_24 + second) * 60 + int(third)
            guesses = (IN_DAYS.fill(found=Quoted(text), days=first, rest=f"{second}:{third}"),)
        else:
            found = first * 60 + second + round(int(third) / 60) if second < 60 and int(third) < 60 else 0
    elif text.isascii() and text.isdigit() and len(text) < 5 and int(text) >= SHORTEST:
        found = int(text)
        guesses = (IN_MINUTES.fill(found=Quoted(text), minutes=found),)
    else:
        return iso_minutes(text), ()
    return _length(text, found), guesses


def iso_minutes(text: str) -> int:
    """A length in minutes as ISO 8601 writes it: `PT1H30M`."""
    iso = ISO_LENGTH.fullmatch(text)
    weeks, days, hours, rest, seconds = (int(part or 0) for part in iso.groups()) if iso else (0, 0, 0, 0, 0)
    return _length(text, ((weeks * 7 + days) * HOUR_24 + hours) * 60 + rest + round(seconds / 60))


def _length(text: str, found: int) -> int:
    if not 0 < found <= LONGEST:
        message = Text("{found} is not a duration", "{found}不是有效的时长")
        raise Refusal(
            message.fill(found=Quoted(text)), Text("hours and minutes, such as 01:30", "请写成时:分，如 01:30")
        )
    return found


def number_of_minutes(text: str) -> int | None:
    """A plain number of minutes, or None where there is none, or none above zero."""
    if NUMBER.fullmatch(text) is None:
        return None
    found = round(float(text))
    return found if 0 < found <= LONGEST else None
