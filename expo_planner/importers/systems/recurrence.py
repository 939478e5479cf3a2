"""Events that repeat by a rule: every so many days, weeks, months or years (RFC 5545, 3.8.5).

dateutil expands the rule; this module refuses what does not end, and what it would search for ever.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, tzinfo
from itertools import islice

from dateutil.rrule import rrulestr

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.files.schema.value_parsing import YEARS
from expo_planner.importers.systems.calendar_times import Zones

Moment = datetime | date
"""A time, with or without a zone, or a whole day."""
MOST = 1000
LETTERS = re.compile(r"[A-Z0-9=;,+-]{1,200}")
"""What a rule is made of. Longer ones take long: each period is searched for every number that a rule lists."""

NUMBER = re.compile("0*[1-9][0-9]{0,11}")
ALWAYS = {"FREQ", "INTERVAL", "WKST", "BYDAY"}
FOLLOWED = {
    "DAILY": ALWAYS,
    "WEEKLY": ALWAYS,
    "MONTHLY": ALWAYS | {"BYMONTH", "BYMONTHDAY", "BYSETPOS"},
    "YEARLY": ALWAYS | {"BYMONTH", "BYMONTHDAY", "BYSETPOS", "BYYEARDAY", "BYWEEKNO"},
}
"""The parts that a rule may have. Others (3.3.10) are rare, and hours or seconds make no sessions."""

CYCLES = 19 * 400
"""The calendar repeats every 400 years. dateutil searches up to the year 9999 for a day that never comes, such as
30 February: it is asked about the years shortly before that."""

NO_RULE = Text("it repeats by a rule that is not supported: {rule}", "不支持其重复规则：{rule}")
NO_END = Text("it repeats without end: {rule}", "其重复没有终点：{rule}")
TOO_OFTEN = Text("it repeats more than {most} times: {rule}", "其重复超过 {most} 次：{rule}")
WRITE_OUT = Text("list its dates as separate events", "请按日期逐个写成单独的活动")


def instances(start: Moment, rule: str, zones: Zones) -> list[Moment]:
    """The starts of all repetitions of a rule, in order, each at the clock time of the first. Raises Refusal."""

    def refused(message: Text) -> Refusal:
        return Refusal(message.fill(rule=Quoted(rule), most=MOST), WRITE_OUT)

    parts = dict(part.partition("=")[::2] for part in rule.upper().strip(" ;").split(";"))
    parts = {"INTERVAL": "1", "WKST": "MO", **parts}
    count, end = parts.pop("COUNT", ""), parts.pop("UNTIL", "")
    frequency, text = parts.get("FREQ", ""), ";".join(f"{name}={value}" for name, value in parts.items())
    if (
        not parts.keys() <= FOLLOWED.get(frequency, set())
        or not LETTERS.fullmatch(text)
        or not all(map(NUMBER.fullmatch, filter(None, (parts["INTERVAL"], count))))
        or (frequency in ("DAILY", "WEEKLY") and re.search("[0-9]", parts.get("BYDAY", "")))
    ):
        raise refused(NO_RULE)
    if not end and not count:
        raise refused(NO_END)
    until = zones.time(end, "") if end else None
    first = start if isinstance(start, datetime) else datetime.combine(start, time())
    found: list[Moment] = []
    try:
        repeated = rrulestr(text, dtstart=first.replace(year=first.year + CYCLES, tzinfo=None))
        for late in islice(repeated, MOST + 1):
            moment = late.replace(year=late.year - CYCLES, tzinfo=first.tzinfo)
            one = moment if isinstance(start, datetime) else moment.date()
            if (until and _after(one, until, zones.home)) or (count and len(found) == int(count)):
                return found
            if one.year not in YEARS:
                break
            found.append(one)
    except (ValueError, IndexError):
        pass  # it has numbers that no month or year has
    raise refused(TOO_OFTEN if len(found) > MOST else NO_RULE)


def _after(one: Moment, until: Moment, home: tzinfo | None) -> bool:
    """Whether it starts after the last moment, of whatever type; a day that ends a rule belongs to it."""
    first, last = alike(one, until, home)
    return first > last


def names(written: Moment, one: Moment, home: tzinfo | None) -> bool:
    """Whether an exception, of whatever type it is written in, means this repetition."""
    first, other = alike(one, written, home)
    return first == other


def alike(one: Moment, other: Moment, home: tzinfo | None) -> tuple[str, str]:
    """A repetition and another time as texts that compare: as instants where both are, as days where one is a day.

    Calendars write exceptions and ends in other types than the start. A floating time is on the clock of the
    repetition; an instant beside a floating time or a day is on the clock of `home`, the calendar's zone.
    """
    timed = isinstance(one, datetime) and isinstance(other, datetime)
    if isinstance(one, datetime) and isinstance(other, datetime) and one.tzinfo and other.tzinfo:
        return instant(one), instant(other)
    return _wall(one, home, timed), _wall(other, home, timed)


def _wall(one: Moment, home: tzinfo | None, timed: bool) -> str:
    if isinstance(one, datetime) and one.tzinfo is UTC and home is not None:
        one = one.astimezone(home)
    if not isinstance(one, datetime):
        return one.isoformat()
    return one.replace(tzinfo=None).isoformat() if timed else one.date().isoformat()


def instant(one: Moment) -> str:
    """What is the same for the same moment, and in the order of time."""
    if isinstance(one, datetime) and one.tzinfo is not None:
        return one.astimezone(UTC).isoformat()
    return one.isoformat()
