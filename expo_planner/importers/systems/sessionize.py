"""Sessions of Sessionize: the JSON views `All`, `Sessions` and `GridSmart` of its API, and its flattened Excel export.

References: sessionize.com/playbook/embedding for the views; times are those of the venue's clock. A plenum session is
for everybody, so nothing runs beside it; a service session, such as lunch, needs nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Source
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.importers.identifiers import named_by_title
from expo_planner.importers.model import FoundPerson, FoundRoom, FoundSession, Reading
from expo_planner.importers.normalise import line
from expo_planner.importers.open_ends import with_ends
from expo_planner.importers.systems.events import BACKWARD, NO_TITLE, plain_key
from expo_planner.importers.systems.html_text import plain
from expo_planner.importers.systems.instants import moment, number_of_minutes
from expo_planner.importers.systems.record import SourceRecord, Tally, Value, address, lines, said, walk, words

USED = words(
    "id title description startsAt endsAt isServiceSession isPlenumSession speakers categoryItems categories roomId "
    "room status liveUrl questionAnswers isInformed isConfirmed recordingUrl sessions"
)
EXPORTED = {"Session Id", "Title", "Scheduled At"}
"""Columns by which the Excel export is known."""
OF_PEOPLE = {"Speaker Id", "FirstName", "LastName"}
SILENT = {"Owner", "Owner Email", "Owner Informed", "Owner Confirmed", "Email", "TagLine", "Bio", "Profile Picture"}
"""What the export says of people beside their names."""

PLANNED = {"", "accepted", "confirmed"}
BREAK = "Break"
TRACK = {"track", "tracks"}
FORMAT = {"session format", "format", "session type", "type"}
LONGEST_KEY = 15
"""Characters of the longest id that is a number; those of service sessions are random."""

PLENUM = Text(
    "a plenum session: it is for all rooms, and nothing runs beside it", "全体活动：各会场共同参加，同时段无其他活动"
)
NOT_PLANNED = Text("its status is {status}; left out", "状态为 {status}，未收入")
AGAIN = Text("the same session again; left out", "同一活动重复列出，未收入")


@dataclass(slots=True)
class _Lists:
    """What sessions refer to by numbers."""

    people: dict[str, str] = field(default_factory=dict)
    rooms: dict[str, str] = field(default_factory=dict)
    items: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Names of categories with their items, by the item's number."""


def recognised(value: Value) -> bool:
    """Whether this is one of the views."""
    return any("isServiceSession" in one.values or "isPlenumSession" in one.values for one in _sessions(value))


def reading(value: Value, source: Source) -> Reading:
    """What a view says."""
    lists, tally = _lists(value), Tally()
    found: dict[tuple[str, str], FoundSession] = {}
    for one in _sessions(value):
        try:
            session = _session(one, lists)
        except Refusal as refusal:
            tally.refuse(one.source, refusal, one.text("title", "id"))
            continue
        tally.leave(one, USED)
        status, mark = one.text("status"), (one.text("id") or str(one.source), str(session.start))
        if status.lower() not in PLANNED:
            tally.tell(one.source, NOT_PLANNED.fill(status=Quoted(status)), session.title)
        elif mark in found:
            tally.tell(one.source, AGAIN, session.title)
        else:
            found[mark] = session
    return _reading(source, found.values(), tally, [FoundRoom(name=name) for name in lists.rooms.values()])


def _reading(source: Source, found: Iterable[FoundSession], tally: Tally, rooms: Sequence[FoundRoom]) -> Reading:
    sessions = named_by_title(with_ends([*found], tally))
    return Reading(
        source=source,
        sessions=tuple(sessions),
        rooms=tuple(rooms),
        rows=len(sessions) + len(tally.misread) + len(tally.told),
        misread=tuple(tally.misread),
        told=tuple(tally.told),
        left=dict(tally.left),
    )


def _sessions(value: Value) -> Iterator[SourceRecord]:
    """The sessions of a view: in one list, in groups, or in rooms by day."""
    for one in walk(value):
        for room in one.records("rooms"):
            yield from room.records("sessions")
        yield from one.records("sessions")


