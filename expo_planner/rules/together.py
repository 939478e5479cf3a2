"""together: sessions that start at the same time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from expo_planner.cpsat.vocabulary import Endpoint
from expo_planner.domain.clock import Window
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements import Breach, Link, Pairwise, requirement
from expo_planner.rules.requirements.implications import alike
from expo_planner.rules.rule import Example, Rule, SessionIds

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Literal

NOT_TOGETHER = Text(
    "{first} starts {one}, {second} starts {other}; they should start together",
    "{first}{one}开始，{second}{other}开始，二者应同时开始",
)


@requirement
class SameStart(Pairwise):
    """The two start at the same time."""

    rooms_matter = False
    ties = True
    same_day = True

    def breach(self, first: Placement, second: Placement) -> Breach | None:
        if first.start == second.start:
            return None
        moment = self.expo.clock.moment
        facts = {"first": self.first, "second": self.second}
        return Breach(NOT_TOGETHER.fill(**facts, one=moment(first.start), other=moment(second.start)))

    def starts_beside(self, session: str, other: Placement) -> Window:
        return Window(other.start, other.start + 1)

    def links(self, cuts: Sequence[int]) -> Iterator[Link]:
        first, second = self.sessions
        return (link for pair in pairwise(cuts) for link in alike(first, second, starts=Window(*pair)))

    def post(self, board: Board, when: Literal) -> None:
        first, second = self.sessions
        board.no_later(Endpoint(first), Endpoint(second), when)
        board.no_later(Endpoint(second), Endpoint(first), when)


@dataclass(frozen=True, kw_only=True)
class Together(Rule):
    """The sessions start at the same time."""

    sessions: SessionIds

    title = Text("at the same time", "同时开始")
    about = Text(
        "The sessions have the same start. One clash for each consecutive pair.",
        "各场同时开始；相邻两场各计一处冲突。",
    )
    usage = "together: {sessions: [edu-2, edu-1]}"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-10:30, language: en}
                rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]
                sessions:
                  - {id: one, title: Part one, duration: 30min}
                  - {id: two, title: Part two, duration: 1h, priority: 2}
                rules: [together: {sessions: [one, two]}]
                """,
            accepts="one A 09:30, two B 09:30",
            rejects="one A 09:30, two B 09:00",
            says="“Part one” starts Thu 6 Jul 09:30, “Part two” starts Thu 6 Jul 09:00; they should start together",
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[SameStart]:
        demand = Text("{first} and {second} start together", "{first}与{second}须同时开始")
        for name, following in pairwise(self.sessions):
            first, second = expo.sessions[name], expo.sessions[following]
            filled = demand.fill(first=first, second=second)
            yield SameStart(**self.terms(expo), demand=filled, first=first, second=second)
