"""Demands on what many sessions do on each day."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence, Set
from datetime import date
from typing import TYPE_CHECKING

from expo_planner.domain.clock import Window
from expo_planner.domain.entities import Room, Waiver
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements.requirement import Requirement, requirement

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Literal


@requirement
class ByDay(Requirement):
    """A demand on the days on which its `members` count. Subclasses give these in `dates`."""

    members: tuple[str, ...]

    @property
    def sessions(self) -> tuple[str, ...]:
        return self.members

    def dates(self, session: str, placement: Placement) -> Set[date]:
        """The local dates on which a session counts; its room does not matter."""
        raise NotImplementedError

    def room_key(self, room: Room) -> Hashable:
        return None

    def by_date(self, schedule: Schedule) -> dict[date, list[str]]:
        """The members that count on each date, in order of the dates."""
        found: dict[date, list[str]] = {}
        for name in self.members:
            if name in schedule:
                for day in self.dates(name, schedule[name]):
                    found.setdefault(day, []).append(name)
        return dict(sorted(found.items()))

    def span(self, schedule: Schedule, names: Sequence[str]) -> Window:
        """The time from the first start to the last end of some members."""
        return Window(min(schedule[name].start for name in names), max(schedule[name].end for name in names))

    def starts_by_date(self, board: Board, name: str) -> dict[date, set[int]]:
        """The candidate starts of a member with which it counts on each date."""
        found: dict[date, set[int]] = {}
        for start, end in board.ends(name).items():
            for day in self.dates(name, Placement("", start, end)):
                found.setdefault(day, set()).add(start)
        return dict(sorted(found.items()))

    def candidates(self, board: Board) -> dict[date, dict[str, set[int]]]:
        """For each date, the members that may count on it, with the starts with which they do."""
        found: dict[date, dict[str, set[int]]] = {}
        for name in self.members:
            for day, starts in self.starts_by_date(board, name).items():
                found.setdefault(day, {})[name] = starts
        return dict(sorted(found.items()))

    def covered(self, board: Board, waivers: Sequence[Waiver], part: Mapping[str, Set[int]]) -> Literal:
        """Whether a waiver covers the clash of the members in `part`, which take part with these starts."""
        return board.any_of(*(self._covered(board, waiver, part) for waiver in waivers if waiver.sessions <= set(part)))

    def _covered(self, board: Board, waiver: Waiver, part: Mapping[str, Set[int]]) -> Literal:
        """Whether the waiver covers the clash: all its sessions take part, and the first of all begins in time."""
        holds = [board.start_among(name, part[name]) for name in sorted(waiver.sessions)]
        deadline = self.deadline(waiver)
        if deadline is not None:
            early = {name: {start for start in starts if start < deadline} for name, starts in part.items()}
            holds.append(board.any_of(*(board.start_among(name, starts) for name, starts in early.items())))
        return board.all_of(*holds)
