"""Events of Indico: its HTTP API's export of contributions and sessions, and its timetable.

Reference: Indico's HTTP API guide, `/export/event/ID.json?detail=contributions` (or `sessions`) and
`/export/timetable/ID.json`. A contribution is a session here, and Indico's sessions are categories; a session block
without contributions stands for itself, as do breaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from expo_planner.domain.clock import pinned_zone
from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Source
from expo_planner.files.schema.nodes import Refusal
from expo_planner.importers.model import FoundItem, FoundPerson, FoundRoom, FoundSession, Reading
from expo_planner.importers.normalise import line
from expo_planner.importers.systems.conference import days_of, known_zone
from expo_planner.importers.systems.events import NO_TITLE, ending, plain_key
from expo_planner.importers.systems.html_text import plain
from expo_planner.importers.systems.instants import moment, number_of_minutes
from expo_planner.importers.systems.json_record import parse
from expo_planner.importers.systems.record import SourceRecord, Tally, Value, address, bad, lines, said, words

USED = words(
    "id db_id friendly_id uniqueId code title startDate endDate duration room roomFullname location description url "
    "speakers presenters conveners sessionConveners contributions entries subContributions session track type keywords "
    "entryType _type _fossil conference conferenceId contributionId sessionId sessionSlotId sessionSlotEntryId "
    "sessionCode scheduleEntryId slotTitle inheritLoc inheritRoom address color textColor contribDuration pdf "
    "numSlots isPoster"
)
EVENT = words(
    "id title startDate endDate timezone location room roomFullname url description contributions sessions type "
    "category categoryId creationDate creator address _type _fossil hasAnyProtection visibility"
)
PEOPLE = ("speakers", "presenters", "conveners", "sessionConveners")
HAN = ("\u4e00", "\u9fff")
BREAK = "Break"
DAY_KEY = 8

NO_EVENT = Refusal(
    Text("this is not an Indico event", "这不是 Indico 的活动"),
    Text(
        "export it with detail=contributions or detail=sessions, or export its timetable",
        "请用 detail=contributions、detail=sessions 或 timetable 导出",
    ),
)


@dataclass(frozen=True, slots=True)
class _Around:
    """What an entry has from the session and the event that it belongs to."""

    category: str
    room: str
    site: str


def read(data: bytes, name: str) -> Reading:
    """What an export says. Raises BadInput for what is none."""
    value = parse(data, name)
    if not recognised(value):
        raise bad(Source(name), NO_EVENT)
    return reading(value)


def recognised(value: Value) -> bool:
    """Whether this is such an export."""
    if not isinstance(value, SourceRecord):
        return False
    events = value.records("results")
    told = any(one.values.keys() & {"contributions", "sessions"} or "startDate" in one.values for one in events)
    return told or any(_is_timetable(one) for one in events)


def _is_timetable(results: SourceRecord) -> bool:
    """Days by their digits, in each event."""
    days = [name for one in results.values.values() if isinstance(one, SourceRecord) for name in one.values]
    return bool(days) and all(name.isdigit() and len(name) == DAY_KEY for name in days)


def reading(value: Value) -> Reading:
    """What it says."""
    assert isinstance(value, SourceRecord)
    tally, sessions, rooms = Tally(), list[FoundSession](), dict[str, FoundRoom]()
    events = [one for one in value.records("results") if not _is_timetable(one)]
    event = events[0] if events else SourceRecord({}, value.source)
    home = event.text("location")
    for entry, around in _entries(value):
        try:
            session = _session(entry, around)
        except Refusal as refusal:
            tally.refuse(entry.source, refusal, entry.text("title", "id"))
            continue
        sessions.append(session)
        tally.leave(entry, USED)
        if session.room:
            site = entry.text("location") or around.site
            rooms.setdefault(session.room, FoundRoom(name=session.room, site=site if site != home else None))
    tally.leave(event, EVENT)
    return Reading(
        source=value.source,
        title=event.text("title") or None,
        timezone=known_zone(event.text("timezone")),
        place=home or None,
        note=lines(plain(event.prose("description"))) or None,
        url=address(event.text("url")),
        days=_days(value, event),
        rooms=tuple(rooms.values()),
        sessions=tuple(sessions),
        rows=len(sessions) + len(tally.misread),
        misread=tuple(tally.misread),
        left=dict(tally.left),
    )


def _entries(value: SourceRecord) -> Iterator[tuple[SourceRecord, _Around]]:
    """Contributions, blocks without any, breaks: each once, with what stands around it."""
    for event in value.records("results"):
        if _is_timetable(event):
            for timetable in event.values.values():
                for day_ in timetable.values.values() if isinstance(timetable, SourceRecord) else ():
                    yield from _inside(_members(day_), _Around("", "", ""))
        else:
            around = _Around("", event.text("room", "roomFullname"), event.text("location"))
            yield from _inside(event.records("contributions"), around)
            yield from _inside(event.records("sessions"), around)


def _inside(entries: list[SourceRecord], around: _Around) -> Iterator[tuple[SourceRecord, _Around]]:
    for entry in entries:
        inner = [*entry.records("contributions"), *_members(entry.values.get("entries", ""))]
        if inner:
            room = entry.text("room", "roomFullname") or around.room
            title = entry.text("title", "slotTitle")
            yield from _inside(inner, _Around(title, room, entry.text("location") or around.site))
        else:
            yield entry, around


def _members(value: Value) -> list[SourceRecord]:
    members = value.values.values() if isinstance(value, SourceRecord) else value if isinstance(value, list) else ()
    return [one for one in members if isinstance(one, SourceRecord)]


def _session(entry: SourceRecord, around: _Around) -> FoundSession:
    title = entry.text("title", "slotTitle")
    if not title:
        raise NO_TITLE
    start = _time(entry.record("startDate"))
    end, length = ending(start, _time(entry.record("endDate")), number_of_minutes(entry.text("duration")))
    number = entry.text("friendly_id", "id", "code")
    return FoundSession(
        title=title,
        source=entry.source,
        key=plain_key(f"contribution-{number}" if number.isdigit() else number) or None,
        category=around.category or entry.text("session", "track") or None,
        room=entry.text("room", "roomFullname") or around.room or None,
        start=start,
        end=end,
        minutes=length,
        people=tuple(_people(entry)),
        programme=tuple(_item(one) for one in entry.records("subContributions") if one.text("title")),
        abstract=lines(plain(entry.prose("description"))) or None,
        url=address(entry.text("url")),
        type=BREAK.lower() if entry.text("entryType") == BREAK else entry.text("type") or None,
        tags=tuple(dict.fromkeys(filter(None, (line(said(one)) for one in entry.all("keywords"))))),
    )


def _item(entry: SourceRecord) -> FoundItem:
    people = tuple(_people(entry))
    return FoundItem(title=entry.text("title"), minutes=number_of_minutes(entry.text("duration")), people=people)


def _time(record: SourceRecord) -> datetime | None:
    """A date, a time and a zone."""
    text = record.text("date")
    if not text:
        return None
    found = moment(f"{text}T{record.text('time')}")
    zone = known_zone(record.text("tz"))
    return found.replace(tzinfo=pinned_zone(zone)) if zone and found.tzinfo is None else found


def _people(entry: SourceRecord) -> Iterator[FoundPerson]:
    seen: set[str] = set()
    for person in (one for name in PEOPLE for one in entry.all(name)):
        name = _name(person) if isinstance(person, SourceRecord) else line(said(person))
        key = person.text("person_id", "emailHash") if isinstance(person, SourceRecord) else ""
        if name and (key or name) not in seen:
            seen.add(key or name)
            yield FoundPerson(name=name, key=key or name)


def _name(person: SourceRecord) -> str:
    first = person.text("first_name", "firstName")
    last = person.text("last_name", "familyName")
    if not first or not last:
        return first or last or person.text("fullName", "name")
    chinese = all(HAN[0] <= letter <= HAN[1] for letter in first + last)
    return f"{last}{first}" if chinese else f"{first} {last}"


def _days(value: SourceRecord, event: SourceRecord) -> tuple[date, ...]:
    """The days of the event, or those of its timetable."""
    listed = [
        f"{name[:4]}-{name[4:6]}-{name[6:]}"
        for results in value.records("results")
        if _is_timetable(results)
        for timetable in results.values.values()
        if isinstance(timetable, SourceRecord)
        for name in timetable.values
    ]
    edges = {"start": event.record("startDate").text("date"), "end": event.record("endDate").text("date")}
    return days_of(listed, SourceRecord(dict(edges), event.source))
