"""follow: one session right after the other, in the same room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from expo_planner.cpsat.vocabulary import Endpoint
from expo_planner.domain.clock import Window
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Duration, Text
from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements import Breach, Link, Pairwise, requirement
from expo_planner.rules.requirements.implications import in_order, same_room, soon_after
from expo_planner.rules.rule import Example, Minutes, Rule, SessionIds

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Literal

NOT_FOLLOWING = Text(
    "{second} ({second_room}, {start}) should follow {first} ({first_room}, until {end}) in the same room within "
    "{within}",
    "{second}（{second_room}，{start}）应在同一场地、{within}之内紧接{first}（{first_room}，{end}结束）",
)


@requirement
class Following(Pairwise):
    """The second starts in the room of the first when the first ends, or at most `within` minutes later."""

    within: int
    ties = True
    in_a_row = True

    def breach(self, first: Placement, second: Placement) -> Breach | None:
        if first.room == second.room and 0 <= second.start - first.end <= self.within:
            return None
        rooms, moment = self.expo.rooms, self.expo.clock.moment
        facts = {
            "first": self.first,
            "second": self.second,
            "first_room": rooms[first.room].name,
            "second_room": rooms[second.room].name,
            "start": moment(second.start),
            "end": moment(first.end),
            "within": Duration(self.within),
        }
        return Breach(NOT_FOLLOWING.fill(**facts), rooms=tuple(dict.fromkeys((first.room, second.room))))

    def starts_beside(self, session: str, other: Placement) -> Window | None:
        if session == self.second.id:
            return Window(other.end, other.end + self.within + 1)
        length = self.first.length
        return None if length is None else Window(other.start - self.within, other.start + 1).shift(-length)

    def links(self, cuts: Sequence[int]) -> Iterator[Link]:
        yield from same_room(self.first, self.second, self.expo)
        yield from in_order(self.first, self.second, 0, cuts)
        yield from soon_after(self.first, self.second, self.within, cuts)

    def post(self, board: Board, when: Literal) -> None:
        first, second = self.sessions
        board.same_room(first, second, when, board.placed(first), board.placed(second))
        board.no_later(Endpoint(first, ends=True), Endpoint(second), when)
        board.no_later(Endpoint(second), Endpoint(first, ends=True, shift=self.within), when)


@dataclass(frozen=True, kw_only=True)
class Follow(Rule):
    """Each session starts in the room of the previous one, when that one ends or at most `within` minutes later."""

    sessions: SessionIds
    within: Minutes = 0

    title = Text("back to back", "首尾相接")
    about = Text(
        "Each session starts in the same room as the previous one, when that one ends or at most `within` later. One "
        "clash for each consecutive pair.",
        "后一场在同一场地紧接前一场开始，间隔不超过 within；相邻两场各计一处冲突。",
    )
    usage = "follow: {sessions: [a, b], within: 30min}"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-11:00, language: en}
                rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]
                sessions:
                  - {id: opening, title: Opening, duration: 30min}
                  - {id: panel, title: Panel, duration: 30min, priority: 2}
                rules: [follow: {sessions: [opening, panel], within: 30min}]
                """,
            accepts="opening A 09:00, panel A 10:00",
            rejects="opening A 09:00, panel B 09:30",
            says="“Panel” (Hall B, Thu 6 Jul 09:30) should follow “Opening” (Hall A, until Thu 6 Jul 09:30) in the same room within 30 min",
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[Following]:
        demand = Text("{second} follows {first} in the same room", "{second}须在同一场地紧接{first}")
        for name, following in pairwise(self.sessions):
            first, second = expo.sessions[name], expo.sessions[following]
            filled = demand.fill(first=first, second=second)
            yield Following(**self.terms(expo), demand=filled, first=first, second=second, within=self.within)
