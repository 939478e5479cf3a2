"""The schedule of frab, pretalx, wafer, FOSDEM and this programme, whether it came as XML or as JSON.

Reference: the schemas of voc/schedule. None of the files of real events keeps to them: elements come in any order, are
empty or missing; FOSDEM has no dates beside its days, and days run past midnight.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from webcolors import hex_to_name

from expo_planner.domain.clock import pinned_zone
from expo_planner.domain.expo import RoomKind
from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Source
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.importers.model import FoundPerson, FoundRoom, FoundSession, Guess, Reading
from expo_planner.importers.normalise import line
from expo_planner.importers.systems import own_markers
from expo_planner.importers.systems.conference import days_of, language_of, step_of, zone_of
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
    "times in the file have the offset {offset}, which does not match its zone {zone}; they were converted to that "
    "zone",
    "文件中的时间为 {offset}，与其时区 {zone} 不符：已换算为该时区的时间",
)
IN_DAYS = Text("the duration {found} was read as {days} days and {rest}", "时长 {found} 读作 {days} 天又 {rest}")


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
    events = _Events(listing, tally)
    for row in listing.rows:
        try:
            sessions.append(events.session(row))
        except Refusal as refusal:
            tally.refuse(row.event.source, refusal, row.event.text("title", "id"))
    if listing.ours:
        sessions = own_markers.one_session_again(sessions)
    tally.leave(conference, CONFERENCE)
    zone, guesses = zone_of(conference)
    guesses = (*guesses, *_other_offset(sessions, zone))
    return Reading(
        source=listing.source,
        title=conference.text("title") or None,
        key=listing.own.text("id") or conference.text("acronym").lower() or None,
        timezone=zone,
        language=language_of((row.event.text("language") for row in listing.rows), tally),
        place=listing.own.text("place") or conference.text("venue", "city") or None,
        note=plain(conference.prose("description")) or None,
        url=address(conference.text("base_url")) or address(conference.text("url")),
        days=days_of([one.text("date") or one.text("start") for one in listing.days], conference),
        step=step_of(conference.text("timeslot_duration")),
        categories=tuple(dict.fromkeys(filter(None, (line(said(track)) for track in listing.tracks)))),
        colors=dict(_colors(listing.tracks, tally)),
        rooms=tuple(_rooms(listing)),
        sessions=tuple(sessions),
        rows=len(sessions) + len(tally.misread),
        misread=tuple(tally.misread),
        guesses=guesses,
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

    def __init__(self, listing: Listing, tally: Tally) -> None:
        self.ours, self.tally = listing.ours, tally
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
        """Its date, which has a clock time; or the date of its day and its own clock time, after midnight too."""
        date, start = row.event.text("date"), row.event.text("start")
        if len(date) > 10:
            return moment(date)
        if len(start) > 10:
            return moment(start)
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

    def end(self, event: SourceRecord, start: datetime, guesses: list[Guess]) -> tuple[datetime | None, int | None]:
        length, end = event.text("duration"), event.text("end")
        if length:
            found, doubtful = minutes(length)
            if doubtful:
                days, rest = divmod(found, 24 * 60)
                guesses.append(IN_DAYS.fill(found=Quoted(length), days=days, rest=f"{rest // 60}:{rest % 60:02}"))
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
                yield FoundPerson(name=name, key=person.text("id", "guid", "code") or name)
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


def _other_offset(sessions: Sequence[FoundSession], zone: str | None) -> Iterator[Guess]:
    """Says so where the times have an offset that the zone does not have then."""
    if zone is None:
        return
    for start in (session.start for session in sessions if session.start and session.start.tzinfo):
        if start.astimezone(pinned_zone(zone)).utcoffset() != start.utcoffset():
            yield OTHER_OFFSET.fill(offset=start.isoformat()[-6:], zone=zone)
            return


def _clock(text: str) -> time:
    try:
        return clock(text)
    except Refusal:
        return time()


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
