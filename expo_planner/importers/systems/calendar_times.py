"""Times of a calendar: local with a zone of whatever name, in UTC, floating, or whole days (RFC 5545, 3.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from zoneinfo import available_timezones

from expo_planner.domain.clock import pinned_zone
from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.files.schema.value_parsing import YEARS, offset
from expo_planner.importers.systems.calendar_lines import Component, Property
from expo_planner.importers.systems.conference import known_zone

TIME = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})(?:[0-9]{2})?(Z?))?")
OFFSET = re.compile(r"(?:UTC|GMT)?([+-])([0-9]{1,2}):?([0-9]{2})?(?:[0-9]{2})?")
OF_CALENDAR = ("X-WR-TIMEZONE", "TIMEZONE-ID")
RULE = "FREQ=YEARLY|BYMONTH=[0-9]{1,2}|BYDAY=[+-]?[1-5][A-Z]{2}|UNTIL=[0-9TZ]{8,16}|INTERVAL=1"
YEARLY = re.compile(rf"(?:(?:{RULE})(?:;|$)){{2,5}}")
"""What a zone's rules may be; others are not followed, since some take for ever."""

NO_TIME = Text("{found} is not a calendar time", "{found}不是日历中的时间")
NO_TIME_HINT = Text("such as 20240203T100000", "例如 20240203T100000")
NO_ZONE = Text("unknown time zone {found}", "时区{found}无法识别")
NO_ZONE_HINT = Text("use an IANA name, such as Asia/Shanghai", "请使用 IANA 名称，如 Asia/Shanghai")


class Zones:
    """The zones that a calendar names."""

    def __init__(self, calendar: Component) -> None:
        self.described = {one.text("TZID"): one for one in calendar.inner if one.name == "VTIMEZONE"}
        self.names: dict[str, str | None] = {}
        self.made: dict[str, tzinfo | None] = {}
        self.of_calendar = next(filter(None, (self.name(calendar.text(one)) for one in OF_CALENDAR)), None)
        """The name of the zone that the calendar as a whole has."""
        self.home = self._home()
        """The zone of the calendar as a whole, where it has one or describes only one."""

    def _home(self) -> tzinfo | None:
        if self.of_calendar:
            return pinned_zone(self.of_calendar)
        try:
            return self.info(next(iter(self.described))) if len(self.described) == 1 else None
        except Refusal:
            return None

    def name(self, text: str) -> str | None:
        """The IANA name of a zone: its own, the end of a longer one, that of Windows' name, or the calendar's hint."""
        if text not in self.names:
            parts = text.strip("/").split("/")
            ends = ["/".join(parts[-count:]) for count in (2, 3, 1)]
            described = self.described.get(text)
            hints = [described.text("X-LIC-LOCATION")] if described else []
            hints += [name for one in (text, ends[-1]) if (name := _in_any_case().get(one.lower()))]
            self.names[text] = next(filter(None, map(known_zone, (text, *ends, *_of_windows(text), *hints))), None)
        return self.names[text]

    def info(self, text: str) -> tzinfo:
        """The zone of that name, its rules from the calendar where nothing else knows it."""
        if text not in self.made:
            name = self.name(text)
            self.made[text] = pinned_zone(name) if name else _fixed(text) or _by_rules(self.described.get(text))
        made = self.made[text]
        if made is None:
            raise Refusal(NO_ZONE.fill(found=Quoted(text)), NO_ZONE_HINT)
        return made

    def time(self, value: str, tzid: str) -> datetime | date:
        """One value: a date, or a date with a time, aware unless it floats."""
        match = TIME.fullmatch(value.strip())
        try:
            if match is None or int(match[1]) not in YEARS:
                raise ValueError(value)
            if match[4] is None:
                return date(int(match[1]), int(match[2]), int(match[3]))
            year, month, day, hour, minute = (int(match[number]) for number in range(1, 6))
            found = datetime(year, month, day, hour, minute)
        except ValueError:
            raise Refusal(NO_TIME.fill(found=Quoted(value)), NO_TIME_HINT) from None
        if match[6]:
            return found.replace(tzinfo=UTC)
        return found.replace(tzinfo=self.info(tzid)) if tzid else found

    def times(self, properties: Iterable[Property]) -> list[datetime | date]:
        """Every value of properties that list some; of a period its start."""
        return [
            self.time(value.partition("/")[0], one.parameter("TZID"))
            for one in properties
            for value in one.value.split(",")
            if value
        ]


@lru_cache(maxsize=1)
def _in_any_case() -> Mapping[str, str]:
    """The names of all zones by what they are in small letters."""
    return {name.lower(): name for name in available_timezones() if "/" in name or name == "UTC"}


def _of_windows(text: str) -> list[str]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    found = WINDOWS_TO_OLSON.get(text.strip('"'))
    return [str(found)] if found else []


def _fixed(text: str) -> tzinfo | None:
    """A zone called by its offset: `UTC+08:00`."""
    match = OFFSET.fullmatch(text)
    try:
        return offset(f"{match[1]}{match[2]:0>2}{match[3] or '00'}") if match else None
    except Refusal:
        return None


def _by_rules(described: Component | None) -> tzinfo | None:
    """A zone made from its rules: one offset, or those of summer and winter."""
    parts = [one for one in described.inner if one.name in ("STANDARD", "DAYLIGHT")] if described else []
    offsets = {one.text("TZOFFSETTO") for one in parts}
    if described is None or len(offsets) == 1:
        return _fixed(offsets.pop()) if offsets else None
    rules = [rule.value.upper() for one in parts for rule in one.all("RRULE")]
    if len(parts) > 2 or len(rules) != len(parts) or not all(YEARLY.fullmatch(rule) for rule in rules):
        return None
    from icalendar import Timezone

    names = ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE")
    lines = ["BEGIN:VTIMEZONE", "TZID:described"]
    for part in parts:
        facts = [f"{one.name}:{one.value.strip()}" for name in names for one in part.all(name)[:1]]
        lines += [f"BEGIN:{part.name}", *facts, f"END:{part.name}"]
    try:
        made = Timezone.from_ical("\r\n".join([*lines, "END:VTIMEZONE", ""]))
        found = made.to_tz(lookup_tzid=False) if isinstance(made, Timezone) else None
    except Exception:  # icalendar raises whatever comes; a zone that it cannot make is one that is not known
        return None
    return found if isinstance(found, tzinfo) else None
