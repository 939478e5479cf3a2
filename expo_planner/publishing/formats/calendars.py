"""Calendar feeds (RFC 5545), from the ledger: everything, each room, category, day, series and, on request, person.

A session is one event with one UID in every feed that holds it; one that is open on several days is one event a day. A
cancelled session stays in the feeds of where it stood last, struck out; one that moves leaves the feed of its old room,
and so does one whose room is to be announced. A feed that has been published once stays, even empty. Drafts, for people
to import, are what a first release would be.

Times are local with the zone's rules beside them, or UTC where calendar programmes would misread those rules and
where the clock shows the local time twice. Nothing here reads the clock: equal ledgers give equal bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, vCategory, vText, vUri

from expo_planner.domain.clock import Window
from expo_planner.domain.i18n import Text
from expo_planner.publishing.agenda import STREAM, Agenda
from expo_planner.publishing.clean_text import ascii_url, paragraphs
from expo_planner.publishing.formats.vtimezone import vtimezone
from expo_planner.publishing.ledger import FeedKind, Ledger, LedgerEntry, Occurrence, PublishedFeed, advance

PRODID = "-//expo_planner//calendar feeds//EN"
CANCELLED = Text("[Cancelled] ", "【已取消】")
DRAFTS: tuple[FeedKind, ...] = ("all", "room", "category")
_END = b"END:VCALENDAR\r\n"


class _Text(vText):
    """A text as RFC 5545 3.3.11 writes it; that of icalendar takes the backslash of `C:\\New` for a line break."""

    def to_ical(self) -> bytes:
        return re.sub(r"[\\;,]", r"\\\g<0>", paragraphs(self)).replace("\n", r"\n").encode()


class _Zone(NamedTuple):
    """How times are written: in this zone, with its rules."""

    info: ZoneInfo
    rules: Timezone


class _Line(NamedTuple):
    """One event as bytes, what it is sorted by, and the local date on which it starts."""

    start: datetime
    uid: str
    text: bytes
    day: str


def render(agenda: Agenda, ledger: Ledger | None = None) -> dict[str, bytes]:
    """The feeds of a ledger, below `calendars/`; without one, drafts of everything, each room and each category.

    A session in a joined hall is in the feed of the hall and in those of its cells; a hosted one in its host's room's.
    """
    known = ledger or advance(Ledger(expo=agenda.expo.id), agenda, agenda.stamp)
    zone = _zone(agenda, known)
    rules = [zone.rules.to_ical()] if zone else []
    events = {entry.session: list(_events(agenda, entry, known, zone)) for entry in known.entries}
    held = _by_feed(known.entries, events)
    for entry in known.entries:
        for person in entry.people:
            held.setdefault(("person", person), []).extend(_events(agenda, entry, known, zone, person))
    feeds = {}
    for feed in known.feeds:
        if ledger is None and feed.kind not in DRAFTS:
            continue
        chosen = sorted(held.get((feed.kind, feed.key), ()))
        header = _header(agenda, feed, published=ledger is not None).removesuffix(_END)
        feeds[f"calendars/{feed.file}.ics"] = b"".join([header, *rules, *(event.text for event in chosen), _END])
    return feeds


def _by_feed(entries: Iterable[LedgerEntry], events: dict[str, list[_Line]]) -> dict[tuple[FeedKind, str], list[_Line]]:
    """The events of each feed for all; one that is open on several days is in the feed of each with that day alone."""
    held: dict[tuple[FeedKind, str], list[_Line]] = {}
    for entry in entries:
        groups: list[tuple[FeedKind, str]] = [("all", "")]
        groups += [("room", room) for room in entry.rooms]
        groups += [("category", entry.category)] if entry.category is not None else []
        groups += [("series", entry.series)] if entry.series is not None else []
        for group in groups:
            held.setdefault(group, []).extend(events[entry.session])
        for event in events[entry.session]:
            held.setdefault(("day", event.day), []).append(event)
    return held


def _zone(agenda: Agenda, ledger: Ledger) -> _Zone | None:
    years = {
        moment.astimezone(agenda.clock.info).year
        for entry in ledger.entries
        for event in entry.occurrences
        for moment in (event.start, event.end)
    }
    if not years:
        return None
    rules = vtimezone(agenda.clock.zone, range(min(years), max(years) + 1))
    return _Zone(agenda.clock.info, rules) if rules else None


def _header(agenda: Agenda, feed: PublishedFeed, *, published: bool) -> bytes:
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODID)
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("NAME", _Text(feed.name))
    calendar.add("X-WR-CALNAME", _Text(feed.name))
    calendar.add("X-WR-TIMEZONE", _Text(agenda.clock.zone))
    calendar.add("REFRESH-INTERVAL", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT1H")
    if published and (base := ascii_url(agenda.base_url)):
        source = f"{base.rstrip('/')}/calendars/{feed.file}.ics"
        calendar.add("SOURCE", vUri(source, params={"VALUE": "URI"}))
        calendar.add("URL", base)
    return bytes(calendar.to_ical())


def _events(
    agenda: Agenda, entry: LedgerEntry, ledger: Ledger, zone: _Zone | None, person: str | None = None
) -> Iterator[_Line]:
    """The events of a session; for a person who joins online from elsewhere, with the time there."""
    content = entry.content
    placed = agenda.by_session.get(entry.session)
    for occurrence in entry.occurrences:
        gone = entry.cancelled or occurrence.dropped
        start, end = _times(occurrence, zone)
        event = Event()
        event.add("UID", _Text(occurrence.uid))
        event.add("DTSTAMP", entry.modified)
        event.add("LAST-MODIFIED", entry.modified)
        event.add("SEQUENCE", entry.sequence)
        event.add("DTSTART", start)
        event.add("DTEND", end)
        event.add("SUMMARY", _Text(f"{agenda.say(CANCELLED) if gone else ''}{content.title}"))
        if content.location:
            event.add("LOCATION", _Text(content.location))
        event.add("STATUS", "CANCELLED" if gone else "CONFIRMED")
        event.add("TRANSP", "TRANSPARENT" if gone else "OPAQUE")
        if content.categories:
            categories = vCategory([])
            categories.cats = [_Text(category) for category in content.categories]
            event.add("CATEGORIES", categories)
        if content.color:
            event.add("COLOR", _Text(content.color))
        start_there, end_there = map(agenda.clock.tick, (occurrence.start, occurrence.end))
        there = placed.local_time(person, Window(start_there, end_there)) if placed and person else ""
        if description := "\n".join(filter(None, (there, content.description))):
            event.add("DESCRIPTION", _Text(description))
        if content.url:
            event.add("URL", content.url)
        if content.stream:
            facts = {"VALUE": "URI", "FEATURE": ["VIDEO", "AUDIO"], "LABEL": agenda.say(STREAM)}
            event.add("CONFERENCE", vUri(content.stream, params=facts))
        if ledger.options.alarm is not None and not gone:
            event.add_component(_alarm(occurrence.uid, content.title, ledger.options.alarm))
        day = agenda.clock.date(agenda.clock.tick(occurrence.start)).isoformat()
        yield _Line(start.astimezone(UTC), occurrence.uid, event.to_ical(), day)


def _alarm(uid: str, title: str, minutes: int) -> Alarm:
    """A reminder (RFC 5545 3.6.6) with a UID of its own (RFC 9074)."""
    alarm = Alarm()
    alarm.add("UID", _Text(f"alarm-{uid}"))
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", _Text(title))
    alarm.add("TRIGGER", -timedelta(minutes=minutes))
    return alarm


def _times(occurrence: Occurrence, zone: _Zone | None) -> tuple[datetime, datetime]:
    """Start and end, both local or, where the clock shows one of them twice, both in UTC."""
    start, end = occurrence.start.astimezone(UTC), occurrence.end.astimezone(UTC)
    if zone is None:
        return start, end
    local = start.astimezone(zone.info), end.astimezone(zone.info)
    twice = any(moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset() for moment in local)
    return (start, end) if twice else local
