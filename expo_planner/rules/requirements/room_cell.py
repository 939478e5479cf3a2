"""A room cell holds one session at a time, by itself or as a part of joined halls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from expo_planner.cpsat.vocabulary import Stay
from expo_planner.domain.clock import Window
from expo_planner.domain.entities import Room
from expo_planner.domain.i18n import Duration, Text
from expo_planner.domain.problems import Source
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements.pairwise import AllPairs, Pairwise, between
from expo_planner.rules.requirements.requirement import Breach, Requirement, requirement

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Literal

OVERLAP = Text(
    "{first} and {second} both use {room}, {when} (overlap {minutes})",
    "{first}与{second}同时占用{room}，{when}（重叠{minutes}）",
)
SHARED_CELL = Text(
    "{first} in {one} and {second} in {other} both use {room}, {when} (overlap {minutes})",
    "{first}（{one}）与{second}（{other}）同时占用{room}，{when}（重叠{minutes}）",
)
TOO_TIGHT = Text(
    "only {left} between {first} and {second} in {room}, {when}, setup and teardown counted; {need} is required",
    "{first}与{second}在{room}之间只留出{left}（{when}，布场、撤场已计入），需要{need}",
)


@requirement
class TwoInCell(Pairwise):
    """Two sessions do not use one cell at the same time, and leave the turnover between them."""

    cell: OneAtATime
    concession = None  # nobody can accept two sessions in one room

    def breach(self, first: Placement, second: Placement) -> Breach | None:
        expo, rooms = self.expo, (first.room, second.room)
        if self.cell.rooms.isdisjoint(rooms[:1]) or self.cell.rooms.isdisjoint(rooms[1:]) or not self.cell.owns(*rooms):
            return None
        need = self.cell.gap(*rooms)
        one, other = expo.taken(self.first, first), expo.taken(self.second, second)
        left = max(one.start, other.start) - min(one.end, other.end)
        if left >= need:
            return None
        facts = {
            "first": self.first,
            "second": self.second,
            "one": expo.rooms[first.room].name,
            "other": expo.rooms[second.room].name,
            "room": [cell.name for cell in expo.shared_cells(*rooms)]
            if rooms[0] != rooms[1]
            else expo.rooms[rooms[0]].name,
            "when": expo.clock.span(self.window(first, second)),
            "minutes": Duration(-left),
            "left": Duration(max(left, 0)),
            "need": Duration(need),
        }
        text = TOO_TIGHT if left >= 0 else OVERLAP if rooms[0] == rooms[1] else SHARED_CELL
        shared = dict.fromkeys([*rooms, *(cell.id for cell in expo.shared_cells(*rooms))])
        return Breach(text.fill(**facts), rooms=tuple(shared))

    def window(self, first: Placement, second: Placement) -> Window:
        """The time when both use the room, setup and teardown included, or the gap between them."""
        return between(self.expo.taken(self.first, first), self.expo.taken(self.second, second))

    def begins_before(self, board: Board, deadline: int) -> Literal:
        both = (self.first, self.second)
        return board.any_of(
            board.all_of(*(board.starts_before(session.id, deadline + session.setup) for session in both)),
            *(board.ends_before(session.id, deadline - session.teardown) for session in both),
        )

    def post(self, board: Board, when: Literal) -> None:
        first, second = self.sessions
        for one in board.placements(first):
            for other in board.placements(second):
                if self.cell.rooms.issuperset((one, other)) and self.cell.owns(one, other):
                    self.separate(board, one, other, when)

    def separate(self, board: Board, one: str, other: str, when: Literal) -> None:
        """Posts the gap between the first session in one room and the second in another."""
        first, second = self.first, self.second
        shifts = (-first.setup, first.teardown, -second.setup, second.teardown)
        inside = (board.in_room(first.id, one), board.in_room(second.id, other))
        board.separate(first.id, second.id, self.cell.gap(one, other), when, *inside, shifts=shifts)


@requirement
class OneAtATime(AllPairs):
    """One cell holds one session at a time, by itself or as a part of joined halls (`rooms`).

    Two sessions whose rooms share several cells clash once: in the first of those cells.
    """

    cell: Room
    rooms: frozenset[str]
    rooms_only = True
    turnover: int
    wall_move: int

    @property
    def sources(self) -> tuple[Source, ...]:
        return (self.cell.source, self.source) if self.source.file else (self.cell.source,)

    def owns(self, one: str, other: str) -> bool:
        """Whether this cell reports a clash of sessions in these two rooms."""
        return self.expo.shared_cells(one, other)[0].id == self.cell.id

    def gap(self, one: str, other: str) -> int:
        """The turnover, in minutes, between sessions in these rooms; of several at once, the longest in any cell."""
        rooms = self.expo.rooms
        if not (rooms[one].parts or rooms[other].parts):
            return self._between(one, other)
        cells = self.expo.shared_cells(one, other)
        return max(self._between(self._part(one, cell), self._part(other, cell)) for cell in cells)

    def _between(self, one: str, other: str) -> int:
        """The turnover between one room or joined hall and another."""
        first, second = self._turnover(one), self._turnover(other)
        return first if one == other else max(first, second, self.wall_move)

    def _part(self, room: str, cell: Room) -> str:
        """The room, of several at once, that has a cell; otherwise the room itself."""
        parts = self.expo.rooms[room].parts
        return next((part for part in parts if cell.id in self.expo.rooms[part].cells), room)

    def _turnover(self, room: str) -> int:
        own = self.expo.rooms[room]
        if own.parts:
            own = self.expo.rooms[self._part(room, self.cell)]
        return self.turnover if own.turnover is None else own.turnover

    def pair(self, first: str, second: str) -> TwoInCell:
        """The demand on two of its sessions."""
        sessions = self.expo.sessions
        return TwoInCell(
            **self.terms,
            demand=self.demand,
            first=sessions[first],
            second=sessions[second],
            cell=self,
        )

    def busy(self, schedule: Schedule) -> Sequence[tuple[Window, str]]:
        """The time each session uses the cell, plus the longest gap that any two must leave."""
        longest = max(self.gap(room, other) for room in self.rooms for other in self.rooms)
        windows = []
        for room in self.rooms:
            for name in schedule.by_room.get(room, ()):
                session = self.expo.sessions[name]
                if session.host is None:
                    start, end = self.expo.taken(session, schedule[name])
                    windows.append((Window(start, end + longest), name))
        return sorted(windows)

    def restricted(self, schedule: Schedule, free: Set[str]) -> Iterator[Requirement]:
        """The demand among the free sessions; their domains already exclude times that the others occupy."""
        moving = tuple(sorted(self.session_set & free))
        if len(moving) > 1:
            yield replace(self, members=moving)

    def post(self, board: Board, when: Literal) -> None:
        """Posts one no-overlap for the cell, and pairs only where two rooms need a longer gap than either alone."""
        stays = []
        for session in map(self.expo.sessions.__getitem__, self.members):
            for room in board.placements(session.id):
                if room in self.rooms:
                    after = session.teardown + self._turnover(room)
                    stays.append(Stay(session.id, (room,), session.setup, after))
        board.take_turns(stays, when)
        longer = [
            (one, other)
            for one in sorted(self.rooms)
            for other in sorted(self.rooms)
            if one != other
            and self.owns(one, other)
            and self.gap(one, other) > min(self._turnover(one), self._turnover(other))
        ]
        for first, second in combinations(self.sessions, 2) if longer else ():
            for one, other in longer:
                if one in board.placements(first) and other in board.placements(second):
                    self.pair(first, second).separate(board, one, other, when)
