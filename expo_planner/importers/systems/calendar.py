"""Calendars (.ics, RFC 5545) → sessions: an event is one, a repeated one is several.

Feeds of this programme come back as they were: a session over several days, which has one event a day, is one again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta, tzinfo

from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.problems import Problem, Source
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.importers.calendar_range import WHOLE_DAYS
from expo_planner.importers.identifiers import named_by_title
from expo_planner.importers.model import FoundPerson, FoundSession, Guess, Reading
from expo_planner.importers.normalise import line
from expo_planner.importers.open_ends import with_ends
from expo_planner.importers.rooms import several_rooms
from expo_planner.importers.systems import own_markers
from expo_planner.importers.systems.calendar_lines import EVENT, Component, calendars
from expo_planner.importers.systems.calendar_times import Zones
from expo_planner.importers.systems.calendar_versions import (
    CANCELLED,
    CANCELLED_THERE,
    NOT_UNIQUE,
    REPLACED,
    Listed,
    versions,
)
from expo_planner.importers.systems.events import BACKWARD, NO_START, NO_TITLE, plain_key
from expo_planner.importers.systems.html_text import plain
from expo_planner.importers.systems.instants import iso_minutes
from expo_planner.importers.systems.record import Tally, address, lines, words
from expo_planner.importers.systems.recurrence import TOO_OFTEN, WRITE_OUT, Moment, instances, instant, names

USED = words(
    "UID SUMMARY LOCATION DTSTART DTEND DURATION RRULE RDATE EXDATE RECURRENCE-ID STATUS DESCRIPTION CATEGORIES URL "
    "CONFERENCE ATTENDEE ORGANIZER"
)
SILENT = words("DTSTAMP CREATED LAST-MODIFIED SEQUENCE TRANSP CLASS X-MICROSOFT-CDO-BUSYSTATUS X-ALT-DESC COLOR")
"""What is about the entry, not about the session."""

OURS = re.compile(r"([A-Za-z0-9_.-]{1,200})(?:~d?[0-9]{1,3})?@([a-z0-9_-]{1,100})\.expo-planner")
LATER_DAY = re.compile(r"(.+)-d[0-9]{1,3}")
RANDOM = re.compile(r"[0-9a-f-]{16,}|.{41,}")
NOT_TAKEN_OUT = Text(
    "the calendar takes {time} out of this row of dates, which is another time of this day; kept",
    "日历将 {time} 从重复日期中剔除，与当日时间不符，此处保留",
)
ALL_GONE = Text("all its dates are taken out or replaced; left out", "其所有日期均被剔除或替换，未收入")
NO_EVENT = Text("this is a {name}, not an event; left out", "这是 {name}，不是活动，未收入")
MOST = 100_000
"""How many sessions one file may repeat itself into."""

UNLIKE = Refusal(
    Text("one of its start and end is a date, the other a time", "开始与结束一个是日期，另一个是时刻"),
    Text("give both as dates or both as times", "请都写日期，或都写时刻"),
)


def read(data: bytes, name: str) -> Reading:
    """What a calendar file says; `name` stands in messages. Raises BadInput for what is no calendar."""
    file = calendars(data, name)
    zones = [Zones(calendar) for calendar in file.calendars]
    reader = _Reader(name, [*_listed(file.calendars, zones)])
    reader.tally.misread += file.problems
    for calendar in file.calendars:
        reader.beside_events(calendar)
    reader.events()
    tally, first = reader.tally, file.calendars[0]
    sessions = own_markers.one_session_again(reader.sessions) if reader.ours else named_by_title(reader.sessions)
    sessions = with_ends(sessions, tally)
    used = max(reader.zones, key=lambda one: (reader.zones[one], one), default=None)
    return Reading(
        source=Source(name, f"{first.line}:1"),
        title=next(filter(None, (one.text("X-WR-CALNAME") or one.text("NAME") for one in file.calendars)), None),
        key=next(iter(reader.expos), None),
        timezone=next(filter(None, (one.of_calendar for one in zones)), used),
        url=address(first.text("URL")),
        note=first.text("X-WR-CALDESC") or None,
        rooms=several_rooms(session.room for session in sessions),
        sessions=tuple(sessions),
        rows=len(sessions) + len(tally.misread) + len(tally.told),
        misread=tuple(sorted(tally.misread, key=_line)),
        told=tuple(sorted(tally.told, key=_line)),
        guesses=(*reader.guesses, *file.guesses),
        left=dict(tally.left),
    )


def _listed(calendars: Iterable[Component], zones: Iterable[Zones]) -> Iterator[Listed]:
    """Every event of the calendars, in order."""
    for calendar, own in zip(calendars, zones, strict=True):
        revoked = calendar.text("METHOD").upper() == "CANCEL"
        for event in calendar.inner:
            if event.name == EVENT:
                yield Listed(event, own, revoked or event.text("STATUS").upper() == CANCELLED)


def _line(problem: Problem) -> int:
    return int(problem.source.place.partition(":")[0])


@dataclass(frozen=True, slots=True)
class _Series:
    """An event with all its times in order; `gone` are the places of those that are excepted or replaced."""

    session: FoundSession
    starts: Sequence[Moment]
    home: tzinfo | None
    gone: set[int] = field(default_factory=set)
    doubts: dict[int, Guess] = field(default_factory=dict)

    def sessions(self) -> Iterator[FoundSession]:
        """One for each time that is left."""
        for place, start in enumerate(self.starts):
            if place not in self.gone:
                session = self.session
                if place or session.start != _moment(start):
                    session = replace(_at(session, start), key=self.key(place))
                doubt = self.doubts.get(place)
                yield session if doubt is None else replace(session, guesses=(*session.guesses, doubt))

    def key(self, place: int) -> str | None:
        """What the session at a place of the row is called: its number stays when others are taken out."""
        own = self.session.key
        return own if own is None or place == 0 else f"{own}-{place + 1}"

    def places(self, written: Moment) -> list[int]:
        """The places of the time that is meant, of whatever type it is."""
        return [place for place, one in enumerate(self.starts) if names(written, one, self.home)]

    def take_out(self, written: Moment) -> None:
        """Takes an exception out; one at midnight is a day, and one at another time of a day is none, which is told."""
        if places := self.places(written):
            self.gone.update(places)
        elif isinstance(written, datetime):
            day = self.places(written.date())
            if written.time() == time():
                self.gone.update(day)
            for place in day:
                self.doubts[place] = NOT_TAKEN_OUT.fill(time=f"{written:%Y-%m-%d %H:%M}")


class _Reader:
    """`ours`: all events are from feeds of ours."""

    def __init__(self, name: str, listed: Sequence[Listed]) -> None:
        self.name, self.tally = name, Tally()
        self.named = {one.uid for one in listed}
        self.ours = all(map(OURS.fullmatch, self.named))
        self.versions = versions(listed)
        self.zones: Counter[str] = Counter()
        self.expos: dict[str, None] = {}
        self.series: dict[str, list[_Series]] = {}
        self.found: dict[int, Callable[[], Iterable[FoundSession]]] = {}
        self.sessions: list[FoundSession] = []
        self.guesses: list[Guess] = []
        self.count = 0

    def beside_events(self, calendar: Component) -> None:
        """Tells of tasks and whatever else is no event."""
        for one in calendar.inner:
            if one.name not in (EVENT, "VTIMEZONE"):
                self.tell(one, NO_EVENT.fill(name=one.name))

    def events(self) -> None:
        """All events: those that may repeat first, since others replace single times of them."""
        for one, why, other in self.versions.left:
            lost = why is REPLACED and not other.cancelled and one.same[:2] != other.same[:2]
            self.tell(one.event, why.fill(line=other.event.line), lost=lost)
        if shared := self.versions.shared:
            self.guesses.append(NOT_UNIQUE.fill(events=sum(shared.values()), uids=len(shared)))
        kept = self.versions.kept
        revoked = [one for one, why, _ in self.versions.left if why is CANCELLED_THERE]
        for one in kept:
            if not one.instance:
                self.attempt(one, self.series_of)
        for one in (*kept, *revoked):
            if one.instance:
                self.attempt(one, self.instance)
        for one in kept:
            made = [*self.found[one.event.line]()] if one.event.line in self.found else None
            self.sessions += made or []
            if made == []:
                self.tell(one.event, ALL_GONE)

    def attempt(self, one: Listed, read: Callable[[Listed], None]) -> None:
        """Reads an event, or tells why it cannot be read."""
        try:
            read(one)
        except Refusal as refusal:
            self.tally.refuse(self.source(one.event), refusal, one.event.text("SUMMARY") or one.uid)

    def source(self, event: Component) -> Source:
        return Source(self.name, f"{event.line}:1")

    def tell(self, event: Component, why: Message | Text, *, lost: bool = False) -> None:
        """Why an event is not planned; `lost`: it says something that is planned nowhere."""
        kind = self.tally.misread if lost else self.tally.told
        kind.append(Problem(self.source(event), (event.text("SUMMARY") or event.text("UID"))[:60], why))

    def series_of(self, one: Listed) -> None:
        """The sessions of one event: one, or one for each of its repetitions."""
        event, zones = one.event, one.zones
        session, start = self.session(one), self.first(event, zones)
        starts: list[Moment] = [start]
        for rule in event.all("RRULE"):
            starts += instances(start, rule.value, zones)
        starts += [_like(start, one) for one in zones.times(event.all("RDATE"))]
        starts = sorted({instant(one): one for one in starts}.values(), key=instant)
        self.add(len(starts), event.text("RRULE"))
        series = _Series(session, starts, zones.home)
        for exception in zones.times(event.all("EXDATE")):
            series.take_out(exception)
        self.left(event)
        self.series.setdefault(one.uid, []).append(series)
        self.found[event.line] = series.sessions

    def add(self, count: int, rule: str) -> None:
        self.count += count
        if self.count > MOST:
            raise Refusal(TOO_OFTEN.fill(rule=Quoted(rule), most=MOST), WRITE_OUT)

    def instance(self, one: Listed) -> None:
        """An event that replaces one time of another event, or all from then on; or that takes it out."""
        event, replaced = one.event, one.event.all("RECURRENCE-ID")
        meant = one.zones.times(replaced)[0]
        series, places = next(
            ((own, places) for own in self.series.get(one.uid, []) if (places := own.places(meant))), (None, [])
        )
        if series is not None and replaced[0].parameter("RANGE").upper() == "THISANDFUTURE":
            places = [place for place in range(places[0], len(series.starts)) if place not in series.gone]
        if series is not None:
            series.gone.update(places)
        if one.cancelled:
            return
        session = self.session(one)
        self.left(event)
        if series is None:
            self.found[event.line] = lambda: [session]
            return
        start = self.first(event, one.zones)
        later = [_shifted(series.starts[place], meant, start) for place in places]
        keys = [series.key(place) for place in places]
        self.found[event.line] = lambda: [
            replace(_at(session, start), key=key) for start, key in zip(later, keys, strict=True)
        ]

    def first(self, event: Component, zones: Zones) -> Moment:
        start = event.first("DTSTART")
        if start is None:
            raise NO_START
        return zones.time(start.value, start.parameter("TZID"))

    def session(self, one: Listed) -> FoundSession:
        """The event as it is the first time."""
        event, zones = one.event, one.zones
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
        categories = [text for each in event.all("CATEGORIES") for text in each.texts]
        links = [found for each in event.all("CONFERENCE") if (found := address(line(each.value)))]
        return FoundSession(
            title=title,
            source=self.source(event),
            key=None if one.uid in self.versions.shared else self.key(one.uid),
            category=categories[0] if categories else None,
            room=event.text("LOCATION") or _room_invited(event),
            start=begin,
            end=end,
            days=days,
            continuous=days is None,
            people=tuple({person.key: person for person in people}.values()),
            programme=parts.programme if parts else (),
            organisers=parts.organisers if parts else (),
            co_organisers=parts.co_organisers if parts else (),
            abstract=(parts.text if parts else abstract) or None,
            url=address(event.text("URL")),
            stream_url=links[0] if links else None,
            type=categories[1] if match and len(categories) > 1 else None,
            tags=() if match else tuple(dict.fromkeys(categories[1:])),
            guesses=(WHOLE_DAYS,) if days is not None else (),
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


def _end(event: Component, start: Moment, zones: Zones) -> tuple[datetime | None, int | None]:
    """When it ends, if that is told, or of whole days how many there are. A day that ends it is the one after it."""
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
        if until < start:
            raise BACKWARD
        return None if until == start else until, None
    if length is not None:
        found = iso_minutes(length.value.strip().removeprefix("+"))
        if isinstance(start, datetime):
            return _later(start, timedelta(minutes=found)), None
        return None, max(1, -(-found // (24 * 60)))
    return None, None if isinstance(start, datetime) else 1


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


def _moment(one: Moment) -> datetime:
    return one if isinstance(one, datetime) else datetime.combine(one, time())


def _at(session: FoundSession, start: Moment) -> FoundSession:
    """The session at another time, as long as it was."""
    assert session.start is not None
    begin = _moment(start)
    end = None if session.end is None else _later(begin, _length(session.start, session.end))
    return replace(session, start=begin, end=end)


def _shifted(one: Moment, meant: Moment, start: Moment) -> Moment:
    """A later time of a row, which moves as the time that is meant moves to its new start."""
    moved = _moment(start).replace(tzinfo=None) - _moment(meant).replace(tzinfo=None)
    if moved and isinstance(one, datetime):
        return one + moved if instant(one) != instant(meant) else start
    return start if instant(one) == instant(meant) else one


def _like(start: Moment, other: Moment) -> Moment:
    """A further date of an event; where only a day is given, at the event's clock time."""
    if isinstance(start, datetime) and not isinstance(other, datetime):
        return datetime.combine(other, start.timetz())
    return other if isinstance(start, datetime) else other.date() if isinstance(other, datetime) else other
