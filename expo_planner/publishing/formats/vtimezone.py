"""Time zones as every calendar programme reads them: one yearly rule for winter and one for summer, or none.

RFC 5545 3.6.5 allows far more than calendar programmes understand. What all of them do is at most one STANDARD and
one DAYLIGHT, each with a yearly RRULE by weekday of the month ([MS-STANOICAL] 2.2.47). The last line of a zone's file,
a POSIX rule such as `CET-1CEST,M3.5.0,M10.5.0/3` (RFC 9636 3.3), says exactly that for most zones. It is read from the
tzdata package, not from the machine, so that feeds are the same everywhere.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Component, Timezone, TimezoneDaylight, TimezoneStandard

from expo_planner.domain.clock import pinned_zone, zone_file

FIRST_YEAR = 1970
WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")

_NAME, _TIME = r"<[^>]+>|[A-Za-z]+", r"[+-]?\d+(?::\d+){0,2}"
_DAY = r"M\d+\.\d\.\d"
_RULE = re.compile(
    rf"(?P<name>{_NAME})(?P<offset>{_TIME})"
    rf"(?:(?P<summer>{_NAME})(?P<summer_offset>{_TIME})?"
    rf",(?P<begin>{_DAY})(?:/(?P<begin_at>{_TIME}))?,(?P<end>{_DAY})(?:/(?P<end_at>{_TIME}))?)?"
)


@dataclass(frozen=True, slots=True)
class Onset:
    """The moment of every year at which a zone changes to an offset; `weekday` 0 is Sunday, `week` 5 is the last.

    `at` is the time of day on the clock that is still running, before the change.
    """

    name: str
    before: timedelta
    offset: timedelta
    month: int
    week: int
    weekday: int
    at: timedelta

    def local(self, year: int) -> datetime:
        """The moment of the change on the clock before it."""
        first = datetime(year, self.month, 1)
        day = first + timedelta(days=(self.weekday - first.isoweekday()) % 7 + 7 * (self.week - 1))
        return (day if day.month == self.month else day - timedelta(days=7)) + self.at

    def instant(self, year: int) -> datetime:
        return (self.local(year) - self.before).replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ZoneRule:
    """A zone's offset, and its two onsets where it has summer time."""

    name: str
    offset: timedelta
    onsets: tuple[Onset, ...] = ()


def zone_rule(zone: str) -> ZoneRule | None:
    """The rule in the last line of the zone's file; None where calendar programmes would not understand it."""
    lines = zone_file(zone).read_bytes().split(b"\n")
    return read_rule(lines[-2].decode("ascii"))


def read_rule(line: str) -> ZoneRule | None:
    """A POSIX rule as one offset or two yearly onsets, at a time of day from 00:00 to 23:59; else None."""
    found = _RULE.fullmatch(line)
    if found is None:
        return None
    name, offset = found["name"].strip("<>"), -_length(found["offset"])
    if found["summer"] is None:
        return ZoneRule(name, offset)
    summer_offset = -_length(found["summer_offset"]) if found["summer_offset"] else offset + timedelta(hours=1)
    onsets = (
        _onset(found["summer"].strip("<>"), offset, summer_offset, found["begin"], found["begin_at"]),
        _onset(name, summer_offset, offset, found["end"], found["end_at"]),
    )
    if any(not timedelta() <= onset.at < timedelta(days=1) for onset in onsets):
        return None
    return ZoneRule(name, offset, onsets)


def _onset(name: str, before: timedelta, offset: timedelta, day: str, at: str | None) -> Onset:
    month, week, weekday = map(int, day[1:].split("."))
    return Onset(name, before, offset, month, week, weekday, _length(at or "2"))


def _length(text: str) -> timedelta:
    hours, minutes, seconds = (*map(int, text.lstrip("+-").split(":")), 0, 0)[:3]
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -length if text.startswith("-") else length


def holds(rule: ZoneRule, zone: ZoneInfo, years: range) -> bool:
    """Whether the rule says what the zone does, at every half-hour of these years."""
    changes = sorted(
        (onset.instant(year), onset.offset) for onset in rule.onsets for year in range(years.start - 1, years.stop)
    )
    instants = [instant for instant, _ in changes]
    now, end = datetime(years.start, 1, 1, tzinfo=UTC), datetime(years.stop, 1, 1, tzinfo=UTC)
    while now < end:
        expected = changes[bisect_right(instants, now) - 1][1] if changes else rule.offset
        if now.astimezone(zone).utcoffset() != expected:
            return False
        now += timedelta(minutes=30)
    return True


@lru_cache
def vtimezone(zone: str, years: range) -> Timezone | None:
    """The zone as a VTIMEZONE that holds in these years, None where there is no such thing."""
    rule = zone_rule(zone)
    if rule is None or not holds(rule, pinned_zone(zone), years):
        return None
    component = Timezone()
    component.add("TZID", zone)
    if not rule.onsets:
        start = datetime(FIRST_YEAR, 1, 1)
        component.add_component(_part(TimezoneStandard(), rule.name, start, rule.offset, rule.offset))
    for onset in sorted(rule.onsets, key=lambda onset: onset.offset):
        kind = TimezoneDaylight if onset.offset > onset.before else TimezoneStandard
        part = _part(kind(), onset.name, onset.local(FIRST_YEAR), onset.before, onset.offset)
        week = -1 if onset.week == 5 else onset.week
        part.add("RRULE", {"FREQ": "YEARLY", "BYMONTH": onset.month, "BYDAY": f"{week}{WEEKDAYS[onset.weekday]}"})
        component.add_component(part)
    return component


def _part(part: Component, name: str, start: datetime, before: timedelta, offset: timedelta) -> Component:
    part.add("DTSTART", start)
    part.add("TZNAME", name)
    part.add("TZOFFSETFROM", before)
    part.add("TZOFFSETTO", offset)
    return part
