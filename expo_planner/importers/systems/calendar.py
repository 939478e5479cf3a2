"""Calendars (.ics, RFC 5545) → sessions: an event is one, a repeated one is several.

Feeds of this programme come back as they were: a session over several days, which has one event a day, is one again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Source
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.importers.model import FoundPerson, FoundSession, Reading
from expo_planner.importers.normalise import line
from expo_planner.importers.systems import own_markers
from expo_planner.importers.systems.calendar_lines import Component, by_uid, calendars
from expo_planner.importers.systems.calendar_times import Zones
from expo_planner.importers.systems.conference import known_zone
from expo_planner.importers.systems.events import BACKWARD, NO_LENGTH, NO_START, NO_TITLE, plain_key
from expo_planner.importers.systems.html_text import plain
from expo_planner.importers.systems.instants import minutes
from expo_planner.importers.systems.record import Tally, address, lines, words
from expo_planner.importers.systems.recurrence import TOO_OFTEN, WRITE_OUT, instances

USED = words(
    "UID SUMMARY LOCATION DTSTART DTEND DURATION RRULE RDATE EXDATE RECURRENCE-ID STATUS DESCRIPTION CATEGORIES URL "
    "CONFERENCE ATTENDEE ORGANIZER"
)
SILENT = words("DTSTAMP CREATED LAST-MODIFIED SEQUENCE TRANSP CLASS X-MICROSOFT-CDO-BUSYSTATUS X-ALT-DESC COLOR")
"""What is about the entry, not about the session."""

OURS = re.compile(r"([A-Za-z0-9_.-]{1,200})(?:~d?[0-9]{1,3})?@([a-z0-9_-]{1,100})\.expo-planner")
LATER_DAY = re.compile(r"(.+)-d[0-9]{1,3}")
RANDOM = re.compile(r"[0-9a-f-]{16,}|.{41,}")
MOST = 100_000
"""How many sessions one file may repeat itself into."""

CANCELLED = "CANCELLED"
DAY = timedelta(days=1)
ALL_DAY = Text("all day in the calendar; read as opening to closing time", "日历中为全天：按开放至闭馆时间读入")
UNLIKE = Refusal(
    Text("one of its start and end is a date, the other a time", "开始与结束一个是日期，另一个是时刻"),
    Text("give both as dates or both as times", "请都写日期，或都写时刻"),
)


def read(data: bytes, name: str) -> Reading:
    """What a calendar file says; `name` stands in messages. Raises BadInput for what is no calendar."""
    found, problems = calendars(data, name)
    events = [one for calendar in found for one in calendar.inner if one.name == "VEVENT"]
    reader = _Reader(name, {event.text("UID") for event in events})
    reader.tally.misread += problems
    for calendar in found:
        reader.calendar(calendar)
    tally, first = reader.tally, found[0]
    sessions = own_markers.one_session_again(reader.sessions) if reader.ours else reader.sessions
    zone = next(filter(None, (known_zone(one.text("X-WR-TIMEZONE")) for one in found)), None)
    return Reading(
        source=Source(name, f"{first.line}:1"),
        title=next(filter(None, (one.text("X-WR-CALNAME") or one.text("NAME") for one in found)), None),
        key=next(iter(reader.expos), None),
        timezone=zone or max(reader.zones, key=lambda one: (reader.zones[one], one), default=None),
        url=address(first.text("URL")),
        note=first.text("X-WR-CALDESC") or None,
        sessions=tuple(sessions),
        rows=len(sessions) + len(tally.misread),
        misread=tuple(sorted(tally.misread, key=lambda one: int(one.source.place.partition(":")[0]))),
        left=dict(tally.left),
    )


class _Reader:
    """`named` are the UIDs of the whole file; `ours`: all of them are from feeds of ours."""

    def __init__(self, name: str, named: set[str]) -> None:
        self.name, self.named, self.tally = name, named, Tally()
        self.ours = all(map(OURS.fullmatch, named))
        self.sessions: list[FoundSession] = []
        self.zones: Counter[str] = Counter()
        self.expos: dict[str, None] = {}
        self.uids: set[str] = set()

    def calendar(self, calendar: Component) -> None:
        """The sessions of one calendar; those of another one that are the same do not come twice."""
        zones = Zones(calendar)
        events = [one for one in calendar.inner if one.name == "VEVENT"]
        for one in calendar.inner:
            if one.name not in ("VEVENT", "VTIMEZONE"):
                self.tally.left[one.name] += 1
        replaced: dict[str, list[datetime | date]] = {}
        for event in events:
            if event.first("RECURRENCE-ID"):
                try:
                    replaced.setdefault(event.text("UID"), []).extend(zones.times(event.all("RECURRENCE-ID")))
                except Refusal:
                    continue  # it is reported when the event itself is read
        for (uid, instance), versions in by_uid(events).items():
            event = max(versions, key=_sequence)
            name = f"{uid} {instance}"
            if again := len(versions) - (name not in self.uids):
                self.tally.left["the same event again"] += again
            if name in self.uids:
                continue
            self.uids.add(name)
            if event.text("STATUS").upper() == CANCELLED or calendar.text("METHOD").upper() == "CANCEL":
                self.tally.left[CANCELLED] += 1
                continue
            try:
                self.sessions += self.event(event, zones, [] if instance else replaced.get(uid, []))
            except Refusal as refusal:
                self.tally.refuse(Source(self.name, f"{event.line}:1"), refusal, event.text("SUMMARY") or uid)

    def event(self, event: Component, zones: Zones, replaced: list[datetime | date]) -> list[FoundSession]:
        """The sessions of one event: one, or one for each of its repetitions."""
        session = self.session(event, zones)
        start = self.first(event, zones)
        gone = {_instant(one) for one in (*zones.times(event.all("EXDATE")), *replaced)}
        starts: list[datetime | date] = [start]
        for rule in event.all("RRULE"):
            starts += instances(start, rule.value, zones)
        starts += [_like(start, one) for one in zones.times(event.all("RDATE"))]
        kept = [one for one in {_instant(one): one for one in starts}.values() if _instant(one) not in gone]
        if len(self.sessions) + len(kept) > MOST:
            raise Refusal(TOO_OFTEN.fill(rule=Quoted(event.text("RRULE")), most=MOST), WRITE_OUT)
        self.left(event)
        assert session.start is not None
        length = _length(session.start, session.end or session.start)
        return [
            replace(
                session,
                key=session.key if number == 1 or session.key is None else f"{session.key}-{number}",
                start=begin,
                end=_later(begin, length) if session.end else None,
            )
            for number, begin in enumerate(map(_moment, sorted(kept, key=_instant)), start=1)
        ]

    def first(self, event: Component, zones: Zones) -> datetime | date:
        start = event.first("DTSTART")
        if start is None:
            raise NO_START
        return zones.time(start.value, start.parameter("TZID"))

    def session(self, event: Component, zones: Zones) -> FoundSession:
        """The event as it is the first time."""
        title = event.text("SUMMARY")
        if not title:
            raise NO_TITLE
        start = self.first(event, zones)
        begin = _moment(start)
        end, days = _end(event, start, zones)
        tzid = zones.name(event.properties["DTSTART"][0].parameter("TZID"))
        if tzid:
            self.zones[tzid] += 1
        match = OURS.fullmatch(event.text("UID"))
        prose = event.first("DESCRIPTION")
        abstract = lines(plain(prose.text)) if prose else ""
        parts = own_markers.described(lines(prose.text), begin) if prose and match else None
        if match:
            self.expos.setdefault(match[2])
        people = list(_people(event))
        categories = [text for one in event.all("CATEGORIES") for text in one.texts]
        links = [found for one in event.all("CONFERENCE") if (found := address(line(one.value)))]
        return FoundSession(
            title=title,
            source=Source(self.name, f"{event.line}:1"),
            key=self.key(event.text("UID")),
            category=categories[0] if categories else None,
            room=event.text("LOCATION") or _room_invited(event),
            start=begin,
            end=end,
            days=days,
            people=tuple({person.key: person for person in people}.values()),
            programme=parts.programme if parts else (),
            organisers=parts.organisers if parts else (),
            co_organisers=parts.co_organisers if parts else (),
            abstract=(parts.text if parts else abstract) or None,
            url=address(event.text("URL")),
            stream_url=links[0] if links else None,
            type=categories[1] if match and len(categories) > 1 else None,
            tags=() if match else tuple(dict.fromkeys(categories[1:])),
            guesses=(ALL_DAY,) if days is not None else (),
        )

    def key(self, uid: str) -> str | None:
        """The session's id in a feed of ours, on later days too; else a UID that says something."""
        match = OURS.fullmatch(uid)
        if match is None:
            own = plain_key(uid.partition("@")[0])
            return None if not own or RANDOM.fullmatch(own) else own
        later = LATER_DAY.fullmatch(match[1])
        if later and f"{later[1]}@{match[2]}.expo-planner" in self.named:
            return later[1]
        return match[1]

    def left(self, event: Component) -> None:
        """Counts what a scenario has no place for."""
        for name in event.properties.keys() - USED - SILENT:
            self.tally.left[name] += len(event.properties[name])
        for inner in event.inner:
            self.tally.left[inner.name] += 1


