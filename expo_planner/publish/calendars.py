"""Calendar feeds (RFC 5545): everything, each room in use, each category.

A session is one event with one UID in every feed that holds it, made from the ids of session and expo alone, so that
it survives a change of title, room or time. Over several days it is one event a day; the later ones end in `-d2`,
`-d3`…, or in `~d2` where another session of the expo has taken the id with `-d2` (no id contains a `~`).

Times are local with the zone's rules beside them, or UTC where calendar programmes would misread those rules and
where the clock shows the local time twice. Nothing here reads the clock: equal agendas give equal bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vText, vUri

from expo_planner.agenda import CO_ORGANISERS, MORE_AT, ORGANISERS, STREAM, STREAM_AT, Agenda, Entry, one_line
from expo_planner.clock import Window
from expo_planner.language import Text
from expo_planner.publish.zone import vtimezone

PRODID = "-//expo_planner//calendar feeds//EN"
CANCELLED = Text("[Cancelled] ", "【已取消】")
_END = b"END:VCALENDAR\r\n"


@dataclass(frozen=True, slots=True)
class Revision:
    """What has become of a session since it was first published.

    `sequence` counts its changes and `modified` is the moment of the last one (None: the stamp of drafts).
    """

    sequence: int = 0
    modified: datetime | None = None
    cancelled: bool = False


DRAFT = Revision()
DRAFTS: Mapping[str, Revision] = MappingProxyType({})


class _Zone(NamedTuple):
    """How times are written: in this zone, with its rules."""

    info: ZoneInfo
    rules: Timezone


class _Line(NamedTuple):
    """One event as bytes, and what it is sorted by."""

    start: datetime
    uid: str
    text: bytes


def render(agenda: Agenda, revisions: Mapping[str, Revision] = DRAFTS) -> dict[str, bytes]:
    """`calendars/all.ics`, `calendars/room-<id>.ics`, `calendars/category-<n>.ics`; revisions by session id.

    A session in a joined hall is in the feed of the hall and in those of its cells; a hosted one in its host's room's.
    """
    zone = _zone(agenda)
    events = {
        entry.session.id: list(_events(agenda, entry, revisions.get(entry.session.id, DRAFT), zone))
        for entry in agenda.entries
    }

    def feed(name: str, entries: Iterable[Entry]) -> bytes:
        chosen = sorted(event for entry in entries for event in events[entry.session.id])
        zones = [zone.rules.to_ical()] if zone else []
        return b"".join([_header(agenda, name).removesuffix(_END), *zones, *(event.text for event in chosen), _END])

    feeds = {"calendars/all.ics": feed(agenda.title, agenda.entries)}
    for room, entries in agenda.by_room.items():
        feeds[f"calendars/room-{room}.ics"] = feed(agenda.places[room], entries)
    for group in agenda.groups:
        if group.number is not None:
            feeds[f"calendars/category-{group.number}.ics"] = feed(group.name, group.entries)
    return feeds


def uids(agenda: Agenda, entry: Entry) -> Iterator[str]:
    """The UID of each day of a session, the first day's first."""
    expo = agenda.expo
    yield f"{entry.session.id}@{expo.id}.expo-planner"
    for day in range(2, len(entry.days) + 1):
        later = f"{entry.session.id}-d{day}"
        if later in expo.sessions:
            later = f"{entry.session.id}~d{day}"
        yield f"{later}@{expo.id}.expo-planner"


def _zone(agenda: Agenda) -> _Zone | None:
    if not agenda.entries:
        return None
    years = range(agenda.entries[0].start.year, max(entry.end.year for entry in agenda.entries) + 1)
    rules = vtimezone(agenda.clock.zone, years)
    return _Zone(agenda.clock.info, rules) if rules else None


def _header(agenda: Agenda, name: str) -> bytes:
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODID)
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("NAME", vText(name))
    calendar.add("X-WR-CALNAME", vText(name))
    calendar.add("X-WR-TIMEZONE", vText(agenda.clock.zone))
    calendar.add("REFRESH-INTERVAL", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT1H")
    return bytes(calendar.to_ical())


def _events(agenda: Agenda, entry: Entry, revision: Revision, zone: _Zone | None) -> Iterator[_Line]:
    modified = revision.modified or agenda.stamp
    prefix = agenda.say(CANCELLED) if revision.cancelled else ""
    categories = [one_line(text) for text in (entry.category, entry.session.type) if text]
    for uid, window in zip(uids(agenda, entry), entry.days, strict=True):
        start, end = _times(agenda, window, zone)
        event = Event()
        event.add("UID", uid)
        event.add("DTSTAMP", modified)
        event.add("LAST-MODIFIED", modified)
        event.add("SEQUENCE", revision.sequence)
        event.add("DTSTART", start)
        event.add("DTEND", end)
        event.add("SUMMARY", f"{prefix}{entry.title}")
        event.add("LOCATION", entry.location)
        event.add("STATUS", "CANCELLED" if revision.cancelled else "CONFIRMED")
        event.add("TRANSP", "TRANSPARENT" if revision.cancelled else "OPAQUE")
        if categories:
            event.add("CATEGORIES", categories)
        if entry.color:
            event.add("COLOR", entry.color)
        if description := "\n".join(_description(agenda, entry)):
            event.add("DESCRIPTION", description)
        if entry.url:
            event.add("URL", entry.url)
        if entry.stream:
            facts = {"VALUE": "URI", "FEATURE": ["VIDEO", "AUDIO"], "LABEL": agenda.say(STREAM)}
            event.add("CONFERENCE", vUri(entry.stream, params=facts))
        yield _Line(start.astimezone(UTC), uid, event.to_ical())


def _times(agenda: Agenda, window: Window, zone: _Zone | None) -> tuple[datetime, datetime]:
    """Start and end, both local or, where the clock shows one of them twice, both in UTC."""
    start, end = (agenda.clock.local(tick).astimezone(UTC) for tick in window)
    if zone is None:
        return start, end
    local = start.astimezone(zone.info), end.astimezone(zone.info)
    twice = any(moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset() for moment in local)
    return (start, end) if twice else local


def _description(agenda: Agenda, entry: Entry) -> Iterator[str]:
    """Plain text (RFC 5545 3.8.1.5): who organises it, what it is about, what happens when, where to watch."""
    if entry.organisers:
        yield agenda.say(ORGANISERS) + entry.organisers
    if entry.co_organisers:
        yield agenda.say(CO_ORGANISERS) + entry.co_organisers
    if entry.abstract:
        yield entry.abstract
    for item in entry.programme:
        people = f" · {item.people}" if item.people else ""
        yield f"{item.time} {item.title}{people}"
    if entry.url:
        yield agenda.say(MORE_AT) + entry.url
    if entry.stream:
        yield agenda.say(STREAM_AT) + entry.stream
