"""The schedule of frab, pretalx, wafer, FOSDEM and this programme, whether it came as XML or as JSON.

Reference: the schemas of voc/schedule. None of the files of real events keeps to them: elements come in any order, are
empty or missing; FOSDEM has no dates beside its days, and days run past midnight.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from webcolors import hex_to_name

from expo_planner.domain.clock import pinned_zone
from expo_planner.domain.entities import RoomKind
from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Source
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.importers.model import FoundPerson, FoundRoom, FoundSession, Guess, Reading
from expo_planner.importers.normalise import line
from expo_planner.importers.systems import own_markers
from expo_planner.importers.systems.change_of_day import change_of_day
from expo_planner.importers.systems.conference import Zone, days_of, language_of, step_of, zone_of
from expo_planner.importers.systems.events import NO_LENGTH, NO_START, NO_TITLE, WIDEST, ending, plain_key
from expo_planner.importers.systems.html_text import plain
from expo_planner.importers.systems.instants import DAY, clock, day, minutes, moment
from expo_planner.importers.systems.record import OWN, SourceRecord, Tally, Value, address, lines, said, words

USED = words(
    "id guid code slug date start end duration room title subtitle track type language abstract description persons "
    "url links"
)
CONFERENCE = words(
    "title acronym start end days daysCount day_change timeslot_duration time_zone_name city venue base_url url "
    "description track tracks rooms generator version"
)
NOBODY = {"", "0"}
"""Numbers of persons that say nothing."""
PERSON = frozenset({"id", "guid", "code", "name", "public_name", "full_name", "fullName", "full_public_name", OWN})
NUMBERED = re.compile(r"[0-9]{1,20}-(.+)", re.DOTALL)
ONLINE = {"online", "bbb"}
MEDIA = "media"
OTHER = "other"

AFTER_MIDNIGHT = Text(
    "starts at {start}, before the day begins at {change}; read as after midnight, on {date}",
    "开始于 {start}，早于当日开始的 {change}：按次日（{date}）零点之后读入",
)
OTHER_OFFSET = Text(
    "dates in the file have the offset {offset}, which does not match its zone {zone}; starts were read as the clock "
    "of that zone",
    "文件中的日期带有 {offset}，与其时区 {zone} 不符：开始时间按该时区的时钟读入",
)
CONVERTED = Text(
    "times in the file have the offset {offset}, which does not match its zone {zone}; they were converted to that "
    "zone",
    "文件中的时间为 {offset}，与其时区 {zone} 不符：已换算为该时区的时间",
)
OTHER_START = Text(
    "the start is {start}, but the date says {date}; the start was read as the clock of the venue",
    "开始时间为 {start}，日期却写作 {date}：按开始时间（会场当地时钟）读入",
)


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event, the day that it is listed under, and the room."""

    event: SourceRecord
    day: SourceRecord
    room: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A schedule, whatever it was written in.

    `ours`: this programme wrote it; then `own` has the expo's id and place, for which the format has no word.
    """

    source: Source
    conference: SourceRecord
    days: Sequence[SourceRecord]
    rooms: Sequence[Value]
    tracks: Sequence[Value]
    rows: Sequence[EventRow]
    ours: bool
    own: SourceRecord


def make(listing: Listing) -> Reading:
    """All that a schedule says. What stands in the way of reading one event is reported with its place."""
    tally, conference = Tally(), listing.conference
    sessions: list[FoundSession] = []
    zone = zone_of(conference, map(_instant, listing.rows))
    events = _Events(listing, tally, zone)
    listed: list[tuple[date, datetime]] = []
    for row in listing.rows:
        try:
            sessions.append(session := events.session(row))
            listed += _listed(row, session, zone)
        except Refusal as refusal:
            tally.refuse(row.event.source, refusal, row.event.text("title", "id"))
    if listing.ours:
        sessions = own_markers.one_session_again(sessions)
    tally.leave(conference, CONFERENCE)
    return Reading(
        source=listing.source,
        title=conference.text("title") or None,
        key=listing.own.text("id") or conference.text("acronym").lower() or None,
        timezone=zone.name,
        timezone_guess=zone.guess,
        language=language_of((row.event.text("language") for row in listing.rows), tally),
        place=listing.own.text("place") or conference.text("venue", "city") or None,
        note=plain(conference.prose("description")) or None,
        url=address(conference.text("base_url")) or address(conference.text("url")),
        days=days_of([one.text("date") or one.text("start") for one in listing.days], conference),
        day_change=change_of_day(listed, [edge for one in listing.days for edge in _edges(one)]),
        step=step_of(conference.text("timeslot_duration")),
        categories=tuple(dict.fromkeys(filter(None, (line(said(track)) for track in listing.tracks)))),
        colors=dict(_colors(listing.tracks, tally)),
        rooms=tuple(_rooms(listing)),
        sessions=tuple(sessions),
        rows=len(sessions) + len(tally.misread),
        misread=tuple(tally.misread),
        guesses=(*zone.notes, *events.other_offset),
        left=dict(tally.left),
    )


def _colors(tracks: Sequence[Value], tally: Tally) -> Iterator[tuple[str, str]]:
    """The colours of tracks by their CSS names, which is how a scenario has them; those without are left over."""
    for track in tracks:
        color = track.text("color") if isinstance(track, SourceRecord) else ""
        try:
            if color:
                yield line(said(track)), hex_to_name(color)
        except ValueError:
            tally.left["color"] += 1


class _Events:
    """Events → sessions, with what the conference says for all of them."""

    def __init__(self, listing: Listing, tally: Tally, zone: Zone) -> None:
        self.ours, self.tally, self.zone = listing.ours, tally, zone
        self.other_offset: tuple[Guess, ...] = ()
        acronym = listing.conference.text("acronym").lower()
        self.acronyms = dict.fromkeys(filter(None, (acronym, re.sub("[^a-z0-9_]", "", acronym))))
        self.change = _clock(listing.conference.text("day_change"))
        self.changes: dict[int, time] = {}

    def session(self, row: EventRow) -> FoundSession:
        event = row.event
        guesses: list[Guess] = []
        title = event.text("title")
        if not title:
            raise NO_TITLE
        start = self.start(row, guesses)
        end, length = self.end(event, start, guesses)
        people = tuple(self.people(event))
        subtitle, kind = event.text("subtitle"), event.text("type")
        said_of_it = self.abstract(event)
        parts = own_markers.described(event.prose("description"), start) if self.ours else None
        if subtitle and not self.ours:
            said_of_it = f"{subtitle}\n\n{said_of_it}".strip()
        self.tally.leave(event, USED)
        return FoundSession(
            title=title,
            source=event.source,
            key=self.key(event),
            title_en=(subtitle or None) if self.ours else None,
            category=event.text("track") or None,
            room=row.room or event.text("room") or None,
            start=start,
            end=end,
            minutes=length,
            continuous=True,
            people=own_markers.without_speakers(people, parts.programme) if parts else people,
            programme=parts.programme if parts else (),
            organisers=parts.organisers if parts else (),
            co_organisers=parts.co_organisers if parts else (),
            abstract=said_of_it or None,
            url=self.url(event),
            stream_url=self.stream(event),
            type=None if not kind or (self.ours and kind == OTHER) else kind,
            guesses=tuple(guesses),
        )

    def start(self, row: EventRow, guesses: list[Guess]) -> datetime:
        """Its start, which is the clock of the venue, on its date; or on its day, after midnight too.

        Only a date that agrees with the clock of a known zone counts as an instant: then it tells the two hours of a
        night apart on which clocks go back.
        """
        date, start = row.event.text("date"), row.event.text("start")
        if len(start) > 10:
            date, start = start, ""
        if len(date) > 10:
            dated = moment(date)
            return self.at_venue(dated, clock(start) if start else None, guesses)
        if not start or not (date or row.day.text("date", "start")):
            raise NO_START
        at = clock(start)
        if date:
            return datetime.combine(day(date), at)
        begins = day(row.day.text("date", "start"))
        change = self.changes.setdefault(id(row.day), _day_start(row.day) or self.change)
        if at >= change:
            return datetime.combine(begins, at)
        guesses.append(AFTER_MIDNIGHT.fill(start=start, change=f"{change:%H:%M}", date=begins + DAY))
        return datetime.combine(begins + DAY, at)

    def at_venue(self, dated: datetime, start: time | None, guesses: list[Guess]) -> datetime:
        """A date with a clock time, and the clock of the venue beside it."""
        if start is None:
            if dated.tzinfo and not self.agrees(dated, dated.time()):
                self.tell(CONVERTED, dated)
            return dated
        wall = _nearest(dated, start)
        if dated.tzinfo is None or self.zone.name is None:
            agrees = wall == dated.replace(tzinfo=None)
        elif agrees := self.agrees(dated, start):
            return dated if self.zone.guess is None else wall
        if wall.time() == dated.time() and not agrees:
            self.tell(OTHER_OFFSET, dated)
        elif not agrees:
            guesses.append(OTHER_START.fill(start=f"{start:%H:%M}", date=Quoted(dated.isoformat(timespec="minutes"))))
        return wall

    def agrees(self, dated: datetime, wall: time) -> bool:
        """Whether the clock of the zone, where one is known, shows this time at that instant."""
        return self.zone.name is None or dated.astimezone(pinned_zone(self.zone.name)).time() == wall

    def tell(self, how: Text, dated: datetime) -> None:
        """Says once that dates have an offset that the zone does not have then."""
        if not self.other_offset and self.zone.name is not None:
            self.other_offset = (how.fill(offset=dated.isoformat()[-6:], zone=self.zone.name),)

    def end(self, event: SourceRecord, start: datetime, guesses: list[Guess]) -> tuple[datetime | None, int | None]:
        length, end = event.text("duration"), event.text("end")
        if length:
            found, doubts = minutes(length)
            guesses += doubts
            return (None, found) if start.tzinfo is None else (start + timedelta(minutes=found), None)
        if len(end) <= 10:
            raise NO_LENGTH
        until = moment(end)
        if (until.tzinfo is None) != (start.tzinfo is None):
            until = until.replace(tzinfo=start.tzinfo)
        return ending(start, until, None)

    def people(self, event: SourceRecord) -> Iterator[FoundPerson]:
        for person in event.all("persons", "person"):
            name = line(said(person))
            if not name:
                self.tally.left["person without a name"] += 1
            elif isinstance(person, SourceRecord):
                self.tally.leave(person, PERSON)
                keys = (person.text(one) for one in ("id", "guid", "code"))
                yield FoundPerson(name=name, key=next((key for key in keys if key not in NOBODY), name))
            else:
                yield FoundPerson(name=name, key=name)

    def key(self, event: SourceRecord) -> str | None:
        """The slug without the acronym and the number before it; else the number."""
        slug = event.text("slug").lower()
        for acronym in self.acronyms:
            if slug.startswith(f"{acronym}-") and (match := NUMBERED.fullmatch(slug[len(acronym) + 1 :])):
                slug = match[1]
                break
        return plain_key(slug) or plain_key(event.text("id", "code", "guid")) or None

    def abstract(self, event: SourceRecord) -> str:
        abstract, description = event.prose("abstract"), event.prose("description")
        if self.ours:
            return abstract
        abstract, description = lines(plain(abstract)), lines(plain(description))
        return "\n\n".join(dict.fromkeys(filter(None, (abstract, description))))

    def url(self, event: SourceRecord) -> str | None:
        text = event.text("url")
        found = address(text)
        if text and found is None and not (self.ours and text.startswith("urn:")):
            self.tally.left["url"] += 1
        return found

    def stream(self, event: SourceRecord) -> str | None:
        """The live stream, which only our own files tell from other links."""
        links = event.all("links", "link")
        found = None
        for link in links if self.ours else ():
            if isinstance(link, SourceRecord) and link.text("type") == MEDIA:
                found = found or address(link.text("href", "url"))
        if others := len(links) - (found is not None):
            self.tally.left["links"] += others
        return found


def _instant(row: EventRow) -> datetime | None:
    """When an event starts, with the offset that the clock of the venue has then; None where no offset is told."""
    date, start = row.event.text("date"), row.event.text("start")
    try:
        dated = moment(date if len(date) > 10 else start)
        if dated.tzinfo is None or len(start) > 10 or not start:
            return dated
        wall = _nearest(dated, clock(start))
        return wall.replace(tzinfo=timezone(wall - dated.astimezone(UTC).replace(tzinfo=None)))
    except (Refusal, ValueError):
        return None


def _nearest(dated: datetime, start: time) -> datetime:
    """The time nearest to a date at which the clock shows this."""
    wall = dated.replace(tzinfo=None)
    return min((datetime.combine(wall + DAY * days, start) for days in (0, -1, 1)), key=lambda one: abs(one - wall))


def _clock(text: str) -> time:
    try:
        return clock(text)
    except Refusal:
        return time()


def _listed(row: EventRow, session: FoundSession, zone: Zone) -> Iterator[tuple[date, datetime]]:
    """The day that an event is listed under, and when it starts on the clock of the venue."""
    start = session.start
    if start is not None and start.tzinfo is not None and zone.name is not None:
        start = start.astimezone(pinned_zone(zone.name))
    with suppress(Refusal):
        if start is not None:
            yield day(row.day.text("date", "start")), start.replace(tzinfo=None)


def _edges(record: SourceRecord) -> Iterator[time]:
    """When a day is said to begin and to end."""
    for text in (record.text("start", "day_start"), record.text("end", "day_end")):
        with suppress(Refusal):
            yield moment(text).time() if len(text) > 10 else clock(text)


def _day_start(record: SourceRecord) -> time | None:
    text = record.text("start", "day_start")
    try:
        return moment(text).time() if len(text) > 10 else clock(text)
    except Refusal:
        return None


def _rooms(listing: Listing) -> Iterator[FoundRoom]:
    """Every room that the schedule lists, once; and those that only events name."""
    seen: set[str] = set()
    for room in [*listing.rooms, *(row.room or row.event.text("room") for row in listing.rows)]:
        name = line(said(room))
        if name and name not in seen:
            seen.add(name)
            facts = room if isinstance(room, SourceRecord) else SourceRecord({}, listing.source)
            capacity = facts.text("capacity")
            kind: RoomKind | None = "online" if facts.text("type") in ONLINE else None
            known = capacity.isascii() and capacity.isdigit() and len(capacity) < 9 and 0 < int(capacity) <= WIDEST
            yield FoundRoom(name=name, capacity=int(capacity) if known else None, kind=kind)
