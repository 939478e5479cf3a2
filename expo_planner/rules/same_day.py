"""same_day: sessions that start on one day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from expo_planner.domain.clock import Window
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements import Breach, Link, Pairwise, requirement
from expo_planner.rules.requirements.implications import alike
from expo_planner.rules.rule import Example, Rule, SessionIds

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Literal

OTHER_DAY = Text(
    "{first} starts {one}, {second} starts {other}; they should be on the same day",
    "{first}{one}开始，{second}{other}开始，二者应在同一天",
)


@requirement
class SharedDay(Pairwise):
    """The two start on the same local date."""

    rooms_matter = False
    ties = True
    same_day = True

    def breach(self, first: Placement, second: Placement) -> Breach | None:
        clock = self.expo.clock
        if clock.date(first.start) == clock.date(second.start):
            return None
        facts = {"first": self.first, "second": self.second}
        return Breach(OTHER_DAY.fill(**facts, one=clock.moment(first.start), other=clock.moment(second.start)))

    def starts_beside(self, session: str, other: Placement) -> Window:
        return self.expo.clock.day(self.expo.clock.date(other.start))

    def links(self, cuts: Sequence[int]) -> Iterator[Link]:
        first, second = self.sessions
        return (link for day in self.expo.days for link in alike(first, second, starts=self.expo.clock.day(day)))

    def post(self, board: Board, when: Literal) -> None:
        first, second = self.sessions
        days = {self.expo.clock.date(start) for start in (*board.starts(first), *board.starts(second))}
        shared = (board.all_of(board.on_day(first, day), board.on_day(second, day)) for day in sorted(days))
        board.imply(board.all_of(when, board.placed(first), board.placed(second)), *shared)


@dataclass(frozen=True, kw_only=True)
class SameDay(Rule):
    """The sessions start on the same day."""

    sessions: SessionIds

    title = Text("on the same day", "同一天")
    about = Text(
        "The sessions start on the same day. One clash for each consecutive pair.",
        "各场在同一天开始；相邻两场各计一处冲突。",
    )
    usage = "same_day: {sessions: [a, b]}"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: 2023-07-06..2023-07-08, hours: 09:00-10:00, language: en}
                rooms: [{id: A, name: Hall A}]
                sessions:
                  - {id: one, title: Part one, duration: 30min}
                  - {id: two, title: Part two, duration: 30min, priority: 2}
                rules: [same_day: {sessions: [one, two]}]
                """,
            accepts="one A 2023-07-07 09:00, two A 2023-07-07 09:30",
            rejects="one A 2023-07-07 09:00, two A 2023-07-08 09:30",
            says="“Part one” starts Fri 7 Jul 09:00, “Part two” starts Sat 8 Jul 09:30; they should be on the same day",
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[SharedDay]:
        demand = Text("{first} and {second} are on the same day", "{first}与{second}须在同一天")
        for name, following in pairwise(self.sessions):
            first, second = expo.sessions[name], expo.sessions[following]
            filled = demand.fill(first=first, second=second)
            yield SharedDay(**self.terms(expo), demand=filled, first=first, second=second)