def _sequence(event: Component) -> int:
    text = event.text("SEQUENCE")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _end(event: Component, start: datetime | date, zones: Zones) -> tuple[datetime | None, int | None]:
    """When it ends, or of whole days how many there are. A day that ends something is the one after it."""
    end, length = event.first("DTEND"), event.first("DURATION")
    if end is not None:
        until = zones.time(end.value, end.parameter("TZID"))
        if isinstance(until, datetime) != isinstance(start, datetime):
            raise UNLIKE
        if not isinstance(until, datetime) or not isinstance(start, datetime):
            if (until - start).days < 0:
                raise BACKWARD
            return None, max(1, (until - start).days)
        if (until.tzinfo is None) != (start.tzinfo is None):
            raise UNLIKE
        if until <= start:
            raise NO_LENGTH if until == start else BACKWARD
        return until, None
    if length is not None:
        found = minutes(length.value.strip().removeprefix("+"))[0]
        if isinstance(start, datetime):
            return _later(start, timedelta(minutes=found)), None
        return None, max(1, -(-found // (24 * 60)))
    if isinstance(start, datetime):
        raise NO_LENGTH
    return None, 1


def _later(start: datetime, length: timedelta) -> datetime:
    """So much later: an hour is an hour when clocks change (RFC 5545, 3.3.6)."""
    return (start if start.tzinfo is None else start.astimezone(UTC)) + length


def _length(start: datetime, end: datetime) -> timedelta:
    """How long it is between two times, of one zone or of several."""
    return end - start if start.tzinfo is None else end.astimezone(UTC) - start.astimezone(UTC)


def _people(event: Component) -> Iterator[FoundPerson]:
    """Who is named among those who take part; addresses alone are no names."""
    for one in (*event.all("ORGANIZER"), *event.all("ATTENDEE")):
        name = line(one.parameter("CN"))
        if name and "@" not in name and one.parameter("CUTYPE").upper() not in ("ROOM", "RESOURCE"):
            yield FoundPerson(name=name, key=line(one.value).lower() or name)


def _room_invited(event: Component) -> str | None:
    """Exchange invites rooms as if they were people."""
    rooms = (line(one.parameter("CN")) for one in event.all("ATTENDEE") if one.parameter("CUTYPE").upper() == "ROOM")
    return next(filter(None, rooms), None)


def _moment(one: datetime | date) -> datetime:
    return one if isinstance(one, datetime) else datetime.combine(one, time())


def _instant(one: datetime | date) -> str:
    """What is the same for the same moment."""
    if isinstance(one, datetime) and one.tzinfo is not None:
        return one.astimezone(UTC).isoformat()
    return one.isoformat()


def _like(start: datetime | date, other: datetime | date) -> datetime | date:
    """A further date of an event; where only a day is given, at the event's clock time."""
    if isinstance(start, datetime) and not isinstance(other, datetime):
        return datetime.combine(other, start.timetz())
    return other if isinstance(start, datetime) else other.date() if isinstance(other, datetime) else other
