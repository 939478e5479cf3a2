"""Placements and schedules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeVar, overload

from expo_planner.domain.clock import Window

T = TypeVar("T")


class Placement(NamedTuple):
    """A session's room (an id) and its time in ticks, half-open, without setup and teardown."""

    room: str
    start: int
    end: int

    @property
    def window(self) -> Window:
        return Window(self.start, self.end)


class Roomless(NamedTuple):
    """The time of a session whose room is to be announced, in ticks: published so, but not placed."""

    start: int
    end: int
    room: None = None

    @property
    def window(self) -> Window:
        return Window(self.start, self.end)


Announced = Placement | Roomless
"""What attendees are told of a session: its time, and its room or that it is to be announced."""


@dataclass(frozen=True)
class Schedule(Mapping[str, Placement]):
    """A mapping of session ids to placements; a session that is not in it is not placed.

    `roomless` are the sessions of which only the time is known. Rules, costs and searches know nothing of them.
    """

    placements: Mapping[str, Placement] = field(default_factory=dict)
    roomless: Mapping[str, Roomless] = field(default_factory=dict)

    def __getitem__(self, session: str) -> Placement:
        return self.placements[session]

    def __iter__(self) -> Iterator[str]:
        return iter(self.placements)

    def __len__(self) -> int:
        return len(self.placements)

    @overload
    def get(self, session: str, /) -> Placement | None: ...

    @overload
    def get(self, session: str, /, default: Placement | T) -> Placement | T: ...

    def get(self, session: str, /, default: object = None) -> object:  # rules ask for every session: Mapping's is slow
        return self.placements.get(session, default)

    @cached_property
    def announced(self) -> Mapping[str, Announced]:
        """Every session that has a time, by its id."""
        return {**self.placements, **self.roomless}

    @cached_property
    def by_room(self) -> Mapping[str, Set[str]]:
        """For each room in use, the ids of its sessions."""
        inside: dict[str, set[str]] = {}
        for session, placement in self.placements.items():
            inside.setdefault(placement.room, set()).add(session)
        return inside

    def in_rooms(self, rooms: Iterable[str]) -> Set[str]:
        """The ids of the sessions in some rooms."""
        return frozenset[str]().union(*(self.by_room.get(room, ()) for room in rooms))

    @cached_property
    def by_hour(self) -> Mapping[int, Set[str]]:
        """For each hour, counted from the expo's first midnight, the ids of the sessions that run in it."""
        running: dict[int, set[str]] = {}
        for session, placement in self.placements.items():
            for hour in hours(placement.window):
                running.setdefault(hour, set()).add(session)
        return running

    def near(self, window: Window, sessions: Set[str]) -> Set[str]:
        """The sessions, among some, that run in the hours of a window: a superset of those that overlap it."""
        none = frozenset[str]()
        return none.union(*(sessions & self.by_hour.get(hour, none) for hour in hours(window)))


def hours(window: Window) -> range:
    """The hours in which a window has time, numbered from the expo's first midnight."""
    return range(window.start // 60, (window.end - 1) // 60 + 1)
