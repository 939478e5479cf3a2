"""home_room: a series keeps its room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from expo_planner.clock import Window, say_date
from expo_planner.expo import Expo, Waiver
from expo_planner.language import Language, Text
from expo_planner.requirements import Breach, Clash, Requirement, requirement
from expo_planner.rules.rule import Example, Goal
from expo_planner.schedule import Schedule

if TYPE_CHECKING:
    from expo_planner.solver.board import Board, Expression, Literal

WANDERS = Text(
    "the series {series} uses {count} rooms on {day}: {rooms}",
    "系列“{series}”在{day}用了{count}处场地：{rooms}",
)


@dataclass(frozen=True, slots=True)
class Day:
    """A date as people read it."""

    day: date

    def say(self, language: Language) -> str:
        return say_date(self.day, language)


@requirement
class OneRoomADay(Requirement):
    """The sessions of one series that start on one day share a room; each further room counts."""

    series: str
    members: tuple[str, ...]

    @property
    def sessions(self) -> tuple[str, ...]:
        return self.members

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        days: dict[date, list[str]] = {}
        for name in self.members:
            if name in schedule:
                days.setdefault(self.expo.clock.date(schedule[name].start), []).append(name)
        for day, names in sorted(days.items()):
            rooms = tuple(dict.fromkeys(schedule[name].room for name in names))
            if len(rooms) > 1:
                room_names = [self.expo.rooms[room].name for room in rooms]
                message = WANDERS.fill(series=self.series, count=len(rooms), day=Day(day), rooms=room_names)
                window = Window(min(schedule[name].start for name in names), max(schedule[name].end for name in names))
                yield self.clash(Breach(message, len(rooms) - 1, rooms, window=window), tuple(names))

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        date_of = self.expo.clock.date
        for day in sorted({date_of(start) for name in self.members for start in board.starts(name)}):
            inside: dict[str, list[Literal]] = {}
            for name in self.members:
                on_day = {start for start in board.starts(name) if date_of(start) == day}
                for room in board.placements(name) if on_day else ():
                    inside.setdefault(room, []).append(board.at(name, [room], on_day))
            used = [board.any_of(*literals) for literals in inside.values()]
            covered = [
                board.all_of(*(board.on_day(name, day) for name in sorted(waiver.sessions)))
                for waiver in waivers
                if waiver.sessions <= set(self.members) and (waiver.until is None or day <= waiver.until)
            ]
            yield board.excess(used, 1, unless=board.any_of(*covered)), 1


@dataclass(frozen=True, kw_only=True)
class HomeRoom(Goal):
    """The weight, per series and day, for every room but the first."""

    default = 4
    title = Text("a series keeps its room", "系列活动不换厅")
    about = Text(
        "Costs the weight, for each series and day, for every room that its sessions use beyond one.",
        "同一系列的活动在同一天每多用一处场地，计一次权重。",
    )
    usage = "home_room: 4"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: 2023-07-06..2023-07-07, hours: 09:00-10:00, language: en}
                rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]
                sessions:
                  - {id: one, title: Part one, duration: 1h, series: law, when: ["2023-07-06"]}
                  - {id: two, title: Part two, duration: 30min, series: law}
                """,
            accepts="one A 2023-07-06 09:00, two B 2023-07-07 09:00",
            rejects="one A 2023-07-06 09:00, two B 2023-07-06 09:30",
            says="the series law uses 2 rooms on Thu 6 Jul: Hall A, Hall B",
            cost=4,
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[OneRoomADay]:
        series: dict[str, list[str]] = {}
        for session in expo.sessions.values():
            if session.series is not None:
                series.setdefault(session.series, []).append(session.id)
        demand = Text("the series {series} keeps its room", "系列“{series}”不换场地")
        for name, members in series.items():
            if len(members) > 1:
                filled = demand.fill(series=name)
                yield OneRoomADay(**self.terms(expo), demand=filled, series=name, members=tuple(members), goal=True)
