"""Calendar parts of messages: requests and cancellations (iTIP, RFC 5546).

UID and SEQUENCE are those of the published feeds, so that a calendar that has both knows the newer. DTSTAMP is the time
of the release. Of a session that goes on without somebody, only their own attendance is cancelled: then there is no
STATUS (RFC 5546 3.2.5).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal, NamedTuple
from urllib.parse import quote

from icalendar import Calendar, Event, vCalAddress, vText

from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.clean_text import one_line
from expo_planner.publishing.formats.calendar_events import PRODID, event_zone, make_event
from expo_planner.publishing.ledger import LedgerEntry, Occurrence
from expo_planner.publishing.mail.concerned import Concern

Method = Literal["REQUEST", "CANCEL"]


class Correspondent(NamedTuple):
    """A name and a mail address in ASCII."""

    name: str
    address: str


class CalendarPart(NamedTuple):
    """One calendar object: all its events have one UID, as RFC 5546 3.2.2 wants it. `name` is that of its file."""

    method: Method
    name: str
    content: bytes


def calendar_parts(
    concerns: tuple[Concern, ...], agenda: Agenda, organiser: Correspondent, attendee: Correspondent, stamp: datetime
) -> Iterator[CalendarPart]:
    """What a person's calendar is to have and what it is to take out, session by session."""
    for concern in concerns:
        chosen: list[tuple[Method, Occurrence]] = [("REQUEST", one) for one in concern.requested]
        chosen += [("CANCEL", one) for one in concern.withdrawn]
        for method, occurrence in chosen:
            name = f"{occurrence.uid.partition('@')[0]}.ics"
            content = _calendar(method, concern.after, occurrence, agenda, organiser, attendee, stamp)
            yield CalendarPart(method, name, content)


def _calendar(
    method: Method,
    entry: LedgerEntry,
    occurrence: Occurrence,
    agenda: Agenda,
    organiser: Correspondent,
    attendee: Correspondent,
    stamp: datetime,
) -> bytes:
    zone = event_zone(agenda, [entry])
    event: Event = make_event(agenda, entry, occurrence, zone)
    event.pop("DTSTAMP")
    event.add("DTSTAMP", stamp)
    if method == "CANCEL" and event["STATUS"] != "CANCELLED":
        event.pop("STATUS")
    event.add("ORGANIZER", _calendar_address(organiser))
    guest = _calendar_address(attendee)
    guest.params |= {"ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"}
    event.add("ATTENDEE", guest)
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODID)
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method)
    if zone:
        calendar.add_component(zone.rules)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar_address(one: Correspondent) -> vCalAddress:
    """A name and an address; parameters of RFC 5545 3.2 cannot hold a double quote."""
    address = vCalAddress("mailto:" + quote(one.address, safe="@!$'*+-._~/="))
    address.params["CN"] = vText(one_line(one.name).replace('"', "'"))
    return address
