"""What a schedule says of the whole conference: its zone, its days, its language, its grid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import available_timezones

from expo_planner.domain.clock import pinned_zone
from expo_planner.domain.i18n import Language, Text
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.files.schema.value_parsing import zone
from expo_planner.importers.model import Guess
from expo_planner.importers.systems.instants import day, minutes
from expo_planner.importers.systems.record import SourceRecord, Tally

FINEST = 5
"""The finest grid in minutes that is taken over; apps write 00:01 for no grid at all."""

MOST_DAYS = 366
ZONE_OF_CITY = Text(
    "the file names no time zone; {zone} is assumed from its city, {city}", "文件未写明时区；按其城市{city}取 {zone}"
)
ZONE_OF_OFFSET = Text(
    "the file names no time zone; {zone} is assumed from its offset, {offset}",
    "文件未写明时区；按其偏移 {offset} 取 {zone}",
)
LIKELY = (
    *("UTC", "Europe/Berlin", "Europe/London", "Asia/Shanghai", "America/New_York", "America/Los_Angeles"),
    *("America/Chicago", "America/Denver", "Europe/Helsinki", "Europe/Moscow", "Asia/Kolkata", "Asia/Tokyo"),
    *("Australia/Sydney", "Pacific/Auckland", "America/Sao_Paulo", "Asia/Dubai", "Asia/Bangkok"),
)
NO_ZONE = Text("the file's time zone {found} does not exist", "文件所写的时区{found}不存在")


def known_zone(text: str) -> str | None:
    """The zone, if there is one of that name."""
    try:
        return zone(text) if text and len(text) < 100 else None
    except Refusal:
        return None


@dataclass(frozen=True, slots=True)
class Zone:
    """The zone of a conference; `guess` says what it is taken from where nothing names it, `notes` what else is odd."""

    name: str | None = None
    guess: Guess | None = None
    notes: tuple[Guess, ...] = ()


def zone_of(conference: SourceRecord, moments: Iterable[datetime | None] = ()) -> Zone:
    """The zone that a conference names; else one called like its city, else one with the offsets of its times."""
    named = conference.text("time_zone_name", "timezone", "time_zone")
    if found := known_zone(named):
        return Zone(found)
    notes: tuple[Guess, ...] = (NO_ZONE.fill(found=Quoted(named)),) if named else ()
    aware = [one for one in moments if one is not None and one.tzinfo is not None]
    city = conference.text("city")
    words = city.replace(" ", "_").casefold()
    near = sorted(name for name in available_timezones() if "/" in name and name.rpartition("/")[2].casefold() == words)
    if near and (found := known_zone(near[0])) and _has(found, aware):
        return Zone(found, ZONE_OF_CITY.fill(zone=found, city=Quoted(city)), notes)
    if aware and (found := next((one for one in _likely() if _has(one, aware)), None)):
        return Zone(found, ZONE_OF_OFFSET.fill(zone=found, offset=aware[0].isoformat()[-6:]), notes)
    return Zone(notes=notes)


def _likely() -> Iterator[str]:
    """Zones in the order in which they are guessed: those of many conferences first."""
    yield from LIKELY
    yield from sorted(available_timezones() - {*LIKELY})


def _has(zone: str, moments: Sequence[datetime]) -> bool:
    """Whether the clocks of a zone have the offsets of all these moments."""
    info = pinned_zone(zone)
    return all(one.astimezone(info).utcoffset() == one.utcoffset() for one in moments)


def days_of(listed: Sequence[str], conference: SourceRecord) -> tuple[date, ...]:
    """The days that are listed; else those from the conference's start to its end."""
    days = set()
    for text in listed or [conference.text("start"), conference.text("end")]:
        try:
            days.add(day(text))
        except Refusal:
            continue
    if listed or not days:
        return tuple(sorted(days))
    first, count = min(days), min((max(days) - min(days)).days + 1, MOST_DAYS)
    return tuple(first + timedelta(days=number) for number in range(count))


def language_of(languages: Iterable[str], tally: Tally) -> Language | None:
    """The language of most, if a scenario knows it; other ones are counted as left over."""
    spoken = Counter(text[:2].lower() for text in languages if text)
    most = max(spoken, key=lambda one: (spoken[one], one), default="")
    found: Language | None = "zh" if most == "zh" else "en" if most == "en" else None
    if others := sum(amount for one, amount in spoken.items() if one != found):
        tally.left["language"] += others
    return found


def step_of(length: str) -> int | None:
    """The grid in minutes."""
    try:
        return max(minutes(length)[0], FINEST) if length else None
    except Refusal:
        return None
