"""spare_room: a room in reserve, because plans change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from expo_planner.clock import Window, inside
from expo_planner.expo import Expo, Room, Waiver
from expo_planner.language import Text
from expo_planner.requirements import Breach, Clash, Requirement, requirement
from expo_planner.rules.rule import Example, Goal
from expo_planner.schedule import Schedule

if TYPE_CHECKING:
    from expo_planner.solver.board import Board, Expression, Literal

HALF_HOUR = 30
NONE_FREE = Text("no room is free {when}", "{when}没有空闲的会议室")


@requirement
class OneFree(Requirement):
    """In every half-hour of the expo's hours, one room of kind room is open and free throughout."""

    @property
    def sessions(self) -> tuple[str, ...]:
        return tuple(session.id for session in self.expo.sessions.values() if session.host is None)

    @cached_property
    def cells(self) -> tuple[Room, ...]:
        """The atomic rooms: a joined hall is free only where they are."""
        return tuple(room for room in self.expo.rooms.values() if room.kind == "room" and not room.joined)

    @property
    def half_hours(self) -> Iterator[Window]:
        """The expo's hours in steps of half an hour; what is left over at the end counts as one."""
        for windows in self.expo.opening.values():
            for hours in windows:
                for start in range(hours.start, hours.end, HALF_HOUR):
                    yield Window(start, min(start + HALF_HOUR, hours.end))

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        taken = {
            cell.id: [
                self.expo.taken(session, schedule[name])
                for room in self.expo.joins[cell.id]
                for name in schedule.by_room.get(room, ())
                if (session := self.expo.sessions[name]).host is None
            ]
            for cell in self.cells
        }
        usable = {cell.id: self.expo.usable(cell) for cell in self.cells}
        for window in self.half_hours:
            if not any(
                inside(usable[cell.id], window) and not any(window.meets(other) for other in taken[cell.id])
                for cell in self.cells
            ):
                yield self.clash(Breach(NONE_FREE.fill(when=self.expo.clock.span(window)), window=window), ())

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        usable = {cell.id: self.expo.usable(cell) for cell in self.cells}
        for window in self.half_hours:
            covering = [waiver for waiver in waivers if not waiver.sessions]
            if any((end := self.deadline(waiver)) is None or window.start < end for waiver in covering):
                continue
            free = [self._free(board, cell.id, window) for cell in self.cells if inside(usable[cell.id], window)]
            yield board.none_of(*free), 1

    def _free(self, board: Board, cell: str, window: Window) -> Literal:
        rooms = self.expo.joins[cell]
        taken = []
        for name in self.sessions:
            session = self.expo.sessions[name]
            meets = board.meets(name, *window, before=session.setup, after=session.teardown)
            taken.append(board.all_of(board.in_rooms(name, rooms), meets))
        return board.none_of(*taken)


@dataclass(frozen=True, kw_only=True)
class SpareRoom(Goal):
    """The weight for every half-hour of the expo's hours in which no room is open and free throughout."""

    default = 0
    title = Text("a room in reserve", "留有备用")
    about = Text(
        "Costs the weight for each half-hour of the expo's hours in which no room of kind room is open and free.",
        "展会开放时间内每半小时若没有一间会议室开放且空闲，计一次权重。",
    )
    usage = "spare_room: 1"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-11:00, language: en}
                rooms:
                  - {id: A, name: Hall A}
                  - {id: B, name: Hall B, open: ["2023-07-06 09:00-10:30"]}
                  - {id: AB, name: Hall A+B, cells: [A, B]}
                sessions: [{id: panel, title: Panel, duration: 1h}, {id: debate, title: Debate, duration: 30min, priority: 9}]
                goals: {spare_room: 3}
                """,
            accepts="panel B 09:00, debate A 10:00",
            rejects="panel A 10:00",
            says="no room is free Thu 6 Jul 10:30–11:00",
            cost=3,
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[OneFree]:
        demand = Text("one room is always free", "始终留有一间空闲会议室")
        yield OneFree(**self.terms(expo), demand=demand.fill(), goal=True)
