"""repeats: a session that takes place several times does so at times that are far enough apart."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from expo_planner.cpsat.vocabulary import Stay
from expo_planner.domain.clock import DAY, HALF_DAY, Day, Window
from expo_planner.domain.entities import Spread
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Duration, Message, Text
from expo_planner.domain.problems import Source
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import AllPairs, AtOnce, Breach, Pairwise, requirement
from expo_planner.rules.rule import Example, Rule

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Literal

AT_ONCE = Text("{first} and {second} overlap; move one of them", "{first}与{second}时间重叠，请调整其中一次")
SAME_DAY = Text(
    "{first} and {second} are both on {day}; they should be on different days",
    "{first}与{second}都在{day}，应在不同的日子",
)
SAME_HALF = Text(
    "{first} and {second} are both on {day}, {half}; they should be on different half-days",
    "{first}与{second}都在{day}{half}，应在不同的半天",
)
HALVES = (Text("before noon", "上午"), Text("after noon", "下午"))
TOO_SOON = Text(
    "{second} starts {left} after {first}; {need} are due",
    "{second}在{first}开始后{left}即开始，应相隔{need}",
)
DEMANDS = {
    "days": Text("the times of {session} are on different days", "{session}各次须在不同的日子"),
    "half_days": Text("the times of {session} are on different half-days", "{session}各次须在不同的半天"),
}
APART = Text("the times of {session} start at least {need} apart", "{session}各次的开始时间至少相隔{need}")
NO_OVERLAP = Text("the times of {session} do not overlap", "{session}各次不得重叠")


@requirement
class TwoTimes(Pairwise):
    """Two times of one session do not overlap, and are as far apart as it says."""

    spread: Spread
    rooms_matter = False

    @property
    def reach(self) -> int:
        """Two on one day, or on one half of it, are less than a day of 25 hours apart."""
        return self.spread if isinstance(self.spread, int) else DAY + 60

    def part(self, start: int) -> Hashable:
        """The day, or the half of it before or after local noon, of a start: two times have no part in common."""
        clock = self.expo.clock
        day = clock.date(start)
        return day if self.spread == "days" else (day, start >= clock.edge(day, HALF_DAY))

    def breach(self, first: Placement, second: Placement) -> Breach | None:
        message = self._message(first, second)
        return None if message is None else Breach(message)

    def _message(self, first: Placement, second: Placement) -> Message | None:
        earlier, later = (self.first, self.second) if first.start <= second.start else (self.second, self.first)
        facts = {"first": earlier, "second": later}
        if isinstance(self.spread, int):
            left = abs(first.start - second.start)
            if left < self.spread:
                return TOO_SOON.fill(**facts, left=Duration(left), need=Duration(self.spread))
        elif self.part(first.start) == self.part(second.start):
            day = self.expo.clock.date(first.start)
            half = HALVES[first.start >= self.expo.clock.edge(day, HALF_DAY)]
            return (SAME_DAY if self.spread == "days" else SAME_HALF).fill(**facts, day=Day(day), half=half)
        return AT_ONCE.fill(**facts) if first.window.meets(second.window) else None

    def post(self, board: Board, when: Literal) -> None:
        first, second = self.sessions
        board.separate(first, second, 0, when)
        if isinstance(self.spread, int):
            if self.spread:
                starts = board.starts(second)
                near = {
                    one: {other for other in starts if abs(one - other) < self.spread} for one in board.starts(first)
                }
                board.forbid(first, second, near, when)
            return
        parts: dict[Hashable, tuple[set[int], set[int]]] = {}
        for number, name in enumerate(self.sessions):
            for start in board.starts(name):
                parts.setdefault(self.part(start), (set(), set()))[number].add(start)
        for one, other in parts.values():
            if one and other:
                board.exclude(board.start_among(first, one), board.start_among(second, other), when)


@requirement
class AllTimes(AllPairs):
    """The times of one session do not overlap, and are as far apart as it says."""

    spread: Spread

    @property
    def sources(self) -> tuple[Source, ...]:
        first = self.expo.sessions[self.members[0]]
        return (first.at("spread" if self.spread else "times"),)

    def pair(self, first: str, second: str) -> TwoTimes:
        one, other = self.expo.sessions[first], self.expo.sessions[second]
        return TwoTimes(**self.terms, demand=self.demand, first=one, second=other, spread=self.spread)

    @property
    def reach(self) -> int:
        return self.pair(*self.members[:2]).reach

    def busy(self, schedule: Schedule) -> Sequence[tuple[Window, str]]:
        placed = [(schedule[name].window, name) for name in self.members if name in schedule]
        return [(Window(window.start, window.end + self.reach), name) for window, name in placed]

    @property
    def at_once(self) -> AtOnce:
        return AtOnce(dict.fromkeys(self.members, 1), 1)

    def post(self, board: Board, when: Literal) -> None:
        board.take_turns([Stay(name) for name in self.members if board.starts(name)], when)
        super().post(board, when)


@dataclass(frozen=True, kw_only=True)
class Repeats(Rule):
    """The times of a session that takes place several times do not overlap and are `spread` as the session says.

    `days`: each on another day; `half_days`: no two start before noon of one day, or from noon on; a duration: no two
    start less than that apart. One clash for each pair of times.
    """

    always = True
    title = Text("times of a repeated session", "多次举办的活动")
    about = Text(
        "The times of a session that takes place several times do not overlap. With its `spread` they are on other days, "
        "on other half-days (before noon, or from noon on), or start at least so long apart. One clash for each pair.",
        "同一活动的各次不得重叠；写有 spread 的，各次须在不同日、不同半天（以正午为界），或开始时间至少相隔所写时长。"
        "每两次计一处冲突。",
    )
    usage = "repeats"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: 2023-07-06..2023-07-07, hours: 11:30-13:00, language: en}
                rooms: [{id: A, name: Hall A}]
                sessions: [{id: tour, title: Tour, duration: 30min, times: 2, spread: days}]
                """,
            accepts="tour A 2023-07-06 11:30, tour-2 A 2023-07-07 11:30",
            rejects="tour A 2023-07-06 11:30, tour-2 A 2023-07-06 12:30",
            says="“Tour” and “Tour” (tour-2) are both on Thu 6 Jul; they should be on different days",
        ),
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: 2023-07-06..2023-07-07, hours: 11:00-13:00, language: en}
                rooms: [{id: A, name: Hall A}]
                sessions: [{id: tour, title: Tour, duration: 30min, times: 2, spread: half_days}]
                """,
            accepts="tour A 2023-07-06 11:30, tour-2 A 2023-07-06 12:00",
            rejects="tour A 2023-07-06 11:30, tour-2 A 2023-07-06 11:00",
            says="“Tour” (tour-2) and “Tour” are both on Thu 6 Jul, before noon; they should be on different half-days",
        ),
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 11:00-14:00, language: en}
                rooms: [{id: A, name: Hall A}]
                sessions: [{id: tour, title: Tour, duration: 30min, times: 2, spread: 90min}]
                rules: [repeats: {weight: 5}]
                """,
            accepts="tour A 11:30, tour-2 A 13:00",
            rejects="tour A 11:00, tour-2 A 12:00",
            says="“Tour” (tour-2) starts 1 h after “Tour”; 1 h 30 min are due",
            cost=5,
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[AllTimes]:
        for name, times in expo.repeated.items():
            first = expo.sessions[name]
            demand = DEMANDS.get(str(first.spread), APART if first.spread else NO_OVERLAP)
            need = Duration(first.spread) if isinstance(first.spread, int) else ""
            filled = demand.fill(session=first, need=need)
            yield AllTimes(**self.terms(expo), demand=filled, members=times, spread=first.spread)
