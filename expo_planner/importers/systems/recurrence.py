"""Events that repeat by a rule: every so many days, weeks, months or years (RFC 5545, 3.8.5).

dateutil expands the rule; this module refuses what does not end, and what it would search for ever.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from itertools import islice

from dateutil.rrule import rrulestr

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.files.schema.value_parsing import YEARS
from expo_planner.importers.systems.calendar_times import Zones

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


def instances(start: datetime | date, rule: str, zones: Zones) -> list[datetime | date]:
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
    found: list[datetime | date] = []
    try:
        repeated = rrulestr(text, dtstart=first.replace(year=first.year + CYCLES, tzinfo=None))
        for late in islice(repeated, MOST + 1):
            moment = late.replace(year=late.year - CYCLES, tzinfo=first.tzinfo)
            one = moment if isinstance(start, datetime) else moment.date()
            if (until and _after(one, until)) or (count and len(found) == int(count)):
                return found
            if one.year not in YEARS:
                break
            found.append(one)
    except (ValueError, IndexError):
        pass  # it has numbers that no month or year has
    raise refused(TOO_OFTEN if len(found) > MOST else NO_RULE)


def _after(one: datetime | date, until: datetime | date) -> bool:
    """Whether it starts after the last moment; a day that ends a rule belongs to it."""
    if not isinstance(one, datetime) or not isinstance(until, datetime):
        return _date(one) > _date(until)
    if one.tzinfo is None or until.tzinfo is None:
        return one.replace(tzinfo=None) > until.replace(tzinfo=None)
    return one.astimezone(UTC) > until.astimezone(UTC)


def _date(one: datetime | date) -> date:
    return one.date() if isinstance(one, datetime) else one
