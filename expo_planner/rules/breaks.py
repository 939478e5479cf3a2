"""breaks: a time each day in which none of the sessions runs, for coffee or lunch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from expo_planner.domain.clock import Day, Window
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Duration, Text
from expo_planner.rules.requirements import CommonGap, requirement
from expo_planner.rules.rule import AnySessionIds, ClockTime, Days, Example, Minutes, PositiveMinutes, Rule


@requirement
class CommonBreak(CommonGap):
    """On one day, none of the sessions runs during the break."""


@dataclass(frozen=True, kw_only=True)
class Breaks(Rule):
    """On every day, or on `days`, none of the sessions runs for the length of a break, at `at` or at most `shift` from it.

    One clash for each day, naming the sessions that run at the times the break may have.
    """

    sessions: AnySessionIds
    at: ClockTime
    for_: PositiveMinutes
    shift: Minutes = 0
    days: Days = ()

    title = Text("common breaks", "共同休息")
    about = Text(
        "On every day of the expo, or on `days`, there is a break of the length `for` in which none of the sessions runs. "
        "It begins at `at`, or up to `shift` earlier or later. One clash for each day, naming the sessions that run then.",
        "展会每天（或 days 所列日期）有一段时长为 for 的休息，其间所列活动均不进行；开始于 at，可前后移动不超过 shift。每天计"
        "一处冲突，列出其时进行的活动。",
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
                rules: [breaks: {sessions: {tag: x}, at: 10:30, for: 30min, shift: 10min, days: [2023-07-06]}]
                """,
            accepts="one A 09:00, two A 11:00",
            rejects="one A 09:00, two A 10:40",
            says="no 30 min without “Part one”, “Part two” within Thu 6 Jul 10:20–11:10; move one of them",
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[CommonBreak]:
        demand = Text("a break of {length} on {day}", "{day}有{length}的共同休息")
        clock = expo.clock
        for day in self.days or expo.days if self.sessions else ():
            start = clock.edge(clock.on_day(day, self.at), self.at)
            yield CommonBreak(
                **self.terms(expo),
                demand=demand.fill(length=Duration(self.for_), day=Day(day)),
                members=self.sessions,
                windows=(Window(start - self.shift, start + self.for_ + self.shift),),
                minutes=self.for_,
            )
