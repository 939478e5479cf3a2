"""before: sessions in order."""

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
from expo_planner.rules.requirements.implications import in_order
from expo_planner.rules.rule import Example, Minutes, Rule, SessionIds

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Literal

TOO_SOON = Text(
    "{second} starts {start}, {short} too soon after {first}, which ends {end}",
    "{second}{start}开始，{first}{end}才结束，早了{short}",
)


@requirement
class Ordered(Pairwise):
    """The second starts at least `gap` minutes after the end of the first."""

    gap: int
    rooms_matter = False

    def breach(self, first: Placement, second: Placement) -> Breach | None:
        short = first.end + self.gap - second.start
        if short <= 0:
            return None
        moment = self.expo.clock.moment
        facts = {"first": self.first, "second": self.second, "short": Duration(short)}
        return Breach(TOO_SOON.fill(**facts, start=moment(second.start), end=moment(first.end)))

    def starts_beside(self, session: str, other: Placement) -> Window | None:
        if session == self.second.id:
            return Window(other.end + self.gap, self.expo.horizon.end)
        length = self.first.length
        return None if length is None else Window(self.expo.horizon.start, other.start - self.gap - length + 1)

    def links(self, cuts: Sequence[int]) -> Iterator[Link]:
        return in_order(self.first, self.second, self.gap, cuts)

    def post(self, board: Board, when: Literal) -> None:
        first, second = self.sessions
        board.no_later(Endpoint(first, ends=True, shift=self.gap), Endpoint(second), when)


@dataclass(frozen=True, kw_only=True)
class Before(Rule):
    """Each session of the list starts at least `gap` after the end of the previous one."""

    sessions: SessionIds
    gap: Minutes = 0

    title = Text("in order", "先后顺序")
    about = Text(
        "Each session starts only after the previous one has ended and the gap has passed. One clash for each "
        "consecutive pair.",
        "前一场结束并留出间隔后，后一场才能开始；相邻两场各计一处冲突。",
    )
    usage = "before: {sessions: [ccf-opening, ccf-1], gap: 0min}"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-11:30, language: en}
                rooms: [{id: A, name: Hall A, kind: open}]
                sessions:
                  - {id: opening, title: Opening, duration: 30min}
                  - {id: panel, title: Panel, duration: 1h, priority: 2}
                  - {id: closing, title: Closing, duration: 30min}
                rules: [before: {sessions: [opening, panel, closing], gap: 30min}]
                """,
            accepts="opening A 09:00, panel A 10:00",
            rejects="opening A 09:00, panel A 09:30",
            says="“Panel” starts Thu 6 Jul 09:30, 30 min too soon after “Opening”, which ends Thu 6 Jul 09:30",
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[Ordered]:
        demand = Text("{first} comes before {second}", "{first}须在{second}之前")
        for name, following in pairwise(self.sessions):
            first, second = expo.sessions[name], expo.sessions[following]
            filled = demand.fill(first=first, second=second)
            yield Ordered(**self.terms(expo), demand=filled, first=first, second=second, gap=self.gap)
