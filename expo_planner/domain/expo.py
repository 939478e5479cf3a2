"""What an organiser has and wants: the expo, its rooms, people and sessions.

Frozen and complete: joined halls already know their cells, capacity, equipment and price; references are ids that
exist. Times are ticks, lengths are minutes (see `clock`). Every part knows the place in the file that it came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

from expo_planner.domain.clock import Clock, Portable, Window, Windows, difference, intersection, union
from expo_planner.domain.i18n import Language, quoted
from expo_planner.domain.problems import Source
from expo_planner.domain.schedule import Placement, Schedule

RoomKind = Literal["room", "open", "online"]
NOWHERE = Source("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A heading of the agenda. `color` is a CSS colour name."""

    name: str
    name_en: str | None = None
    color: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A place where sessions happen.

    `kind` room holds one session at a time, open and online hold any number. `cells` are the ids of the atomic rooms
    it takes up: itself, or for a joined hall its parts. `site` is None for online rooms. `open` None means the expo's
    hours; `closed` windows of cells are not repeated here. `turnover` None means the rule's. Prices are per hour.
    """

    id: str
    name: str
    name_en: str | None = None
    kind: RoomKind = "room"
    site: str | None = None
    capacity: int | None = None
    needs_met: frozenset[str] = frozenset()
    cells: tuple[str, ...] = ()
    open: Windows | None = None
    closed: Windows = ()
    cost_per_hour: int = 0
    turnover: int | None = None
    stream_url: str | None = None
    source: Source = NOWHERE

    @property
    def joined(self) -> bool:
        """Whether it is a hall joined from cells."""
        return self.cells != (self.id,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone who has to be present. `available` None means always."""

    id: str
    name: str
    role: str | None = None
    away: Windows = ()
    available: Windows | None = None
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A part of a session's programme.

    `offset` is its minutes after the session's start where the file gives clock times; without it the item follows
    the one before. `people` are ids.
    """

    title: str
    length: int
    offset: int | None = None
    people: tuple[str, ...] = ()
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Something on the agenda: a forum, a ceremony, a contest.

    Its length is `length` minutes, or, with `days`, until closing time of the so-maniest day. `priority` None is a
    must; a number is what leaving it out costs. `when` and `prefer_when` are alternatives and are not joined.
    `start` and `room` are where it stands now. `fields` gives the place in the file of single fields.
    """

    id: str
    title: str
    title_en: str | None = None
    category: str | None = None
    length: int | None = None
    days: int | None = None
    attendance: int | None = None
    when: tuple[Window, ...] = ()
    rooms: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()
    people: tuple[str, ...] = ()
    uses: Mapping[str, int] = field(default_factory=dict)
    setup: int = 0
    teardown: int = 0
    tags: tuple[str, ...] = ()
    series: str | None = None
    type: str | None = None
    priority: int | None = None
    prefer_when: tuple[Window, ...] = ()
    prefer_rooms: tuple[str, ...] = ()
    start: int | None = None
    room: str | None = None
    pinned: bool = False
    host: str | None = None
    programme: tuple[Item, ...] = ()
    organisers: tuple[str, ...] = ()
    co_organisers: tuple[str, ...] = ()
    abstract: str | None = None
    url: str | None = None
    stream_url: str | None = None
    source: Source = NOWHERE
    fields: Mapping[str, Source] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[int | None, int | None, int, int]:
        """How long it takes its room: sessions of one shape that start together end and leave together."""
        return (self.length, self.days, self.setup, self.teardown)

    @property
    def named(self) -> tuple[str, ...]:
        """The ids of the different people in it and its programme, in the order they are named."""
        return tuple(dict.fromkeys([*self.people, *(one for item in self.programme for one in item.people)]))

    @property
    def told(self) -> int:
        """How many people are told when it changes: who attends, who is in it, and who runs it."""
        return 1 + (self.attendance or 0) + len(self.named)

    def say(self, language: Language) -> str:
        """The session as a sentence names it: its title in quotes."""
        return quoted(self.title_en if language == "en" and self.title_en else self.title)

    def at(self, name: str) -> Source:
        """The place of one of its fields in the file; the session's own where the field is not given."""
        return self.fields.get(name, self.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One slot of a fixed grid, already on its date. `types` empty means any."""

    window: Window
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A clash known and accepted: covers the clashes of `rule` whose sessions include all of `sessions`.

    With `until` it covers clashes that start on or before that day.
    """

    rule: str
    sessions: frozenset[str] = frozenset()
    by: str | None = None
    why: str | None = None
    until: date | None = None
    source: Source = NOWHERE


@dataclass(frozen=True, kw_only=True)
class Expo(Portable):
    """The whole of it: days and hours, rooms, people, sessions, pools, accepted clashes.

    `hours` are the expo's hours as windows, `opening` the same before those of touching days are joined. `step` is
    the grid of starts in minutes from midnight. `travel` maps an unordered pair of sites to minutes.
    """

    id: str
    title: str
    title_en: str | None = None
    clock: Clock
    days: tuple[date, ...]
    opening: Mapping[date, Windows]
    parts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    step: int = 30
    slots: tuple[Slot, ...] | None = None
    place: str | None = None
    note: str | None = None
    revised: datetime | None = None
    language: Language = "zh"
    base_url: str | None = None
    categories: tuple[Category, ...] = ()
    travel: Mapping[frozenset[str], int] = field(default_factory=dict)
    rooms: Mapping[str, Room] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    sessions: Mapping[str, Session] = field(default_factory=dict)
    pools: Mapping[str, int] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    source: Source = NOWHERE
    fields: Mapping[str, Source] = field(default_factory=dict)

    def at(self, name: str) -> Source:
        """The place in the file of `hours`, `slots`, `pools.interpreter` and such; the expo's own otherwise."""
        return self.fields.get(name, self.source)

    @cached_property
    def hours(self) -> Windows:
        """When anything may happen; the hours of days that touch are one window."""
        return union(window for windows in self.opening.values() for window in windows)

    @cached_property
    def horizon(self) -> Window:
        """From the first day's midnight to the last day's."""
        return Window(self.clock.edge(self.days[0], 0), self.clock.day(self.days[-1]).end)

    def end(self, session: Session, start: int) -> int:
        """When a session that starts then is over. A session of days ends at closing time of its last day."""
        if session.length is not None:
            return start + session.length
        assert session.days is not None
        later = [day for day in self.days if day >= self.clock.date(start)]
        last = later[min(session.days, len(later)) - 1] if later else self.days[-1]
        closing = self.opening.get(last, ())
        return max(closing[-1].end if closing else start + 1, start + 1)

    def place_session(self, session: Session, room: str, start: int) -> Placement:
        """The session in a room from a tick on."""
        return Placement(room, start, self.end(session, start))

    @cached_property
    def standing(self) -> Schedule:
        """The sessions that the file places, where it places them."""
        return Schedule(
            {
                session.id: self.place_session(session, session.room, session.start)
                for session in self.sessions.values()
                if session.room is not None and session.start is not None
            }
        )

    def taken(self, session: Session, placement: Placement) -> Window:
        """The time its room is taken: with set-up and tear-down."""
        return Window(placement.start - session.setup, placement.end + session.teardown)

    @cached_property
    def joins(self) -> Mapping[str, tuple[str, ...]]:
        """Of every room, the rooms that share a cell with it, itself first."""
        inside: dict[str, list[str]] = {}
        for room in self.rooms.values():
            for cell in room.cells:
                inside.setdefault(cell, []).append(room.id)
        sharing = {room.id: {other for cell in room.cells for other in inside[cell]} for room in self.rooms.values()}
        return {room: (room, *self._in_order(others - {room})) for room, others in sharing.items()}

    def shared_cells(self, one: str, other: str) -> list[Room]:
        """The cells that two rooms share, in the order of the file."""
        shared = set(self.rooms[one].cells) & set(self.rooms[other].cells)
        return [self.rooms[cell] for cell in self._in_order(shared)]

    @cached_property
    def _rank(self) -> Mapping[str, int]:
        return {room: place for place, room in enumerate(self.rooms)}

    def _in_order(self, rooms: Iterable[str]) -> list[str]:
        """The rooms in the order of the file."""
        return sorted(rooms, key=self._rank.__getitem__)

    @cached_property
    def _closed(self) -> Mapping[str, Windows]:
        return {
            room.id: union(window for part in (room.id, *room.cells) for window in self.rooms[part].closed)
            for room in self.rooms.values()
        }

    def closed(self, room: Room) -> Windows:
        """When a room is closed: by itself or through one of its cells."""
        return self._closed[room.id]

    def opened(self, room: Room) -> tuple[Windows | None, bool]:
        """When a room is explicitly open (None: never said), and whether the expo's hours hold for it.

        A joined hall that says nothing of its own is open when all its cells are.
        """
        if room.open is not None or not room.joined:
            return room.open, room.open is None
        said = [self.rooms[cell].open for cell in room.cells]
        explicit = [windows for windows in said if windows is not None]
        if not explicit:
            return None, True
        common = explicit[0]
        for windows in explicit[1:]:
            common = intersection(common, windows)
        return common, len(explicit) < len(said)

    def usable(self, room: Room) -> Windows:
        """When a room can be used: open and not closed."""
        opened, by_hours = self.opened(room)
        if opened is None:
            opened = self.hours
        elif by_hours:
            opened = intersection(opened, self.hours)
        return difference(opened, self.closed(room))

    def travel_time(self, one: str, other: str) -> int:
        """Minutes between two rooms: 0 within a site, from or to an online room, and where none is given."""
        here, there = self.rooms[one].site, self.rooms[other].site
        if here is None or there is None or here == there:
            return 0
        return self.travel.get(frozenset((here, there)), 0)

    def presences(self, session: Session, placement: Placement) -> Mapping[str, tuple[Window, ...]]:
        """When each of its people is present: all the time, or for their items of the programme."""
        pieces = self.clock.daily(placement.window)
        present: dict[str, tuple[Window, ...]] = dict.fromkeys(session.people, pieces)
        if not session.programme:
            return present
        for item, window in zip(session.programme, self.programme(session, placement), strict=True):
            for person in item.people:
                if person not in session.people:
                    present[person] = union((*present.get(person, ()), window))
        return present

    def programme(self, session: Session, placement: Placement) -> list[Window]:
        """When each item of its programme happens.

        Items without clock times follow one another; what no longer fits in one day of a session over several days
        begins the next day.
        """
        pieces = self.clock.daily(placement.window)
        windows: list[Window] = []
        now = placement.start
        for item in session.programme:
            if item.offset is not None:
                now = placement.start + item.offset
            else:
                for piece, following in pairwise(pieces):
                    if piece.end < now + item.length <= following.start + item.length:
                        now = following.start
                        break
            windows.append(Window(now, now + item.length))
            now += item.length
        return windows

    @cached_property
    def everyone(self) -> Mapping[str, tuple[str, ...]]:
        """Of every person whom a session names, the ids of those sessions, in the order of the file."""
        named: dict[str, list[str]] = {}
        for session in self.sessions.values():
            for person in session.named:
                named.setdefault(person, []).append(session.id)
        return MappingProxyType({person: tuple(sessions) for person, sessions in named.items()})

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Every tick at which the solver may start a session: on the grid of steps, within the expo's days."""
        ticks = []
        for day in self.days:
            window = self.clock.day(day)
            ticks += [
                tick for tick in range(window.start, window.end) if self.clock.day_and_minute(tick)[1] % self.step == 0
            ]
        return tuple(ticks)
