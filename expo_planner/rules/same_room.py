"""same_room: sessions that share a room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements import Breach, Link, Pairwise, requirement
from expo_planner.rules.requirements.implications import same_room
from expo_planner.rules.rule import Example, Rule, SessionIds

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Literal

OTHER_ROOM = Text(
    "{first} is in {one}, {second} is in {other}; they should share a room",
    "{first}在{one}，{second}在{other}，二者应在同一场地",
)


@requirement
class SharedRoom(Pairwise):
    """The two have the same room."""

    ties = True

    def breach(self, first: Placement, second: Placement) -> Breach | None:
        if first.room == second.room:
            return None
        one, other = self.expo.rooms[first.room], self.expo.rooms[second.room]
        facts = {"first": self.first, "second": self.second, "one": one.name, "other": other.name}
        return Breach(OTHER_ROOM.fill(**facts), rooms=(one.id, other.id))

    def links(self, cuts: Sequence[int]) -> Iterator[Link]:
        return same_room(self.first, self.second, self.expo)

    def post(self, board: Board, when: Literal) -> None:
        first, second = self.sessions
        board.same_room(first, second, when, board.placed(first), board.placed(second))


@dataclass(frozen=True, kw_only=True)
class SameRoom(Rule):
    """The sessions have the same room."""

    sessions: SessionIds

    title = Text("in the same room", "同一场地")
    about = Text(
        "The sessions have the same room. One clash for each consecutive pair.",
        "各场安排在同一场地；相邻两场各计一处冲突。",
    )
    usage = "same_room: {sessions: [a, b]}"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-10:00, language: en}
                rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}, {id: C, name: Hall C}]
                sessions:
                  - {id: one, title: Part one, duration: 30min, rooms: [A, B]}
                  - {id: two, title: Part two, duration: 30min, rooms: [B, C], priority: 2}
                rules: [same_room: {sessions: [one, two]}]
                """,
            accepts="one B 09:30, two B 09:00",
            rejects="one A 09:30, two B 09:00",
            says="“Part one” is in Hall A, “Part two” is in Hall B; they should share a room",
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[SharedRoom]:
        demand = Text("{first} and {second} share a room", "{first}与{second}须在同一场地")
        for name, following in pairwise(self.sessions):
            first, second = expo.sessions[name], expo.sessions[following]
            filled = demand.fill(first=first, second=second)
            yield SharedRoom(**self.terms(expo), demand=filled, first=first, second=second)
