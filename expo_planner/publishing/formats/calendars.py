"""Calendar feeds (RFC 5545), from the ledger: everything, each room, category, day, series and, on request, person.

A session is one event with one UID in every feed that holds it; one that is open on several days is one event a day. A
cancelled session stays in the feeds of where it stood last, struck out; one that moves leaves the feed of its old room,
and so does one whose room is to be announced. A feed that has been published once stays, even empty. Drafts, for people
to import, are what a first release would be.

Nothing here reads the clock: equal ledgers give equal bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from icalendar import Alarm, Calendar, vUri

from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.clean_text import ascii_url
from expo_planner.publishing.formats.calendar_events import PRODID, CalendarText, EventZone, event_zone, make_event
from expo_planner.publishing.ledger import FeedKind, Ledger, LedgerEntry, PublishedFeed, advance

DRAFTS: tuple[FeedKind, ...] = ("all", "room", "category")
_END = b"END:VCALENDAR\r\n"


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
    zone = event_zone(agenda, known.entries)
    rules = [zone.rules.to_ical()] if zone else []
    events = {entry.session: list(_events(agenda, entry, known, zone)) for entry in known.entries}
    held = _by_feed(known.entries, events)
    for entry in known.entries:
        for person in entry.people:
            known_as, placed = agenda.expo.people.get(person), agenda.by_session.get(entry.session)
            elsewhere = known_as is not None and known_as.timezone is not None
            for_all = not elsewhere and not (placed and placed.role_of(person))
            own = events[entry.session] if for_all else _events(agenda, entry, known, zone, person)
            held.setdefault(("person", person), []).extend(own)
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


def _header(agenda: Agenda, feed: PublishedFeed, *, published: bool) -> bytes:
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODID)
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("NAME", CalendarText(feed.name))
    calendar.add("X-WR-CALNAME", CalendarText(feed.name))
    calendar.add("X-WR-TIMEZONE", CalendarText(agenda.clock.zone))
    calendar.add("REFRESH-INTERVAL", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT1H")
    if published and (base := ascii_url(agenda.base_url)):
        source = f"{base.rstrip('/')}/calendars/{feed.file}.ics"
        calendar.add("SOURCE", vUri(source, params={"VALUE": "URI"}))
        calendar.add("URL", base)
    return bytes(calendar.to_ical())


def _events(
    agenda: Agenda, entry: LedgerEntry, ledger: Ledger, zone: EventZone | None, person: str | None = None
) -> Iterator[_Line]:
    """The events of a session, for all or for one person."""
    for occurrence in entry.occurrences:
        event = make_event(agenda, entry, occurrence, zone, person)
        if ledger.options.alarm is not None and not (entry.cancelled or occurrence.dropped):
            event.add_component(_alarm(occurrence.uid, entry.content.title, ledger.options.alarm))
        day = agenda.clock.date(agenda.clock.tick(occurrence.start)).isoformat()
        yield _Line(occurrence.start.astimezone(UTC), occurrence.uid, event.to_ical(), day)


def _alarm(uid: str, title: str, minutes: int) -> Alarm:
    """A reminder (RFC 5545 3.6.6) with a UID of its own (RFC 9074)."""
    alarm = Alarm()
    alarm.add("UID", CalendarText(f"alarm-{uid}"))
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", CalendarText(title))
    alarm.add("TRIGGER", -timedelta(minutes=minutes))
    return alarm
