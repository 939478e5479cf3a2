"""crowd: a limit on the people who leave a group of rooms at the same time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING

from expo_planner.cpsat.vocabulary import Stay
from expo_planner.domain.clock import Window
from expo_planner.domain.entities import Room, Waiver
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Duration, Text
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import Breach, Clash, Requirement, requirement
from expo_planner.rules.rule import Amount, Example, PositiveMinutes, RoomIds, Rule

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Expression, Literal

CROWD = Text(
    "{people} people leave within {within}, {when}; the limit is {limit}: {sessions}",
    "{within}之内（{when}）共有{people}人散场，上限为{limit}人：{sessions}",
)

FEW = 10
"""One in so many of all sessions: so few are looked up one by one, which takes less time than sorting all by room."""


@requirement
class ComingOut(Requirement):
    """At most `people` attendees leave some rooms after sessions that end less than `within` minutes apart.

    Each maximal group of such sessions over the limit is one clash.
    """

    members: tuple[str, ...]
    rooms: tuple[str, ...]
    within: int
    people: int
    rooms_only = True

    @property
    def sessions(self) -> tuple[str, ...]:
        return self.members

    def admits(self, schedule: Schedule, session: str, placement: Placement) -> bool:
        if placement.room not in self.rooms:
            return True
        others = self.around(schedule, session, placement)
        ends = [(schedule[name].end, self.expo.attendance(name)) for name in others]
        ends.append((placement.end, self.expo.attendance(session)))
        firsts = (first for first, _ in ends if first <= placement.end)
        return all(
            sum(people for end, people in ends if first <= end < first + self.within) <= self.people for first in firsts
        )

    def room_key(self, room: Room) -> Hashable:
        return room.id in self.rooms

    def around(self, schedule: Schedule, session: str, placement: Placement) -> Iterable[str]:
        window = Window(placement.end - self.within, placement.end + self.within)
        near = schedule.near(window, schedule.in_rooms(self.rooms) - {session})
        return (name for name in near if abs(schedule[name].end - placement.end) < self.within)

    def restricted(self, schedule: Schedule, free: Set[str]) -> Iterator[Requirement]:
        """The demand among the free sessions and those of the others that are in its rooms."""
        inside = schedule.in_rooms(self.rooms)
        if moving := free & self.session_set:
            yield replace(self, members=tuple(sorted(moving | inside & self.session_set)))

    def within_reach(self, schedule: Schedule, places: Mapping[str, Collection[Placement]]) -> Requirement:
        if self.weight is not None or self.waivers:
            return self
        inside = {name: [place for place in own if place.room in self.rooms] for name, own in places.items()}
        coming = [name for name in self.members if inside.get(name)]
        near = {other for name in coming for place in inside[name] for other in self.around(schedule, name, place)}
        return replace(self, members=tuple(sorted((near & self.session_set).union(coming))))

    def _inside(self, schedule: Schedule) -> Iterator[str]:
        """The members in its rooms: of few members each is looked up, else the rooms are."""
        if len(self.members) * FEW < len(schedule):
            return (name for name in self.members if (place := schedule.get(name)) and place.room in self.rooms)
        inside = (name for room in dict.fromkeys(self.rooms) for name in schedule.by_room.get(room, ()))
        return (name for name in inside if name in self._members)

    @cached_property
    def _members(self) -> frozenset[str]:
        return frozenset(self.members)

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        ends = sorted((schedule[name].end, name) for name in self._inside(schedule))
        reached = 0
        for place, (first, _) in enumerate(ends):
            beyond = bisect_left(ends, first + self.within, lo=place, key=itemgetter(0))
            if beyond <= reached:
                continue
            reached, group = beyond, ends[place:beyond]
            total = sum(self.expo.attendance(name) for _, name in group)
            if total > self.people:
                names = tuple(name for _, name in group)
                yield self._crowd(Window(first, group[-1][0]), names, total)

    def _crowd(self, window: Window, names: tuple[str, ...], total: int) -> Clash:
        facts = {
            "people": total,
            "within": Duration(self.within),
            "limit": self.people,
            "when": self.expo.clock.span(window),
            "sessions": [self.expo.sessions[name] for name in names],
        }
        return self.clash(Breach(CROWD.fill(**facts), rooms=self.rooms, window=window), names)

    def _coming(self, board: Board, start: int, end: int) -> dict[str, Literal]:
        """For each session that may end in [start, end) in one of the rooms, whether it does."""
        coming = {}
        for name in self.sessions:
            ticks = {own for own, over in board.ends(name).items() if start <= over < end}
            literal = board.all_of(board.in_rooms(name, self.rooms), board.start_among(name, ticks))
            if literal is not board.false:
                coming[name] = literal
        return coming

    def _ends(self, board: Board) -> list[int]:
        return sorted({end for name in self.sessions for end in board.ends(name).values()})

    def post(self, board: Board, when: Literal) -> None:
        stays = {
            Stay(name, self.rooms, after=self.within, from_end=True): self.expo.attendance(name)
            for name in self.members
        }
        board.limit(stays, self.people, when)

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        """One literal for each session end that may be the first of a maximal group."""
        ends = self._ends(board)
        for end in ends:
            coming = self._coming(board, end, end + self.within)
            loads = {name: self.expo.attendance(name) for name in coming}
            crowded = board.exceeds(coming, loads, self.people)
            if crowded is board.false:
                continue
            begins = board.any_of(*self._coming(board, end, end + 1).values())
            maximal = [
                board.any_of(
                    board.none_of(*self._coming(board, earlier, earlier + 1).values()),
                    *self._coming(board, earlier + self.within, end + self.within).values(),
                )
                for earlier in ends
                if end - self.within < earlier < end
            ]
            covered = [
                board.all_of(*(coming.get(name, board.false) for name in sorted(waiver.sessions)))
                for waiver in waivers
                if (deadline := self.deadline(waiver)) is None or end < deadline
            ]
            yield board.all_of(crowded, begins, *maximal, board.none_of(*covered)), 1


@dataclass(frozen=True, kw_only=True)
class Crowd(Rule):
    """At most `people` attendees leave some rooms within any `within` minutes.

    Sessions that end less than `within` minutes apart are counted together. One clash for each maximal group.
    """

    rooms: RoomIds
    within: PositiveMinutes
    people: Amount

    title = Text("crowds leaving", "散场人流")
    about = Text(
        "At most `people` attendees leave these rooms within any `within` interval: sessions that end less than "
        "`within` apart are counted together. One clash for each maximal group of sessions.",
        "在任意一段 within 时间内，从这些场地散场的人数不超过 people：结束时间相差不到 within 的活动合并计算；每个最大"
        "的组计一处冲突。",
    )
    usage = "crowd: {rooms: [7A, 7B, 7C], within: 15min, people: 1500}"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-11:00, language: en}
                rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]
                sessions:
                  - {id: one, title: Part one, duration: 30min, attendance: 200}
                  - {id: two, title: Part two, duration: 30min, attendance: 300, priority: 1}
                  - {id: three, title: Part three, duration: 1h, attendance: 100, priority: 2}
                rules: [crowd: {rooms: [A, B], within: 45min, people: 400}]
                """,
            accepts="one A 09:00, two B 10:00, three A 09:30",
            rejects="one A 09:00, two B 09:30",
            says="500 people leave within 45 min, Thu 6 Jul 09:30–10:00; the limit is 400: “Part one”, “Part two”",
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[ComingOut]:
        demand = Text(
            "at most {people} people leave {rooms} within {within}", "{rooms}{within}之内散场不超过{people}人"
        )
        rooms = [expo.rooms[room].name for room in self.rooms]
        filled = demand.fill(people=self.people, rooms=rooms, within=Duration(self.within))
        yield ComingOut(
            **self.terms(expo),
            demand=filled,
            members=tuple(expo.sessions),
            rooms=expo.including(self.rooms),
            within=self.within,
            people=self.people,
        )
