"""spare_room: a room in reserve, because plans change."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from expo_planner.cpsat.vocabulary import Stay
from expo_planner.domain.clock import Window, inside, meeting
from expo_planner.domain.entities import Room, Waiver
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import Breach, Clash, Requirement, requirement
from expo_planner.rules.rule import Example, Goal

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Expression, Literal

HALF_HOUR = 30
NONE_FREE = Text("no room is free {when}", "{when}没有空闲的会议室")


@requirement
class OneFree(Requirement):
    """One of the rooms listed for each half-hour of `spare` is free throughout it.

    `members` are the sessions that take rooms, and with a room those that share a cell with it.
    """

    members: tuple[str, ...]
    spare: Mapping[Window, tuple[str, ...]]

    @property
    def sessions(self) -> tuple[str, ...]:
        return self.members

    def room_key(self, room: Room) -> Hashable:
        return room.cells if room.kind == "room" else None

    def time_key(self, session: str, placement: Placement) -> Hashable:
        taken = self.expo.taken(self.expo.sessions[session], placement)
        return tuple(window for window in self.spare if window.meets(taken))

    def free(self, schedule: Mapping[str, Placement], windows: Iterable[Window]) -> dict[Window, tuple[str, ...]]:
        """For each of these half-hours, the rooms that the members leave free."""
        sorted_windows = sorted(windows)
        left = {window: dict.fromkeys(self.spare[window]) for window in sorted_windows}
        sessions, joins = self.expo.sessions, self.expo.joins
        for name in self.members:
            if (placement := schedule.get(name)) is not None:
                for window in meeting(sorted_windows, *self.expo.taken(sessions[name], placement)):
                    for room in joins[placement.room]:
                        left[window].pop(room, None)
        return {window: tuple(rooms) for window, rooms in left.items()}

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        for window, rooms in self.free(schedule, self.spare).items():
            if not rooms:
                yield self.clash(Breach(NONE_FREE.fill(when=self.expo.clock.span(window)), window=window), ())

    def restricted(self, schedule: Schedule, free: Set[str]) -> Iterator[Requirement]:
        """The half-hours in which the free sessions could take the last rooms."""
        moving = tuple(name for name in self.members if name in free)
        fixed = replace(self, members=tuple(name for name in self.members if name not in free))
        most = len(moving) * max(map(len, self.expo.joins.values()))
        left = {window: rooms for window, rooms in fixed.free(schedule, self.spare).items() if 0 < len(rooms) <= most}
        if moving and left:
            yield replace(self, members=moving, spare=left)

    def within_reach(self, schedule: Schedule, places: Mapping[str, Collection[Placement]]) -> Requirement:
        """The half-hours in which every free room may be taken: in all others one stays free."""
        windows = sorted(self.spare)
        taken: dict[Window, set[str]] = {}
        for name in self.members:
            for placement in places.get(name, ()):
                for window in meeting(windows, *self.expo.taken(self.expo.sessions[name], placement)):
                    taken.setdefault(window, set()).update(self.expo.joins[placement.room])
        return replace(
            self, spare={one: rooms for one, rooms in self.spare.items() if taken.get(one, set()) >= {*rooms}}
        )

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        left = self._free(board)
        for window, rooms in self.spare.items():
            covering = [waiver for waiver in waivers if not waiver.sessions]
            if any((end := self.deadline(waiver)) is None or window.start < end for waiver in covering):
                continue
            free = [left[room][window] for room in rooms]
            if not any(literal is board.true for literal in free):
                none_free = board.literal()
                board.imply(board.true, none_free, *free)
                yield none_free, 1

    def _free(self, board: Board) -> dict[str, dict[Window, Literal]]:
        """For each room and half-hour that lists it, whether the room is free."""
        windows: dict[str, list[Window]] = {}
        for window in sorted(self.spare):
            for room in self.spare[window]:
                windows.setdefault(room, []).append(window)
        return {room: board.free(room, [*self._stays(board, room)], own) for room, own in windows.items()}

    def _stays(self, board: Board, room: str) -> Iterator[Stay]:
        """The time for which members may take a room."""
        for name in self.members:
            session = self.expo.sessions[name]
            if rooms := set(self.expo.joins[room]).intersection(board.placements(name)):
                yield Stay(name, rooms, session.setup, session.teardown)


@dataclass(frozen=True, kw_only=True)
class SpareRoom(Goal):
    """Costs the weight for every half-hour of the expo's hours in which no room is open and free throughout."""

    default = 0
    title = Text("a room in reserve", "备用会议室")
    about = Text(
        "Costs the weight for each half-hour of the expo's hours in which no room of kind `room` is open and free "
        "throughout.",
        "展会开放时间内，每有半小时没有一间会议室始终开放且空闲，计一次权重。",
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
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-11:00, language: en}
                rooms:
                  - {id: A, name: Hall A, closed: ["2023-07-06 10:00-11:00"]}
                  - {id: B, name: Hall B, open: ["2023-07-06 09:00-10:00"]}
                  - {id: C, name: Hall C, open: ["2023-07-06 09:00-10:00"]}
                  - {id: BC, name: Hall B+C, cells: [B, C], open: ["2023-07-06"]}
                sessions: [{id: panel, title: Panel, duration: 30min, setup: 30min, teardown: 30min}]
                goals: {spare_room: 3}
                """,
            accepts="panel A 10:00",
            rejects="panel B 10:00",
            says="no room is free Thu 6 Jul 10:00–10:30",
            clashes=2,
            cost=6,
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[OneFree]:
        """One free room per half-hour; a joined hall without open windows is open when all its cells are."""
        demand = Text("one room is always free", "始终留有一间空闲会议室")
        halls = [room for room in expo.rooms.values() if room.kind == "room" and (room.open or not room.joined)]
        usable = {room.id: expo.usable(room) for room in halls}
        spare = {
            window: tuple(room for room, windows in usable.items() if inside(windows, window))
            for window in half_hours(expo)
        }
        members = tuple(session.id for session in expo.sessions.values() if session.host is None)
        yield OneFree(**self.terms(expo), demand=demand.fill(), members=members, spare=spare, goal=True)


def half_hours(expo: Expo) -> Iterator[Window]:
    """The expo's hours in steps of half an hour; a remainder at the end counts as one step."""
    for windows in expo.opening.values():
        for hours in windows:
            for start in range(hours.start, hours.end, HALF_HOUR):
                yield Window(start, min(start + HALF_HOUR, hours.end))
