"""Who stands where: placements and schedules."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from expo_planner.clock import Window


class Placement(NamedTuple):
    """A session's room (its id) and its time in ticks, half-open, without set-up and tear-down."""

    room: str
    start: int
    end: int

    @property
    def window(self) -> Window:
        return Window(self.start, self.end)


@dataclass(frozen=True)
class Schedule(Mapping[str, Placement]):
    """Session ids and their placements; a session that is not in it has no place."""

    placements: Mapping[str, Placement] = field(default_factory=dict)

    def __getitem__(self, session: str) -> Placement:
        return self.placements[session]

    def __iter__(self) -> Iterator[str]:
        return iter(self.placements)

    def __len__(self) -> int:
        return len(self.placements)

    @cached_property
    def by_room(self) -> Mapping[str, Collection[str]]:
        """Of each room in use, the ids of its sessions."""
        inside: dict[str, list[str]] = {}
        for session, placement in self.placements.items():
            inside.setdefault(placement.room, []).append(session)
        return {room: tuple(sessions) for room, sessions in inside.items()}

    @cached_property
    def by_hour(self) -> Mapping[int, Collection[str]]:
        """Of each hour, counted from the expo's first midnight, the ids of the sessions that run in it."""
        running: dict[int, set[str]] = {}
        for session, placement in self.placements.items():
            for hour in hours(placement.window):
                running.setdefault(hour, set()).add(session)
        return running

    def near(self, window: Window) -> set[str]:
        """The ids of the sessions that run in the hours of a window; all that meet it are among them."""
        return {session for hour in hours(window) for session in self.by_hour.get(hour, ())}


def hours(window: Window) -> range:
    """The hours that a window touches, by their number from the expo's first midnight."""
    return range(window.start // 60, (window.end - 1) // 60 + 1)
