"""The expo: its days and hours, and what it says of its rooms, people and sessions together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, reduce
from itertools import pairwise
from types import MappingProxyType

from expo_planner.domain.clock import Clock, Portable, Window, Windows, difference, intersection, union
from expo_planner.domain.disturbance import Disturbance
from expo_planner.domain.entities import (
    NOWHERE,
    Category,
    Person,
    Room,
    Session,
    Slot,
    Waiver,
)
from expo_planner.domain.i18n import Language, in_either
from expo_planner.domain.problems import Source
from expo_planner.domain.roles import IN_ROLE, role_name
from expo_planner.domain.schedule import Announced, Placement, Roomless, Schedule


@dataclass(frozen=True, kw_only=True)
class Expo(Portable):
    """An expo with its days and hours, rooms, people, sessions, pools and waivers.

    `opening` are the expo's hours, day by day; in `hours`, those that touch are joined. `usual_hours` are, as if of the
    first day, those of days to which the file gives none of their own. `step` is the grid of starts,
    in minutes from midnight. `travel` maps an unordered pair of sites to minutes. `keep` prices changes of a known
    schedule.
    """

    id: str
    title: str
    title_en: str | None = None
    clock: Clock
    days: tuple[date, ...]
    opening: Mapping[date, Windows]
    usual_hours: Windows = ()
    parts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    step: int = 30
    slots: tuple[Slot, ...] | None = None
    place: str | None = None
    place_en: str | None = None
    sites_en: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None
    note_en: str | None = None
    revised: datetime | None = None
    language: Language = "zh"
    base_url: str | None = None
    base_url_en: str | None = None
    categories: tuple[Category, ...] = ()
    travel: Mapping[frozenset[str], int] = field(default_factory=dict)
    rooms: Mapping[str, Room] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    sessions: Mapping[str, Session] = field(default_factory=dict)
    pools: Mapping[str, int] = field(default_factory=dict)
    keep: Disturbance = field(default_factory=Disturbance)
    waivers: tuple[Waiver, ...] = ()
    source: Source = NOWHERE
    fields: Mapping[str, Source] = field(default_factory=dict)

    def at(self, name: str) -> Source:
        """The place in the file of a field such as `hours` or `pools.interpreter`; else the expo's own place."""
        return self.fields.get(name, self.source)

    @cached_property
    def hours(self) -> Windows:
        """The windows in which anything may happen; the hours of days that touch are one window."""
        return union(window for windows in self.opening.values() for window in windows)

    @cached_property
    def horizon(self) -> Window:
        """The time from the change of day that begins the first day to the one that ends the last."""
        return Window(self.clock.day(self.days[0]).start, self.clock.day(self.days[-1]).end)

    def end(self, session: Session, start: int) -> int:
        """The end of a session that starts at a tick. A session given in days ends at closing time on its last day."""
        if session.length is not None:
            return start + session.length
        assert session.days is not None
        later = [day for day in self.days if day >= self.clock.date(start)]
        last = later[min(session.days, len(later)) - 1] if later else self.days[-1]
        closing = self.opening.get(last, ())
        return max(closing[-1].end if closing else start + 1, start + 1)

    def place_session(self, session: Session, room: str, start: int) -> Placement:
        """The placement of a session in a room, from a start."""
        return Placement(room, start, self.end(session, start))

    def disturbance(self, session: Session, before: Placement, after: Placement | None) -> int:
        """The price of moving a session or, if `after` is None, of dropping it; 0 if it stays."""
        return self.keep.of_change(session.told, session.keep, before, after)

    @cached_property
    def standing(self) -> Schedule:
        """The schedule of the sessions that the file itself places, and of those to which it gives a start alone."""
        placed: dict[str, Placement] = {}
        roomless: dict[str, Roomless] = {}
        for session in self.sessions.values():
            if session.start is not None:
                end = self.end(session, session.start)
                if session.room is not None:
                    placed[session.id] = Placement(session.room, session.start, end)
                else:
                    roomless[session.id] = Roomless(session.start, end)
        return Schedule(placed, roomless)

    def taken(self, session: Session, placement: Placement) -> Window:
        """The time its room is taken, setup and teardown included."""
        return Window(placement.start - session.setup, placement.end + session.teardown)

    def attendance(self, session: str) -> int:
        """The people expected at a session, by its id; 0 where unknown."""
        return self.sessions[session].attendance or 0

    def rooms_for(self, session: Session) -> tuple[str, ...]:
        """The ids of the rooms that a session may use, one or several at once: of those it names, or of kind room."""
        named = session.rooms or tuple(
            room.id for room in self.rooms.values() if room.kind == "room" and not room.parts
        )
        if session.rooms_needed == 1:
            return named
        return tuple(
            room.id
            for room in self.rooms.values()
            if len(room.parts) >= session.rooms_needed and self.allows(named, room)
        )

    @staticmethod
    def allows(named: Collection[str], room: Room) -> bool:
        """Whether a room is one of those named; of several at once, whether all are."""
        return room.id in named or (bool(room.parts) and all(part in named for part in room.parts))

    def including(self, rooms: Collection[str]) -> tuple[str, ...]:
        """The ids of these rooms, and of several at once with one of them."""
        several = (room.id for room in self._several if not set(room.parts).isdisjoint(rooms))
        return tuple(dict.fromkeys((*rooms, *several)))

    @cached_property
    def _several(self) -> tuple[Room, ...]:
        return tuple(room for room in self.rooms.values() if room.parts)

    @cached_property
    def joins(self) -> Mapping[str, tuple[str, ...]]:
        """For every room, the rooms that share a cell with it, itself first."""
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
            room.id: union(window for part in (room.id, *room.parts, *room.cells) for window in self.rooms[part].closed)
            for room in self.rooms.values()
        }

    def closed(self, room: Room) -> Windows:
        """The windows in which a room is closed, by itself or through one of its cells."""
        return self._closed[room.id]

    def opened(self, room: Room) -> tuple[Windows | None, bool]:
        """The windows in which a room is explicitly open (None: not given), and whether the expo's hours apply to it.

        A joined hall without windows of its own is open when all its cells are.
        """
        if room.open is not None or not room.joined:
            return room.open, room.open is None
        said = [self.opened(self.rooms[part]) for part in room.parts or room.cells]
        explicit = [windows for windows, _ in said if windows is not None]
        if not explicit:
            return None, True
        return reduce(intersection, explicit), any(by_hours for _, by_hours in said)

    def usable(self, room: Room) -> Windows:
        """The windows in which a room can be used: open and not closed."""
        opened, by_hours = self.opened(room)
        if opened is None:
            opened = self.hours
        elif by_hours:
            opened = intersection(opened, self.hours)
        return difference(opened, self.closed(room))

    def site_in(self, site: str, language: Language) -> str:
        """The name of a site in a language; that of the expo's own is also its place's, or its title's."""
        own = self.place_en if site == self.place else self.title_en if site == self.title else None
        return in_either(language, site, self.sites_en.get(site) or own)

    def person_in(self, person: str, language: Language) -> str:
        """The name of a person, given by id, in a language."""
        known = self.people.get(person)
        return in_either(language, known.name, known.name_en) if known else person

    def in_role(self, person: str, role: str | None, language: Language) -> str:
        """The name of a person, given by id, with the role that they have, if any."""
        name = self.person_in(person, language)
        return name if role is None else IN_ROLE.fill(person=name, role=role_name(role)).say(language)

    def travel_time(self, one: str, other: str) -> int:
        """Minutes between two rooms: 0 within a site, from or to an online room, and where none is given."""
        here, there = self.rooms[one].site, self.rooms[other].site
        if here is None or there is None or here == there:
            return 0
        return self.travel.get(frozenset((here, there)), 0)

    def daily(self, session: Session, window: Window) -> Windows:
        """The windows in which people see a session: one if it is continuous; over several days, otherwise, daily."""
        return (window,) if session.continuous else self.clock.daily(window)

    def within_hours(self, session: Session, window: Window) -> Windows:
        """The windows of a session that must lie within the expo's hours.

        Of a continuous session that ends on a later date these are its first minute and its last: the nights between
        are its own.
        """
        if session.continuous and len(self.clock.dates(window)) > 1:
            return (Window(window.start, window.start + 1), Window(window.end - 1, window.end))
        return self.daily(session, window)

    def presences(self, session: Session, placement: Announced) -> Mapping[str, tuple[Window, ...]]:
        """The presences of each of its people: the whole session, or their items of the programme."""
        pieces = self.daily(session, placement.window)
        present: dict[str, tuple[Window, ...]] = dict.fromkeys(session.people, pieces)
        if not session.programme:
            return present
        for item, window in zip(session.programme, self.programme(session, placement), strict=True):
            for person in item.people:
                if person not in session.people:
                    present[person] = union((*present.get(person, ()), window))
        return present

    def days_needed(self, person: str, session: Session, placement: Announced) -> frozenset[date]:
        """The days of the expo on which a session needs a person."""
        present = self.presences(session, placement).get(person, ())
        return frozenset(day for window in present for day in self.clock.dates(window))

    def programme(self, session: Session, placement: Announced) -> list[Window]:
        """The window of each item of its programme.

        Items without clock times follow one another; in a session that is open on several days, an item that no longer
        fits into a day begins on the next.
        """
        pieces = self.daily(session, placement.window)
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
        """For every person whom a session names, the ids of those sessions, in the order of the file."""
        named: dict[str, list[str]] = {}
        for session in self.sessions.values():
            for person in session.named:
                named.setdefault(person, []).append(session.id)
        return MappingProxyType({person: tuple(sessions) for person, sessions in named.items()})

    @cached_property
    def repeated(self) -> Mapping[str, tuple[str, ...]]:
        """For every session that takes place several times, by its id, the ids of all its times, its own first."""
        times: dict[str, list[str]] = {}
        for session in self.sessions.values():
            if session.repeats is not None:
                times.setdefault(session.repeats, [session.repeats]).append(session.id)
        return {name: tuple(again) for name, again in times.items()}

    def first_time(self, session: str) -> str:
        """The id of the session that one repeats, itself where it repeats none."""
        return self.sessions[session].repeats or session

    def times_of(self, session: str) -> tuple[str, ...]:
        """The ids of all times at which a session, given by any of them, takes place; its own where it does once."""
        return self.repeated.get(self.first_time(session), (session,))

    @cached_property
    def engagements(self) -> Mapping[str, tuple[str, ...]]:
        """The same without sessions whose host needs the person too: these are one engagement with their host."""
        return {
            person: tuple(name for name in names if self.sessions[name].host not in names)
            for person, names in self.everyone.items()
        }

    @cached_property
    def own_sessions(self) -> Mapping[str, Session]:
        """The sessions of the file, without the assignments to their roles (see `staffing`)."""
        return {name: session for name, session in self.sessions.items() if session.filling is None}

    @property
    def staffed(self) -> bool:
        """Whether there are roles for which the planner chooses people."""
        return len(self.own_sessions) < len(self.sessions)

    def owner(self, session: str) -> str:
        """The session of the file that a session, given by id, is or is an assignment to."""
        known = self.sessions.get(session)
        return session if known is None or known.filling is None or known.host is None else known.host

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Every tick at which the solver may start a session: on the grid of `step`, within the expo's days."""
        ticks = []
        for day in self.days:
            window = self.clock.day(day)
            ticks += [
                tick for tick in range(window.start, window.end) if self.clock.day_and_minute(tick)[1] % self.step == 0
            ]
        return tuple(ticks)
