"""apart: sessions that do not overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from expo_planner.cpsat.vocabulary import Stay
from expo_planner.domain.clock import Window
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Schedule
from expo_planner.rules.requirements import AllPairs, AtOnce, Disjoint, requirement
from expo_planner.rules.rule import Example, Rule, SessionIds

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Literal

OVERLAP = Text(
    "{first} and {second} overlap, {when}; they should be kept apart",
    "{first}与{second}在{when}重叠，二者应错开",
)


@requirement
class AllApart(AllPairs):
    """No two of the sessions overlap."""

    def pair(self, first: str, second: str) -> Disjoint:
        """The demand on two of them."""
        return Disjoint(
            **self.terms,
            demand=self.demand,
            first=self.expo.sessions[first],
            second=self.expo.sessions[second],
            says=OVERLAP,
        )

    def busy(self, schedule: Schedule) -> Sequence[tuple[Window, str]]:
        return sorted((schedule[name].window, name) for name in self.members if name in schedule)

    @property
    def reach(self) -> int:
        return 0

    @property
    def at_once(self) -> AtOnce:
        return AtOnce(dict.fromkeys(self.members, 1), 1)

    def post(self, board: Board, when: Literal) -> None:
        board.take_turns([Stay(name) for name in self.members if board.starts(name)], when)


@dataclass(frozen=True, kw_only=True)
class Apart(Rule):
    """No two of the sessions overlap."""

    sessions: SessionIds

    title = Text("no overlap", "相互错开")
    about = Text(
        "No two of the sessions may overlap: they share an audience, a sponsor or a topic. One clash for each pair.",
        "任意两场不得重叠，适用于受众、主办或主题相同的活动；每两场计一处冲突。",
    )
    usage = "apart: {sessions: {tag: AI}}"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-10:30, language: en}
                rooms: [{id: A, name: Hall A, kind: open}]
                sessions:
                  - {id: one, title: Part one, duration: 30min, tags: [AI]}
                  - {id: two, title: Part two, duration: 1h, tags: [AI, law]}
                  - {id: three, title: Part three, duration: 30min, tags: [AI], priority: 2}
                rules: [apart: {sessions: {tag: AI}}]
                """,
            accepts="one A 09:00, two A 09:30",
            rejects="two A 09:30, three A 10:00",
            says="“Part two” and “Part three” overlap, Thu 6 Jul 10:00–10:30; they should be kept apart",
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[AllApart]:
        titles = [expo.sessions[name] for name in self.sessions]
        demand = Text("no two of {sessions} overlap", "{sessions}任意两场不得重叠").fill(sessions=titles)
        yield AllApart(**self.terms(expo), demand=demand, members=self.sessions)
