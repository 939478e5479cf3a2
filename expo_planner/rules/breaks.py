"""breaks: a time each day in which none of the sessions runs, for coffee or lunch."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from expo_planner.domain.clock import Day, Window, Windows, difference, intersection, union
from expo_planner.domain.entities import Room, Waiver
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Duration, Text
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import Breach, Clash, Requirement, requirement
from expo_planner.rules.rule import AnySessionIds, ClockTime, Days, Example, Minutes, PositiveMinutes, Rule

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Expression, Literal

NO_GAP = Text(
    "no {minutes} without {sessions} within {when}; move one of them",
    "{when}之间没有避开{sessions}的{minutes}空档，请调整其中一场",
)


@requirement
class CommonBreak(Requirement):
    """In one of the `windows`, none of the members runs for `minutes` at a stretch.

    The clash names the members that run in the windows; without any, there is none. `label` is what attendees read.
    """

    members: tuple[str, ...]
    windows: Windows
    minutes: int
    label: Text | None = None

    @property
    def sessions(self) -> tuple[str, ...]:
        return self.members

    def room_key(self, room: Room) -> Hashable:
        return None

    def time_key(self, session: str, placement: Placement) -> Hashable:
        return intersection(self.windows, (placement.window,))

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        meeting = [
            name
            for name in self.members
            if name in schedule and any(window.meets(schedule[name].window) for window in self.windows)
        ]
        if meeting and self.gap(schedule) is None:
            whole = Window(self.windows[0].start, self.windows[-1].end) if self.windows else Window(0, 0)
            facts = {
                "minutes": Duration(self.minutes),
                "sessions": [self.expo.sessions[name] for name in meeting],
                "when": self.expo.clock.span(whole),
            }
            yield self.clash(Breach(NO_GAP.fill(**facts), window=whole), tuple(meeting))

    def gap(self, schedule: Schedule) -> Window | None:
        """The gap that a schedule leaves, as near to the middle of the windows as it can be; None if there is none."""
        placed = [schedule[name].window for name in self.members if name in schedule]
        free = [one for one in difference(self.windows, union(placed)) if one.end - one.start >= self.minutes]
        if not free:
            return None
        middle = (self.windows[0].start + self.windows[-1].end - self.minutes) // 2
        starts = (min(max(middle, one.start), one.end - self.minutes) for one in free)
        start = min(starts, key=lambda tick: abs(tick - middle))
        return Window(start, start + self.minutes)

    def post(self, board: Board, when: Literal) -> None:
        board.imply(when, self._kept(board))

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        """Whether a waiver ends does not depend on the schedule: the clash begins with the windows."""
        begins = self.windows[0].start if self.windows else 0
        covered = []
        for waiver in waivers:
            deadline = self.deadline(waiver)
            if deadline is None or begins < deadline:
                covered.append(board.all_of(*(self._meets(board, name) for name in sorted(waiver.sessions))))
        yield board.none_of(self._kept(board), *covered), 1

    def _meets(self, board: Board, name: str) -> Literal:
        return board.any_of(*(board.meets(name, window.start, window.end) for window in self.windows))

    def _kept(self, board: Board) -> Literal:
        """Whether there is a gap: one that begins with a window or as one of the members ends."""
        ends = {end for name in self.members for end in board.ends(name).values()}
        starts = [
            start
            for window in self.windows
            for start in sorted({window.start, *ends})
            if window.start <= start and start + self.minutes <= window.end
        ]
        return board.any_of(
            *(
                board.none_of(*(board.meets(name, start, start + self.minutes) for name in self.members))
                for start in starts
            )
        )

    def restricted(self, schedule: Schedule, free: Set[str]) -> Iterator[Requirement]:
        """The gap among the free sessions, in what the others leave."""
        if free.isdisjoint(self.members):
            return
        if self.waivers or self.weight is not None:
            yield self
            return
        fixed = union(schedule[name].window for name in self.members if name in schedule and name not in free)
        moving = tuple(name for name in self.members if name in free)
        yield replace(self, members=moving, windows=difference(self.windows, fixed))


@dataclass(frozen=True, kw_only=True)
class Breaks(Rule):
    """On every day, or on `days`, none of the sessions runs for the length of a break, at `at` or at most `shift` from it.

    One clash for each day, naming the sessions that run at the times the break may have. A break with a `label` is
    shown in the agenda.
    """

    sessions: AnySessionIds
    at: ClockTime
    for_: PositiveMinutes
    shift: Minutes = 0
    days: Days = ()
    label: str = ""
    label_en: str = ""

    title = Text("common breaks", "共同休息")
    about = Text(
        "On every day of the expo, or on `days`, there is a break of the length `for` in which none of the sessions runs. "
        "It begins at `at`, or up to `shift` earlier or later. With a `label`, such as Coffee, the agenda shows it. One clash for each day, naming the sessions that run then.",
        "展会每天（或 days 所列日期）有一段时长为 for 的休息，其间所列活动均不进行；开始于 at，可前后移动不超过 shift。写有 label（如"
        "“茶歇”）的，日程中予以显示。每天计一处冲突，列出其时进行的活动。",
    )
    usage = "breaks: {sessions: {category: 主题论坛}, at: 10:30, for: 30min, shift: 15min}"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-12:00, step: 20min, language: en}
                rooms: [{id: A, name: Hall A}]
                sessions:
                  - {id: one, title: Part one, duration: 90min, tags: [x]}
                  - {id: two, title: Part two, duration: 1h, tags: [x]}
                rules: [breaks: {sessions: {tag: x}, at: 10:30, for: 30min, shift: 10min, days: [2023-07-06], label: Tea, label_en: Tea}]
                """,
            accepts="one A 09:00, two A 11:00",
            rejects="one A 09:00, two A 10:40",
            says="no 30 min without “Part one”, “Part two” within Thu 6 Jul 10:20–11:10; move one of them",
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[CommonBreak]:
        demand = Text("a break of {length} on {day}", "{day}有{length}的共同休息")
        clock = expo.clock
        label = Text(self.label_en or self.label, self.label) if self.label else None
        for day in self.days or expo.days if self.sessions else ():
            start = clock.edge(clock.on_day(day, self.at), self.at)
            yield CommonBreak(
                **self.terms(expo),
                demand=demand.fill(length=Duration(self.for_), day=Day(day)),
                members=self.sessions,
                windows=(Window(start - self.shift, start + self.for_ + self.shift),),
                minutes=self.for_,
                label=label,
            )
