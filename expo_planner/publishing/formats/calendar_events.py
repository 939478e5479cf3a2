"""One event of a calendar (RFC 5545), from the ledger: the same in a feed and in a message.

Times are local with the zone's rules beside them, or UTC where calendar programmes would misread those rules and
where the clock shows the local time twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Event, Timezone, vCategory, vText, vUri

from expo_planner.domain.clock import Window
from expo_planner.domain.i18n import Text
from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.clean_text import paragraphs
from expo_planner.publishing.formats.vtimezone import vtimezone
from expo_planner.publishing.labels import STREAM
from expo_planner.publishing.ledger import LedgerEntry, Occurrence

PRODID = "-//expo_planner//calendar feeds//EN"
CANCELLED = Text("[Cancelled] ", "【已取消】")


class CalendarText(vText):
    """A text as RFC 5545 3.3.11 writes it; that of icalendar takes the backslash of `C:\\New` for a line break."""

    def to_ical(self) -> bytes:
        return re.sub(r"[\\;,]", r"\\\g<0>", paragraphs(self)).replace("\n", r"\n").encode()


class EventZone(NamedTuple):
    """How times are written: in this zone, with its rules."""

    info: ZoneInfo
    rules: Timezone


def event_zone(agenda: Agenda, entries: Iterable[LedgerEntry]) -> EventZone | None:
    """How the times of some sessions are written; None for in UTC."""
    years = {
        moment.astimezone(agenda.clock.info).year
        for entry in entries
        for event in entry.occurrences
        for moment in (event.start, event.end)
    }
    if not years:
        return None
    rules = vtimezone(agenda.clock.zone, range(min(years), max(years) + 1))
    return EventZone(agenda.clock.info, rules) if rules else None


def make_event(
    agenda: Agenda, entry: LedgerEntry, occurrence: Occurrence, zone: EventZone | None, person: str | None = None
) -> Event:
    """A session, or one of its days, with its UID and SEQUENCE; struck out where it no longer takes place.

    For a person the description begins with what they do there and, where they join online from elsewhere, the time
    there.
    """
    content = entry.content
    gone = entry.cancelled or occurrence.dropped
    start, end = _times(occurrence, zone)
    event = Event()
    event.add("UID", CalendarText(occurrence.uid))
    event.add("DTSTAMP", entry.modified)
    event.add("LAST-MODIFIED", entry.modified)
    event.add("SEQUENCE", entry.sequence)
    event.add("DTSTART", start)
    event.add("DTEND", end)
    event.add("SUMMARY", CalendarText(f"{agenda.say(CANCELLED) if gone else ''}{content.title}"))
    if content.location:
        event.add("LOCATION", CalendarText(content.location))
    event.add("STATUS", "CANCELLED" if gone else "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT" if gone else "OPAQUE")
    if content.categories:
        categories = vCategory([])
        categories.cats = [CalendarText(category) for category in content.categories]
        event.add("CATEGORIES", categories)
    if content.color:
        event.add("COLOR", CalendarText(content.color))
    placed = agenda.by_session.get(entry.session)
    window = Window(agenda.clock.tick(occurrence.start), agenda.clock.tick(occurrence.end))
    own = (placed.role_of(person), placed.local_time(person, window)) if placed and person else ()
    if description := "\n".join(filter(None, (*own, content.description))):
        event.add("DESCRIPTION", CalendarText(description))
    if content.url:
        event.add("URL", content.url)
    if content.stream:
        facts = {"VALUE": "URI", "FEATURE": ["VIDEO", "AUDIO"], "LABEL": agenda.say(STREAM)}
        event.add("CONFERENCE", vUri(content.stream, params=facts))
    return event


def _times(occurrence: Occurrence, zone: EventZone | None) -> tuple[datetime, datetime]:
    """Start and end, both local or, where the clock shows one of them twice, both in UTC."""
    start, end = occurrence.start.astimezone(UTC), occurrence.end.astimezone(UTC)
    if zone is None:
        return start, end
    local = start.astimezone(zone.info), end.astimezone(zone.info)
    twice = any(moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset() for moment in local)
    return (start, end) if twice else local
