"""Events that repeat: on certain days of the week, every so many days, or on dates that are listed (RFC 5545, 3.8.5).

Only rules that end and that a programme uses are followed: rules by month or year, by position or by hour are reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.importers.systems.calendar_times import Zones

MOST = 1000
WEEK = 7
WEEKDAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
FOLLOWED = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"}

NO_RULE = Text("it repeats by a rule that is not supported: {rule}", "不支持其重复规则：{rule}")
NO_END = Text("it repeats without end: {rule}", "其重复没有终点：{rule}")
TOO_OFTEN = Text("it repeats more than {most} times: {rule}", "其重复超过 {most} 次：{rule}")
WRITE_OUT = Text("list its dates as separate events", "请按日期逐个写成单独的活动")


def instances(start: datetime | date, rule: str, zones: Zones) -> list[datetime | date]:
    """The starts of all repetitions of a rule, the first among them; each at the same clock time. Raises Refusal."""

    def refused(message: Text) -> Refusal:
        return Refusal(message.fill(rule=Quoted(rule), most=MOST), WRITE_OUT)

    parts = dict(part.partition("=")[::2] for part in rule.upper().strip(" ;").split(";"))
    days = [WEEKDAYS.get(day) for day in parts.get("BYDAY", "").split(",") if day]
    interval, amount = parts.get("INTERVAL") or "1", parts.get("COUNT", "")
    numbers = all(map(_number, filter(None, (interval, amount))))
    if not parts.keys() <= FOLLOWED or None in days or not numbers or parts.get("WKST", "MO") not in WEEKDAYS:
        raise refused(NO_RULE)
    wanted = {day for day in days if day is not None}
    if parts.get("FREQ") == "DAILY":
        starts = _daily(start, int(interval), wanted)
    elif parts.get("FREQ") == "WEEKLY":
        first = WEEKDAYS[parts.get("WKST", "MO")]
        starts = _weekly(start, int(interval), wanted or {start.weekday()}, first)
    else:
        raise refused(NO_RULE)
    until = zones.time(parts["UNTIL"], "") if "UNTIL" in parts else None
    if until is None and not amount:
        raise refused(NO_END)
    found: list[datetime | date] = []
    # a day of the week is met every seventh time at the latest, or never
    for one in islice(starts, WEEK * (MOST + 1)):
        if one is None:
            continue
        if (until is not None and _after(one, until)) or (amount and len(found) == int(amount)):
            return found
        if len(found) == MOST:
            raise refused(TOO_OFTEN)
        found.append(one)
    if amount and len(found) == int(amount):
        return found
    raise refused(TOO_OFTEN if found else NO_RULE)


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text[:6]) > 0 and len(text) < 6


def _daily(start: datetime | date, interval: int, wanted: set[int]) -> Iterator[datetime | date | None]:
    for number in count():
        one = _later(start, number * interval)
        if one is None:
            return
        yield one if not wanted or one.weekday() in wanted else None


def _weekly(start: datetime | date, interval: int, wanted: set[int], first: int) -> Iterator[datetime | date | None]:
    begin = -((start.weekday() - first) % WEEK)
    for number in count():
        for day in range(WEEK):
            one = _later(start, begin + number * interval * WEEK + day)
            if one is None:
                return
            yield one if one >= start and one.weekday() in wanted else None


def _later(start: datetime | date, days: int) -> datetime | date | None:
    try:
        return start + timedelta(days=days)
    except OverflowError:
        return None


def _after(one: datetime | date, until: datetime | date) -> bool:
    """Whether it starts after the last moment; a day that ends a rule belongs to it."""
    if not isinstance(one, datetime) or not isinstance(until, datetime):
        return _date(one) > _date(until)
    if one.tzinfo is None or until.tzinfo is None:
        return one.replace(tzinfo=None) > until.replace(tzinfo=None)
    return one.astimezone(UTC) > until.astimezone(UTC)


def _date(one: datetime | date) -> date:
    return one.date() if isinstance(one, datetime) else one