def _lists(value: Value) -> _Lists:
    lists = _Lists()
    for one in walk(value):
        lists.rooms |= {room.text("id"): room.text("name") for room in one.records("rooms") if room.text("name")}
        lists.people |= {person.text("id"): _name(person) for person in one.records("speakers")}
        for category in one.records("categories"):
            for item in category.records("items"):
                lists.items[item.text("id")] = category.text("title", "name"), item.text("name")
    return lists


def _name(person: SourceRecord) -> str:
    return person.text("fullName", "name") or line(f"{person.text('firstName')} {person.text('lastName')}")


def _session(one: SourceRecord, lists: _Lists) -> FoundSession:
    title = one.text("title")
    if not title:
        raise NO_TITLE
    start, end = _time(one.text("startsAt")), _time(one.text("endsAt"))
    if start is not None and end is not None and end <= start:
        raise BACKWARD
    service, plenum = (one.text(name) == "true" for name in ("isServiceSession", "isPlenumSession"))
    items = [*_items(one, lists)]
    tracks = [item for category, item in items if category.lower() in TRACK]
    formats = [item for category, item in items if category.lower() in FORMAT]
    key = plain_key(one.text("id"))
    return FoundSession(
        title=title,
        source=one.source,
        key=key if len(key) <= LONGEST_KEY and key else None,
        category=tracks[0] if tracks else BREAK if service else None,
        room=one.text("room") or lists.rooms.get(one.text("roomId")),
        start=start,
        end=end,
        people=tuple(_people(one, lists)),
        abstract=lines(plain(one.prose("description"))) or None,
        stream_url=address(one.text("liveUrl")),
        type=formats[0] if formats else None,
        tags=tuple(dict.fromkeys(item for _, item in items if item not in (*tracks[:1], *formats[:1]))),
        alone=plenum,
        guesses=(PLENUM,) if plenum else (),
    )


def _time(text: str) -> datetime | None:
    return moment(text) if text else None


def _items(one: SourceRecord, lists: _Lists) -> Iterator[tuple[str, str]]:
    """The categories of a session with what it is in each: by numbers, or spelled out."""
    for number in one.all("categoryItems"):
        if isinstance(number, str) and number in lists.items:
            yield lists.items[number]
    for category in one.records("categories"):
        for item in category.records("categoryItems"):
            yield category.text("name", "title"), item.text("name")


def _people(one: SourceRecord, lists: _Lists) -> Iterator[FoundPerson]:
    for speaker in one.all("speakers"):
        number = speaker.text("id") if isinstance(speaker, SourceRecord) else line(said(speaker))
        name = _name(speaker) if isinstance(speaker, SourceRecord) else lists.people.get(number, "")
        if name:
            yield FoundPerson(name=name, key=number or name)


def recognised_header(names: Iterable[str]) -> bool:
    """Whether a table is the Excel export."""
    return {*names} >= EXPORTED


def of_rows(rows: Iterable[SourceRecord], source: Source) -> Reading:
    """What the Excel export says: a row for each session and speaker."""
    tally = Tally()
    found: dict[str, FoundSession] = {}
    for row in rows:
        number = row.text("Session Id") or str(row.source)
        person = line(f"{row.text('FirstName')} {row.text('LastName')}") or row.text("Owner")
        people = (FoundPerson(name=person, key=row.text("Speaker Id") or person),) if person else ()
        if number in found:
            found[number] = replace(found[number], people=tuple(dict.fromkeys((*found[number].people, *people))))
            continue
        try:
            found[number] = replace(_of_row(row), people=people)
        except Refusal as refusal:
            tally.refuse(row.source, refusal, row.text("Title", "Session Id"))
        tally.leave(row, EXPORTED | OF_PEOPLE | SILENT | {"Description", "Room", "Scheduled Duration", "Live Link"})
    return _reading(source, found.values(), tally, [])


def _of_row(row: SourceRecord) -> FoundSession:
    title, key = row.text("Title"), plain_key(row.text("Session Id"))
    if not title:
        raise NO_TITLE
    start = _time(row.text("Scheduled At"))
    length = number_of_minutes(row.text("Scheduled Duration"))
    return FoundSession(
        title=title,
        source=row.source,
        key=key or None,
        room=row.text("Room") or None,
        start=start,
        end=start + timedelta(minutes=length) if start is not None and length and start.tzinfo else None,
        minutes=length,
        abstract=lines(plain(row.prose("Description"))) or None,
        stream_url=address(row.text("Live Link")),
    )
