"""What both files say, as one table: days, rooms, events, people.

A joined hall is one room. A session that is open on several days is one event a day, as in the calendars; one that is
continuous, or runs past midnight, is one event on the day on which it starts, and that day ends when it does or the
next one begins. What lasts longer than a day without being either, and what lasts 100 hours, for which the format has
no word, is cut where days change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from webcolors import name_to_hex

from expo_planner.domain.clock import Window, Windows
from expo_planner.domain.entities import Room
from expo_planner.domain.expo import Expo
from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.agenda_entry import AgendaEntry
from expo_planner.publishing.clean_text import ascii_url, one_line
from expo_planner.publishing.formats.frab.identity import acronym, guid, name_space, numbers, part_name, slug
from expo_planner.publishing.labels import CO_ORGANISERS, ORGANISERS, TO_BE_ANNOUNCED

DRAFT = "draft"
TOO_LONG = 100 * 60
"""Minutes for which the format has no word."""
OTHER = "other"
"""The type of a session that has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A person of a session."""

    guid: UUID
    number: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A session, given by id, or one day of it. `track` is the category, "" for none; `url` and `stream` are ASCII."""

    session: str
    guid: UUID
    number: int
    slug: str
    room: str | None
    start: datetime
    end: datetime
    title: str
    subtitle: str
    track: str
    type: str
    abstract: str
    description: str
    people: tuple[Speaker, ...]
    url: str | None
    stream: str | None

    @property
    def minutes(self) -> int:
        return round((self.end.timestamp() - self.start.timestamp()) / 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrabRoom:
    """A room in use, or None for those that are to be announced.

    Its name is its alone: a second room of that name has its id behind it.
    """

    room: Room | None
    guid: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FrabDay:
    """A day of the expo: its hours, and longer where its events are, but not into the next day.

    Rooms without events that day are not on it.
    """

    index: int
    date: date
    start: datetime
    end: datetime
    rooms: Mapping[str | None, tuple[Event, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A category in use. `color` is #rrggbb."""

    name: str
    slug: str
    color: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The whole table. `version` is the release's number; `base_url` ends in a slash.

    `own` is what the formats have no word for: the expo's id and place. `plan import` reads it, others pass it over.
    """

    agenda: Agenda
    version: str
    acronym: str
    base_url: str | None
    tracks: tuple[Track, ...]
    places: Mapping[str | None, FrabRoom]
    days: tuple[FrabDay, ...]
    own: Mapping[str, str]


def make_programme(agenda: Agenda, version: str = DRAFT) -> Programme:
    """The table of an agenda."""
    expo, space = agenda.expo, name_space(agenda.expo.id)
    places = _places(agenda, space)
    address = ascii_url(agenda.base_url)
    return Programme(
        agenda=agenda,
        version=one_line(version),
        acronym=acronym(expo.id),
        base_url=f"{address.rstrip('/')}/" if address else None,
        tracks=tuple(
            Track(
                name=group.name,
                slug=f"category-{group.number}",
                color=name_to_hex(group.color) if group.color else None,
            )
            for group in agenda.groups
            if group.number is not None
        ),
        places=places,
        days=tuple(_days(agenda, places, list(_events(agenda, space)))),
        own={"id": expo.id} | ({"place": agenda.venue} if agenda.venue else {}),
    )


def _places(agenda: Agenda, space: UUID) -> dict[str | None, FrabRoom]:
    used = {entry.placement.room for entry in agenda.entries}
    places: dict[str | None, FrabRoom] = {}
    if None in used:
        places[None] = FrabRoom(room=None, guid=guid(space, "room"), name=agenda.say(TO_BE_ANNOUNCED))
    for room in agenda.expo.rooms.values():
        if room.id in used:
            name = agenda.places[room.id]
            while any(name == place.name for place in places.values()):
                name = f"{name} ({room.id})"
            places[room.id] = FrabRoom(room=room, guid=guid(space, f"room:{room.id}"), name=name)
    return places


def _events(agenda: Agenda, space: UUID) -> Iterator[tuple[Window, Event]]:
    expo = agenda.expo
    pieces = {entry.session.id: _pieces(entry) for entry in agenda.entries}
    first = (part_name(session, 1) for session in sorted(expo.sessions))
    later = (part_name(name, part) for name in sorted(pieces) for part in range(2, len(pieces[name]) + 1))
    given = numbers(space, (*first, *later))
    speakers = _speakers(agenda, space)
    for entry in agenda.entries:
        session = entry.session
        other = session.title if agenda.language == "en" else session.title_en
        for part, window in enumerate(pieces[session.id], start=1):
            name = part_name(session.id, part)
            yield (
                window,
                Event(
                    session=session.id,
                    guid=guid(space, name),
                    number=given[name],
                    slug=slug(expo.id, given[name], session.id),
                    room=entry.placement.room,
                    start=agenda.clock.local(window.start),
                    end=agenda.clock.local(window.end),
                    title=entry.title,
                    subtitle=one_line(other or "") if session.title_en else "",
                    track=entry.category,
                    type=one_line(session.type or OTHER),
                    abstract=entry.abstract,
                    description="\n".join(_description(agenda, entry)),
                    people=tuple(speakers[person] for person in entry.session.named),
                    url=entry.url,
                    stream=entry.stream,
                ),
            )


def _pieces(entry: AgendaEntry) -> tuple[Window, ...]:
    whole = entry.session.continuous and entry.window.end - entry.window.start < TOO_LONG
    return entry.days if whole else entry.dates


def _speakers(agenda: Agenda, space: UUID) -> dict[str, Speaker]:
    expo = agenda.expo
    named = {f"person:{person}": person for person in sorted({*expo.people, *expo.everyone})}
    return {
        person: Speaker(
            guid=guid(space, name),
            number=number,
            name=one_line(expo.person_in(person, agenda.language)),
        )
        for name, number in numbers(space, named).items()
        for person in (named[name],)
    }


def _description(agenda: Agenda, entry: AgendaEntry) -> Iterator[str]:
    """Who organises it, and what happens when."""
    if entry.organisers:
        yield agenda.say(ORGANISERS) + entry.organisers
    if entry.co_organisers:
        yield agenda.say(CO_ORGANISERS) + entry.co_organisers
    for item in entry.programme:
        yield f"{item.time} {item.title}{' · ' if item.people else ''}{item.people}"


def _days(
    agenda: Agenda, places: Mapping[str | None, FrabRoom], events: list[tuple[Window, Event]]
) -> Iterator[FrabDay]:
    clock, expo = agenda.clock, agenda.expo
    held: dict[date, list[tuple[Window, Event]]] = {day: [] for day in expo.days}
    for window, event in events:
        held.setdefault(clock.date(window.start), []).append((window, event))
    begins = {
        day: min(window.start for window in (*(window for window, _ in held[day]), *_hours(expo, day))) for day in held
    }
    for index, day in enumerate(sorted(held), start=1):
        ends = max(window.end for window in (*(window for window, _ in held[day]), *_hours(expo, day)))
        following = min((begins[other] for other in held if other > day), default=ends)
        rooms = {room: tuple(event for _, event in held[day] if event.room == room) for room in places}
        yield FrabDay(
            index=index,
            date=day,
            start=clock.local(begins[day]),
            end=clock.local(max(min(ends, following), begins[day] + 1)),
            rooms={room: chosen for room, chosen in rooms.items() if chosen},
        )


def _hours(expo: Expo, day: date) -> Windows:
    return expo.opening.get(day) or (expo.clock.day(day),)


def clock_length(minutes: int) -> str:
    """A length as the format has it: `01:30`."""
    return f"{minutes // 60:02}:{minutes % 60:02}"
